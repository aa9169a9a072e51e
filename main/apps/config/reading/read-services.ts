import {
  type ActionRule,
  HttpMethod,
  type Service,
  Validation,
  type Webhook,
} from '../../../../preload/contract/app-model.ts';
import {
  type AppFiles,
  booleanOf,
  type Fields,
  fieldsOf,
  filesIn,
  foldersIn,
  type JsonFile,
  rawField,
  readJson,
  stringOf,
  textOf,
} from '../app-files.ts';
import { readRunAs } from './read-run-as.ts';
import type { Steps } from '../../../lib/slices.ts';
import type { Reporter } from '../report.ts';

const FOLDERS = ['services', 'http_endpoints', 'data_sources'];
const RUNS = new Set([
  'http',
  'twilio',
  'github',
  'aws',
  'aws-s3',
  'aws-ses',
  'gcm',
  'mongodb-atlas',
]);

/** Kinds that work here; others are kept and not run. */
export const isRunKind = (type: string): boolean => RUNS.has(type);

/** Services of every layout. The name inside the file counts, the folder is kept for the export. */
export function* readServices(files: AppFiles, reporter: Reporter): Steps<Service[]> {
  const services: Service[] = [];
  for (const folder of FOLDERS) {
    for (const name of foldersIn(files, folder)) {
      const service = yield* readService(files, `${folder}/${name}`, reporter);
      yield;
      if (service === undefined) continue;
      const same = services.find((one) => one.name === service.name);
      if (same === undefined) services.push(service);
      else {
        reporter.say(
          'failed',
          `${service.directory}/config.json`,
          `There is already a service "${service.name}" in ${same.directory}; names must be unique.`,
        );
      }
    }
  }
  return services;
}

function* readService(
  files: AppFiles,
  directory: string,
  reporter: Reporter,
): Steps<Service | undefined> {
  const path = `${directory}/config.json`;
  const read = readJson(files, path);
  if (read.kind === 'broken') {
    reporter.say('failed', path, read.message);
    return undefined;
  }
  if (read.kind === 'absent') return undefined;
  const fields = fieldsOf(read.file.value);
  const name = stringOf(fields.name, directory.split('/').at(-1));
  const type = stringOf(fields.type);
  if (type === '') {
    reporter.say('failed', path, 'The service has no type.');
    return undefined;
  }
  if (isRunKind(type)) reporter.say('imported', path, `service ${name} (${type})`);
  else reporter.say('unsupported', path, `services of type ${type} are kept but do not run`);
  const secretConfig: Record<string, string> = {};
  for (const [field, secret] of Object.entries(fieldsOf(fields.secret_config))) {
    if (typeof secret === 'string') secretConfig[field] = secret;
  }
  const isMongo = type === 'mongodb-atlas' || type === 'mongodb';
  return {
    name,
    type,
    directory,
    config: rawField(read.file, ['config']),
    secretConfig,
    // Those of collections are read with the collections.
    rules: isMongo ? [] : readRules(files, directory, reporter),
    webhooks: yield* readWebhooks(files, directory, type, reporter),
  };
}

function readRules(files: AppFiles, directory: string, reporter: Reporter): ActionRule[] {
  const rules: ActionRule[] = [];
  for (const name of filesIn(files, `${directory}/rules`, '.json')) {
    const path = `${directory}/rules/${name}`;
    const read = readJson(files, path);
    if (read.kind === 'broken') reporter.say('failed', path, read.message);
    if (read.kind !== 'json') continue;
    const fields = fieldsOf(read.file.value);
    const actions = Array.isArray(fields.actions)
      ? fields.actions.filter((action) => typeof action === 'string')
      : [];
    if (actions.length === 0)
      reporter.say('warning', path, 'The rule lists no action: it allows nothing.');
    else reporter.say('imported', path, 'rule');
    rules.push({
      name: stringOf(fields.name, name.replace(/\.json$/, '')),
      actions,
      when: rawField(read.file, ['when']),
    });
  }
  return rules;
}

function* readWebhooks(
  files: AppFiles,
  directory: string,
  type: string,
  reporter: Reporter,
): Steps<Webhook[]> {
  const webhooks: Webhook[] = [];
  const names = new Set<string>();
  const folder = `${directory}/incoming_webhooks`;
  for (const name of foldersIn(files, folder)) {
    yield;
    const path = `${folder}/${name}/config.json`;
    const read = readJson(files, path);
    if (read.kind === 'broken') reporter.say('failed', path, read.message);
    if (read.kind !== 'json') continue;
    const webhook = readWebhook(files, read.file, `${folder}/${name}`, type, reporter);
    if (names.has(webhook.name)) {
      reporter.say('failed', path, `The service already has a webhook "${webhook.name}".`);
      continue;
    }
    webhooks.push(webhook);
    names.add(webhook.name);
    if (webhook.problem === null) reporter.say('imported', path, `webhook ${webhook.name}`);
    else reporter.say('failed', `${folder}/${name}/source.js`, webhook.problem);
  }
  return webhooks;
}

function readWebhook(
  files: AppFiles,
  file: JsonFile,
  folder: string,
  type: string,
  reporter: Reporter,
): Webhook {
  const fields = fieldsOf(file.value);
  const options = fieldsOf(fields.options);
  const source = textOf(files, `${folder}/source.js`);
  if (source !== undefined) reporter.used.add(`${folder}/source.js`);
  const method = HttpMethod.safeParse(options.httpMethod);
  if (options.httpMethod !== undefined && !method.success) {
    reporter.say(
      'warning',
      file.path,
      `Unknown HTTP method ${JSON.stringify(options.httpMethod)}; ANY is used.`,
    );
  }
  return {
    ...readRunAs(fields, file.path, reporter),
    name: stringOf(fields.name, folder.split('/').at(-1)),
    canEvaluate: rawField(file, ['can_evaluate']),
    httpMethod: method.success ? method.data : 'ANY',
    validation: readValidation(options, type),
    secret: stringOf(options.secret),
    respondResult: booleanOf(fields.respond_result),
    disableArgLogs: booleanOf(fields.disable_arg_logs),
    source: source ?? '',
    problem: source === undefined ? 'Its source.js is missing.' : null,
  };
}

function readValidation(options: Fields, type: string): Validation {
  const secret = stringOf(options.secret);
  if (type === 'github') return secret === '' ? 'NO_VALIDATION' : 'VERIFY_PAYLOAD';
  const known = Validation.safeParse(options.validationMethod);
  if (known.success) return known.data;
  // Spelling of 2017 and 2018.
  if (options.secretAsQueryParam === true) return 'SECRET_AS_QUERY_PARAM';
  return secret !== '' && type === 'http' ? 'VERIFY_PAYLOAD' : 'NO_VALIDATION';
}
