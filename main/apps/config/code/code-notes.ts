import type { AppModel, Service } from '../../../../preload/contract/app-model.ts';
import type { ImportNote } from '../../../../preload/contract/apps.ts';
import type { Steps } from '../../../lib/slices.ts';
import type { AppFiles } from '../app-files.ts';
import { isRunKind } from '../reading/read-services.ts';
import { type Fact, factsOf } from './facts.ts';
import { operatorKeys } from './json-keys.ts';

/** What is known beside the files. */
export interface CodeSurroundings {
  /** Whether `require` of a function finds it. */
  hasPackage: (name: string) => boolean;
  /** Why a module of Node does not work here; undefined where it does, or is none of Node's. */
  absentModule: (name: string) => string | undefined;
  /** Why a stage or operator is refused by the collections kept here; undefined where it is not. */
  operator: (name: string) => { words: string; isKnown: boolean } | undefined;
  /** The same of a method of sessions. */
  session: (name: string) => string;
}

/** Sources are read once: a file that does not change is the same buffer. */
const known = new WeakMap<Buffer, readonly Fact[]>();

const SOURCE = /^(?:(?:services|http_endpoints)\/.*\/source\.js|functions\/.*\.js)$/;
/** Where JSON holds filters, rules, matches and stored queries. */
const QUERIES = /^(?:services|data_sources|http_endpoints|triggers|rules|graphql|sync)\/.*\.json$/;
const MAX_JSON = 1_000_000;
const MAX_NOTES = 1000;

/** What the code of an app asks for and the app lacks, with file and line. In steps, a file each. */
export function* codeNotes(
  files: AppFiles,
  model: AppModel,
  around: CodeSurroundings,
): Steps<ImportNote[]> {
  const notes: ImportNote[] = [];
  const lacks = lacking(model, around);
  for (const [path, bytes] of files) {
    if (path.includes('/node_modules/')) continue;
    const read = SOURCE.test(path) ? factsOf : QUERIES.test(path) ? factsOfJson : undefined;
    if (read === undefined) continue;
    yield;
    const facts = known.get(bytes) ?? read(bytes.toString('utf8'));
    known.set(bytes, facts);
    const said = new Set<string>();
    for (const fact of facts) {
      const message = lacks(fact);
      if (message === null || said.has(message) || notes.length >= MAX_NOTES) continue;
      said.add(message);
      notes.push({ path, line: fact.line, kind: KINDS[fact.kind] ?? 'warning', message });
    }
  }
  return notes;
}

/** Operators named in a JSON file; those of schemas are no queries. */
function factsOfJson(text: string): Fact[] {
  if (text.length > MAX_JSON) return [];
  return operatorKeys(text).map(({ name, line }) => ({ kind: 'asked-operator', name, line }));
}

const KINDS: Partial<Record<Fact['kind'], ImportNote['kind']>> = {
  syntax: 'failed',
  operator: 'unsupported',
  'asked-operator': 'unsupported',
  session: 'unsupported',
  'too-long': 'skipped',
};

function lacking(model: AppModel, around: CodeSurroundings): (fact: Fact) => string | null {
  const services = new Map(
    model.services.flatMap((service): [string, Service][] => [
      [service.directory.split('/').at(-1) ?? '', service],
      [service.name, service],
    ]),
  );
  const values = new Set(model.values.map(({ name }) => name));
  const functions = new Set(model.functions.map(({ name }) => name));
  return ({ kind, name, service }) => {
    switch (kind) {
      case 'syntax':
        return `It does not compile: ${name}.`;
      case 'too-long':
        return 'It is longer than 256 kB, so it was not checked.';
      case 'package':
        return lackingPackage(name, around);
      case 'service':
        if (name === 'deliveries' || services.has(name)) return null;
        return `It uses the service “${name}”, which the app does not have: services.get returns undefined.`;
      case 'value':
        if (values.has(name)) return null;
        return `It uses the value “${name}”, which the app does not have: values.get returns undefined.`;
      case 'function':
        if (functions.has(name)) return null;
        return `It calls the function “${name}”, which the app does not have: the call throws.`;
      case 'action':
        return lackingAction(services.get(service ?? ''), name);
      case 'operator':
        // Elsewhere than in a call, a name that begins with $ may be anybody's.
        return around.operator(name)?.isKnown === true ? refusal(name, around) : null;
      case 'asked-operator':
        return refusal(name, around);
      case 'session':
        return `${around.session(name)}.`;
      case 'read-at-once':
        return `${name}() returns a promise, but its result is used at once, as in 2017: add await.`;
      case 'not-a-constructor':
        return `new ${name}() throws, because it is not a constructor: remove new.`;
      default:
        return kind satisfies never;
    }
  };
}

/** The words of the run, as a sentence. */
function refusal(name: string, around: CodeSurroundings): string | null {
  const words = around.operator(name)?.words;
  return words === undefined ? null : `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}

function lackingPackage(name: string, around: CodeSurroundings): string | null {
  const absent = around.absentModule(name);
  if (absent !== undefined) {
    return `require("${name}") loads, and fails where it is used${absent === '' ? '' : `: ${absent}`}.`;
  }
  if (around.hasPackage(name)) return null;
  if (/^\.{0,2}\//.test(name)) {
    return `require("${name}"): a function cannot require a file; use context.functions.execute.`;
  }
  return `It requires the package ${name}, which is not installed. Install it under Functions.`;
}

const HTTP = ['get', 'post', 'put', 'patch', 'delete', 'head'];
const METHODS: Readonly<Record<string, readonly string[]>> = {
  http: HTTP,
  twilio: ['send'],
  gcm: ['send'],
  github: [],
  'aws-s3': ['put', 'signPolicy'],
  'aws-ses': ['send'],
  'mongodb-atlas': ['db', 'admin', 'database'],
};

function lackingAction(service: Service | undefined, method: string): string | null {
  if (service === undefined) return null;
  if (!isRunKind(service.type)) {
    return `It calls ${service.name}.${method}(), but services of type ${service.type} do not run here: add a stub.`;
  }
  const methods = Object.hasOwn(METHODS, service.type) ? METHODS[service.type] : undefined;
  if (methods === undefined || methods.includes(method)) return null;
  return `It calls ${service.name}.${method}(), which services of type ${service.type} do not have here.`;
}
