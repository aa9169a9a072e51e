import type {
  AppModel,
  AuthProvider,
  Environment,
} from '../../../../preload/contract/app-model.ts';
import { EnvironmentTag } from '../../../../preload/contract/app-model.ts';
import type { ImportReport } from '../../../../preload/contract/apps.ts';
import {
  type AppFiles,
  booleanOf,
  type Fields,
  fieldsOf,
  filesIn,
  type JsonFile,
  rawField,
  readJson,
  stringOf,
} from '../app-files.ts';
import { missingOf } from '../missing.ts';
import { readCollectionRules } from './read-collection-rules.ts';
import { readEndpoints, readFunctions } from './read-functions.ts';
import { readServices } from './read-services.ts';
import { atOnce, type Steps } from '../../../lib/slices.ts';
import { createReporter, type Reporter } from '../report.ts';
import { resolveTemplates } from '../templates.ts';

export const ROOT_FILES = ['root_config.json', 'realm_config.json', 'config.json', 'stitch.json'];

export interface ReadApp {
  model: AppModel;
  report: ImportReport;
}

/**
 * Reads an app out of its files, of any version of the layout and of mixtures. A file that cannot
 * be read fails its own part only; what is not known is kept with the files.
 */
export const readApp = (files: AppFiles): ReadApp => atOnce(readAppInSteps(files));

/** As `readApp`, for apps of thousands of files: it can be interrupted between any two of them. */
export function* readAppInSteps(files: AppFiles): Steps<ReadApp> {
  const reporter = createReporter();
  const root = readRoot(files);
  const fields = root === undefined ? {} : fieldsOf(root.value);
  if (root === undefined) reporter.say('failed', '', `None of ${ROOT_FILES.join(', ')} was found.`);
  else reporter.say('imported', root.path, 'the app itself');
  const environment = readEnvironment(files, fields, reporter);
  yield;
  const resolved = resolveTemplates(files, environment);
  yield;
  const name = stringOf(fields.name, 'app');
  const services = yield* readServices(resolved, reporter);
  const functions = yield* readFunctions(resolved, reporter);
  const model: AppModel = {
    clientAppId: stringOf(fields.app_id, metaId(files)),
    name,
    configVersion: versionOf(files, fields),
    allowedRequestOrigins: originsOf(fields),
    environment,
    deployment: {
      model: stringOf(fields.deployment_model),
      providerRegion: stringOf(fields.provider_region, stringOf(fields.location)),
      hostingUri: stringOf(fieldsOf(fields.hosting).default_domain),
    },
    services,
    functions,
    endpoints: readEndpoints(resolved, reporter),
    values: readValues(resolved, reporter),
    authProviders: readProviders(resolved, reporter),
    collectionRules: readCollectionRules(resolved, services, reporter),
    customUserData: readCustomUserData(resolved, reporter),
  };
  yield;
  noteTheRest(files, reporter);
  yield;
  return { model, report: { notes: reporter.notes, ...missingOf(model) } };
}

/** The root file: the first of the known names that is JSON and has a version, or the first at all. */
export function readRoot(files: AppFiles): JsonFile | undefined {
  const found = ROOT_FILES.flatMap((path) => {
    const read = readJson(files, path);
    return read.kind === 'json' ? [read.file] : [];
  });
  return found.find((file) => fieldsOf(file.value).config_version !== undefined) ?? found[0];
}

function meta(files: AppFiles): Fields {
  for (const path of ['.mdb/app_meta.json', '.mdb/meta.json']) {
    const read = readJson(files, path);
    if (read.kind === 'json') return fieldsOf(read.file.value);
  }
  return {};
}
const metaId = (files: AppFiles): string =>
  stringOf(meta(files).client_app_id, stringOf(meta(files).app_id));

const BY_ROOT: Record<string, number> = {
  'root_config.json': 20230101,
  'realm_config.json': 20210101,
  'config.json': 20200603,
  'stitch.json': 20180301,
};

function versionOf(files: AppFiles, fields: Fields): number {
  for (const version of [meta(files).config_version, fields.config_version]) {
    const number = Number(version);
    if (Number.isInteger(number) && number > 0) return number;
  }
  return BY_ROOT[readRoot(files)?.path ?? ''] ?? 20210101;
}

function originsOf(fields: Fields): string[] {
  const origins =
    fields.allowed_request_origins ?? fieldsOf(fields.security).allowed_request_origins;
  return Array.isArray(origins) ? origins.filter((origin) => typeof origin === 'string') : [];
}

/** The environment that the root file chooses. */
export const environmentOf = (files: AppFiles): Environment =>
  readEnvironment(files, fieldsOf(readRoot(files)?.value), createReporter());

