import {
  type AppFunction,
  type HttpsEndpoint,
  HttpsEndpoint as EndpointShape,
  Validation,
} from '../../../../preload/contract/app-model.ts';
import {
  type AppFiles,
  booleanOf,
  fieldsOf,
  foldersIn,
  type JsonFile,
  rawField,
  readJson,
  stringOf,
  textOf,
} from '../app-files.ts';
import type { Steps } from '../../../lib/slices.ts';
import { readRunAs } from './read-run-as.ts';
import type { Reporter } from '../report.ts';

/** Functions of both layouts: one manifest, or a folder for each. */
export function* readFunctions(files: AppFiles, reporter: Reporter): Steps<AppFunction[]> {
  const manifest = readJson(files, 'functions/config.json');
  if (manifest.kind === 'broken') reporter.say('failed', 'functions/config.json', manifest.message);
  const listed =
    manifest.kind === 'json' ? yield* readManifest(files, manifest.file, reporter) : [];
  const names = new Set(listed.map((fn) => fn.name));
  const inFolders = (yield* readFolders(files, reporter)).filter((fn) => !names.has(fn.name));
  for (const fn of inFolders) names.add(fn.name);
  yield;
  const loose = looseSources(files, names).map((name) => {
    reporter.say('imported', sourcePath(name), `function ${name}, with default settings`);
    return {
      ...build({}, sourcePath(name), '', reporter),
      name,
      ...sourceOf(files, sourcePath(name)),
    };
  });
  return [...listed, ...inFolders, ...loose].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const sourcePath = (name: string): string => `functions/${name}.js`;

function build(
  fields: Record<string, unknown>,
  path: string,
  canEvaluate: string,
  reporter: Reporter,
): Omit<AppFunction, 'name' | 'source' | 'problem'> {
  return {
    ...readRunAs(fields, path, reporter),
    private: booleanOf(fields.private),
    canEvaluate,
    disableArgLogs: booleanOf(fields.disable_arg_logs),
  };
}

function sourceOf(files: AppFiles, path: string): { source: string; problem: string | null } {
  const source = textOf(files, path);
  return source === undefined
    ? { source: '', problem: `Its source ${path} is missing.` }
    : { source, problem: null };
}

function* readManifest(files: AppFiles, file: JsonFile, reporter: Reporter): Steps<AppFunction[]> {
  if (!Array.isArray(file.value)) return [];
  const out: AppFunction[] = [];
  const names = new Set(['']);
  for (const [index, item] of file.value.entries()) {
    yield;
    const fields = fieldsOf(item);
    const name = stringOf(fields.name);
    if (names.has(name)) continue;
    names.add(name);
    const path = sourcePath(name);
    const source = sourceOf(files, path);
    const settings = build(fields, file.path, rawField(file, [index, 'can_evaluate']), reporter);
    out.push({ ...settings, name, ...source });
    reporter.say(
      source.problem === null ? 'imported' : 'failed',
      path,
      source.problem ?? `function ${name}`,
    );
  }
  reporter.used.add(file.path);
  return out;
}

function* readFolders(files: AppFiles, reporter: Reporter): Steps<AppFunction[]> {
  const out: AppFunction[] = [];
  for (const folder of foldersIn(files, 'functions')) {
    yield;
    const path = `functions/${folder}/config.json`;
    const read = readJson(files, path);
    if (read.kind === 'broken') reporter.say('failed', path, read.message);
    if (read.kind !== 'json') continue;
    const fields = fieldsOf(read.file.value);
    const name = stringOf(fields.name, folder);
    const source = sourceOf(files, `functions/${folder}/source.js`);
    reporter.used.add(`functions/${folder}/source.js`);
    out.push({
      ...build(fields, path, rawField(read.file, ['can_evaluate']), reporter),
      name,
      ...source,
    });
    reporter.say(
      source.problem === null ? 'imported' : 'failed',
      path,
      source.problem ?? `function ${name}`,
    );
  }
  return out;
}

/** Sources that no configuration names. Those of the older layout lie in a folder with one. */
function looseSources(files: AppFiles, known: ReadonlySet<string>): string[] {
  return [...files.keys()]
    .filter((path) => path.startsWith('functions/') && path.endsWith('.js'))
    .filter((path) => !path.includes('/node_modules/'))
    .map((path) => path.slice('functions/'.length, -'.js'.length))
    .filter(
      (name) => !known.has(name) && !(name.endsWith('/source') && known.has(name.slice(0, -7))),
    );
}

const ENDPOINT_FILES = ['http_endpoints/config.json', 'https_endpoints/config.json'];

/** Successor HTTPS endpoints, from wherever they are. */
export function readEndpoints(files: AppFiles, reporter: Reporter): HttpsEndpoint[] {
  const out: HttpsEndpoint[] = [];
  for (const path of ENDPOINT_FILES) {
    const read = readJson(files, path);
    if (read.kind === 'broken') reporter.say('failed', path, read.message);
    if (read.kind !== 'json' || !Array.isArray(read.file.value)) continue;
    reporter.used.add(path);
    for (const item of read.file.value) {
      const fields = fieldsOf(item);
      const parsed = EndpointShape.safeParse({
        route: stringOf(fields.route),
        httpMethod: stringOf(fields.http_method, '*'),
        functionName: stringOf(fields.function_name),
        validation: Validation.safeParse(fields.validation_method).data ?? 'NO_VALIDATION',
        secretName: stringOf(fields.secret_name),
        respondResult: booleanOf(fields.respond_result),
        fetchCustomUserData: booleanOf(fields.fetch_custom_user_data),
        createUserOnAuth: booleanOf(fields.create_user_on_auth),
        disabled: booleanOf(fields.disabled),
        returnType: fields.return_type === 'EJSON' ? 'EJSON' : 'JSON',
      });
      if (parsed.success) {
        out.push(parsed.data);
        reporter.say(
          'imported',
          path,
          `HTTPS endpoint ${parsed.data.httpMethod} ${parsed.data.route}`,
        );
      } else reporter.say('failed', path, `The endpoint ${String(fields.route)} is incomplete.`);
    }
  }
  return out;
}