function readEnvironment(files: AppFiles, fields: Fields, reporter: Reporter): Environment {
  const tag = EnvironmentTag.safeParse(fields.environment);
  const known = tag.success ? tag.data : '';
  const path = environmentPath(known);
  const read = readJson(files, path);
  for (const name of filesIn(files, 'environments', '.json'))
    reporter.used.add(`environments/${name}`);
  if (read.kind === 'broken') reporter.say('failed', path, read.message);
  const values = read.kind === 'json' ? rawField(read.file, ['values']) : '';
  return { tag: known, values: values === '' ? '{}' : values };
}

export const environmentPath = (tag: string): string =>
  `environments/${tag === '' ? 'no-environment' : tag}.json`;

function readValues(files: AppFiles, reporter: Reporter): AppModel['values'] {
  const values: AppModel['values'] = [];
  for (const name of filesIn(files, 'values', '.json')) {
    const path = `values/${name}`;
    const read = readJson(files, path);
    if (read.kind === 'broken') reporter.say('failed', path, read.message);
    if (read.kind !== 'json') continue;
    const fields = fieldsOf(read.file.value);
    const value = rawField(read.file, ['value']);
    values.push({
      name: stringOf(fields.name, name.replace(/\.json$/, '')),
      value: value === '' ? 'null' : value,
      fromSecret: booleanOf(fields.from_secret),
    });
    reporter.say('imported', path, 'value');
  }
  return values;
}

function toProvider(
  name: string,
  file: JsonFile,
  path: readonly (string | number)[],
  fields: Fields,
): AuthProvider {
  return {
    name: stringOf(fields.name, name),
    type: stringOf(fields.type, name),
    disabled: booleanOf(fields.disabled),
    config: rawField(file, [...path, 'config']),
    secretConfig: rawField(file, [...path, 'secret_config']),
    metadataFields: rawField(file, [...path, 'metadata_fields']),
  };
}

function readProviders(files: AppFiles, reporter: Reporter): AuthProvider[] {
  const out: AuthProvider[] = [];
  const joint = readJson(files, 'auth/providers.json');
  if (joint.kind === 'broken') reporter.say('failed', 'auth/providers.json', joint.message);
  if (joint.kind === 'json') {
    reporter.say('imported', 'auth/providers.json', 'authentication providers');
    for (const [name, value] of Object.entries(fieldsOf(joint.file.value))) {
      out.push(toProvider(name, joint.file, [name], fieldsOf(value)));
    }
  }
  for (const name of filesIn(files, 'auth_providers', '.json')) {
    const path = `auth_providers/${name}`;
    const read = readJson(files, path);
    if (read.kind === 'broken') reporter.say('failed', path, read.message);
    if (read.kind !== 'json') continue;
    reporter.say('imported', path, 'authentication provider');
    out.push(toProvider(name.replace(/\.json$/, ''), read.file, [], fieldsOf(read.file.value)));
  }
  return out;
}

function readCustomUserData(files: AppFiles, reporter: Reporter): AppModel['customUserData'] {
  const path = 'auth/custom_user_data.json';
  const read = readJson(files, path);
  if (read.kind === 'broken') reporter.say('failed', path, read.message);
  const found = read.kind === 'json' ? read.file : readRoot(files);
  const fields =
    read.kind === 'json'
      ? fieldsOf(read.file.value)
      : fieldsOf(fieldsOf(found?.value).custom_user_data_config);
  if (Object.keys(fields).length === 0) return null;
  if (read.kind === 'json') reporter.say('imported', path, 'custom user data');
  return {
    enabled: booleanOf(fields.enabled),
    service: stringOf(
      fields.mongo_service_name,
      stringOf(fields.mongo_service_id, 'mongodb-atlas'),
    ),
    database: stringOf(fields.database_name),
    collection: stringOf(fields.collection_name),
    userIdField: stringOf(fields.user_id_field),
  };
}

const KEPT: readonly { at: RegExp; words: string }[] = [
  { at: /^graphql\//, words: 'GraphQL is kept, not served' },
  { at: /^hosting\//, words: 'hosted files are kept, not served' },
  { at: /^(sync|log_forwarders)\//, words: 'kept, not run' },
  { at: /^secrets\.json$/, words: 'Secrets of an old export: set them by name' },
  { at: /data_api_config\.json$/, words: 'the Data API is kept, not served' },
];

/** Files nothing was read from are kept and written back; the known ones by name, the rest counted. */
function noteTheRest(files: AppFiles, reporter: Reporter): void {
  let others = 0;
  for (const path of files.keys()) {
    // Triggers have notes of their own.
    if (reporter.used.has(path) || /^triggers\/[^/]+\.json$/.test(path)) continue;
    const known = KEPT.find(({ at }) => at.test(path));
    if (known !== undefined) reporter.say('unsupported', path, known.words);
    else others += 1;
  }
  if (others > 0) reporter.say('skipped', '', `${others} other files are kept as they are`);
}
