import type {
  ActionRule,
  AppFunction,
  AppModel,
  AppValue,
  AuthProvider,
  Environment,
  HttpsEndpoint,
  RunAs,
  Service,
  Webhook,
} from '../../preload/contract/app-model.ts';
import { type AppFiles, fieldsOf, readJson, stringOf } from './app-files.ts';
import { editJson, type FieldEdit, type FieldValue, newJson, raw, value } from './edit-json.ts';
import { environmentPath, readApp, readRoot } from './read-app.ts';
import { sourcePath } from './read-functions.ts';

/** A change of an app's files. It gets the present ones and gives the next. */
export type AppEdit = (files: AppFiles) => AppFiles;

/** An edit that makes no sense; the text is for a person. */
export class EditRefused extends Error {
  override name = 'EditRefused';
  readonly field: string | undefined;
  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}

type Draft = Map<string, Buffer>;

const open = (files: AppFiles): Draft => new Map(files);

function put(draft: Draft, path: string, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  if (draft.get(path)?.equals(bytes) !== true) draft.set(path, bytes);
}

/** Sets fields of a JSON file, or makes the file with `fresh` in that order. */
function putJson(draft: Draft, path: string, fields: Record<string, FieldValue>): void {
  const text = draft.get(path)?.toString('utf8');
  if (text === undefined) put(draft, path, newJson(fields));
  else {
    const edits = Object.entries(fields).map(([name, to]): FieldEdit => ({ path: [name], to }));
    put(draft, path, editJson(text, edits));
  }
}

function moveFolder(draft: Draft, from: string, to: string): void {
  if (from === to) return;
  for (const path of [...draft.keys()]) {
    if (!path.startsWith(`${from}/`)) continue;
    draft.set(to + path.slice(from.length), draft.get(path) as Buffer);
    draft.delete(path);
  }
}
function removeFolder(draft: Draft, folder: string): void {
  for (const path of [...draft.keys()]) if (path.startsWith(`${folder}/`)) draft.delete(path);
}

const FILE_NAME = /^[^/\\:*?"<>|\p{Cc}]{1,200}$/u;
export function checkName(name: string, field: string, what: string): void {
  const plain = name.trim();
  if (plain === '' || name !== plain)
    throw new EditRefused(`The ${what} needs a name without blanks around it.`, field);
  if (!FILE_NAME.test(name) || name === '.' || name === '..') {
    throw new EditRefused(
      `"${name}" cannot be a file name on every system. Use letters, digits, _ and -.`,
      field,
    );
  }
}

function model(files: AppFiles): AppModel {
  return readApp(files).model;
}
function mustFindService(files: AppFiles, name: string): Service {
  const service = model(files).services.find((one) => one.name === name);
  if (service === undefined) throw new EditRefused(`There is no service "${name}".`);
  return service;
}

/** Fields of `RunAs`: false and '' are written where the file has them or the format always does. */
function runAsFields(runAs: RunAs): Record<string, FieldValue> {
  return {
    run_as_authed_user: value(runAs.runAsAuthedUser),
    run_as_user_id: value(runAs.runAsUserId),
    run_as_user_id_script_source: value(runAs.runAsUserIdScriptSource),
  };
}
const systemField = (runAs: RunAs): FieldValue =>
  runAs.runAsSystem === null ? undefined : value(runAs.runAsSystem);

const SERVICE_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** @param oldName '' for a new service. */
export function saveService(
  service: Pick<Service, 'name' | 'type' | 'config' | 'secretConfig'>,
  oldName: string,
): AppEdit {
  return (files) => {
    const { services, configVersion } = model(files);
    const old = services.find((one) => one.name === oldName);
    if (oldName !== '' && old === undefined)
      throw new EditRefused(`There is no service "${oldName}".`);
    // Old exports have names with blanks: those stay, new ones keep to the vendor's rule.
    if (service.name !== oldName && !SERVICE_NAME.test(service.name)) {
      throw new EditRefused(
        'A service name has up to 64 letters, digits, _ and -.',
        'service.name',
      );
    }
    if (service.name !== oldName && services.some((one) => one.name === service.name)) {
      throw new EditRefused(`There is a service "${service.name}" already.`, 'service.name');
    }
    const draft = open(files);
    const parent = serviceFolder(service.type, configVersion);
    const directory = old?.directory ?? `${parent}/${service.name}`;
    const hasSecrets = Object.keys(service.secretConfig).length > 0;
    putJson(draft, `${directory}/config.json`, {
      name: value(service.name),
      type: value(service.type),
      config: raw(service.config === '' ? '{}' : service.config),
      secret_config: hasSecrets ? value(service.secretConfig) : undefined,
      ...(old === undefined && { version: value(1) }),
    });
    return draft;
  };
}

function serviceFolder(type: string, version: number): string {
  if (version < 20210101) return 'services';
  if (type === 'http') return 'http_endpoints';
  return type === 'mongodb-atlas' ? 'data_sources' : 'services';
}

export const removeService =
  (name: string): AppEdit =>
  (files) => {
    const { directory } = mustFindService(files, name);
    const draft = open(files);
    removeFolder(draft, directory);
    return draft;
  };

/** The file a rule stands in: its name need not be the rule's. */
function rulePath(files: AppFiles, directory: string, name: string): string {
  const found = [...files.keys()].find((path) => {
    if (!path.startsWith(`${directory}/rules/`) || !path.endsWith('.json')) return false;
    const read = readJson(files, path);
    const fallback = path
      .split('/')
      .at(-1)
      ?.replace(/\.json$/, '');
    return read.kind === 'json' && stringOf(fieldsOf(read.file.value).name, fallback) === name;
  });
  return found ?? `${directory}/rules/${name}.json`;
}

export const saveRule =
  (serviceName: string, rule: ActionRule, oldName: string): AppEdit =>
  (files) => {
    checkName(rule.name, 'rule.name', 'rule');
    const { directory, rules } = mustFindService(files, serviceName);
    if (rule.name !== oldName && rules.some((one) => one.name === rule.name)) {
      throw new EditRefused(`There is a rule "${rule.name}" already.`, 'rule.name');
    }
    const draft = open(files);
    const path = rulePath(files, directory, oldName === '' ? rule.name : oldName);
    putJson(draft, path, {
      name: value(rule.name),
      actions: value(rule.actions),
      when: raw(rule.when) ?? (files.has(path) ? undefined : value({})),
    });
    const renamed = `${directory}/rules/${rule.name}.json`;
    if (oldName !== '' && rule.name !== oldName && path.endsWith(`/${oldName}.json`)) {
      draft.set(renamed, draft.get(path) as Buffer);
      draft.delete(path);
    }
    return draft;
  };

export const removeRule =
  (serviceName: string, name: string): AppEdit =>
  (files) => {
    const { directory } = mustFindService(files, serviceName);
    const draft = open(files);
    draft.delete(rulePath(files, directory, name));
    return draft;
  };

function webhookFolder(files: AppFiles, directory: string, name: string): string {
  const prefix = `${directory}/incoming_webhooks/`;
  for (const path of files.keys()) {
    if (!path.startsWith(prefix) || !path.endsWith('/config.json')) continue;
    const read = readJson(files, path);
    const folder = path.slice(0, -'/config.json'.length);
    if (read.kind !== 'json') continue;
    if (stringOf(fieldsOf(read.file.value).name, folder.split('/').at(-1)) === name) return folder;
  }
  return prefix + name;
}

/** Options in the spelling the file has: `secretAsQueryParam` of old exports stays. */
function optionEdits(
  webhook: Omit<Webhook, 'problem'>,
  type: string,
  text: string | undefined,
): FieldEdit[] {
  const edits: FieldEdit[] = [];
  const set = (name: string, to: FieldValue): void =>
    void edits.push({ path: ['options', name], to });
  if (type === 'twilio') return edits;
  const isLegacy =
    text?.includes('"secretAsQueryParam"') === true && !text.includes('"validationMethod"');
  if (type === 'http') {
    const hadMethod =
      text === undefined || text.includes('"httpMethod"') || webhook.httpMethod !== 'ANY';
    if (hadMethod) set('httpMethod', value(webhook.httpMethod));
  }
  if (webhook.secret !== '' || text?.includes('"secret"') === true)
    set('secret', value(webhook.secret));
  if (type === 'http' && isLegacy && webhook.validation !== 'VERIFY_PAYLOAD') {
    set('secretAsQueryParam', value(webhook.validation === 'SECRET_AS_QUERY_PARAM'));
  } else if (type === 'http' && !keepsImplied(webhook, text)) {
    set('validationMethod', value(webhook.validation));
  }
  return edits;
}
/** A file that never named its validation keeps silent as long as it means the same. */
function keepsImplied(webhook: Omit<Webhook, 'problem'>, text: string | undefined): boolean {
  if (text === undefined || text.includes('"validationMethod"')) return false;
  const implied = webhook.secret === '' ? 'NO_VALIDATION' : 'VERIFY_PAYLOAD';
  return webhook.validation === implied;
}

export const saveWebhook =
  (serviceName: string, webhook: Omit<Webhook, 'problem'>, oldName: string): AppEdit =>
  (files) => {
    checkName(webhook.name, 'webhook.name', 'webhook');
    const { directory, webhooks, type } = mustFindService(files, serviceName);
    if (webhook.name !== oldName && webhooks.some((one) => one.name === webhook.name)) {
      throw new EditRefused(`The service has a webhook "${webhook.name}" already.`, 'webhook.name');
    }
    const draft = open(files);
    const folder = webhookFolder(files, directory, oldName === '' ? webhook.name : oldName);
    const path = `${folder}/config.json`;
    const before = files.get(path)?.toString('utf8');
    const had = (field: string): boolean => before === undefined || before.includes(`"${field}"`);
    putJson(draft, path, {
      name: value(webhook.name),
      ...(systemField(webhook) !== undefined && { run_as_system: systemField(webhook) }),
      ...(had('run_as_authed_user') || webhook.runAsAuthedUser
        ? runAsFields(webhook)
        : pickRunAs(webhook)),
      can_evaluate: raw(webhook.canEvaluate) ?? (had('can_evaluate') ? value({}) : undefined),
    });
    const options = optionEdits(webhook, type, before);
    put(draft, path, editJson(draft.get(path)?.toString('utf8') ?? '', options));
    const rest: Record<string, FieldValue> = { respond_result: value(webhook.respondResult) };
    if (had('disable_arg_logs') || webhook.disableArgLogs)
      rest.disable_arg_logs = value(webhook.disableArgLogs);
    if (had('fetch_custom_user_data') || webhook.fetchCustomUserData) {
      rest.fetch_custom_user_data = value(webhook.fetchCustomUserData);
    }
    if (had('create_user_on_auth') || webhook.createUserOnAuth) {
      rest.create_user_on_auth = value(webhook.createUserOnAuth);
    }
    putJson(draft, path, rest);
    put(draft, `${folder}/source.js`, webhook.source);
    if (oldName !== '' && webhook.name !== oldName && folder.endsWith(`/${oldName}`)) {
      moveFolder(draft, folder, `${directory}/incoming_webhooks/${webhook.name}`);
    }
    return draft;
  };

function pickRunAs(runAs: RunAs): Record<string, FieldValue> {
  return {
    run_as_user_id: value(runAs.runAsUserId),
    run_as_user_id_script_source: value(runAs.runAsUserIdScriptSource),
  };
}

export const removeWebhook =
  (serviceName: string, name: string): AppEdit =>
  (files) => {
    const { directory } = mustFindService(files, serviceName);
    const draft = open(files);
    removeFolder(draft, webhookFolder(files, directory, name));
    return draft;
  };

const FUNCTION_NAME = /^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/;

function functionFields(
  fn: Omit<AppFunction, 'problem'>,
  text: string,
): Record<string, FieldValue> {
  const had = (field: string): boolean => text.includes(`"${field}"`);
  const fields: Record<string, FieldValue> = { name: value(fn.name), private: value(fn.private) };
  if (raw(fn.canEvaluate) !== undefined || had('can_evaluate')) {
    fields.can_evaluate = raw(fn.canEvaluate) ?? value({});
  }
  if (fn.runAsSystem !== null) fields.run_as_system = value(fn.runAsSystem);
  if (fn.runAsAuthedUser || had('run_as_authed_user')) {
    fields.run_as_authed_user = value(fn.runAsAuthedUser);
  }
  if (fn.runAsUserId !== '' || had('run_as_user_id')) fields.run_as_user_id = value(fn.runAsUserId);
  if (fn.runAsUserIdScriptSource !== '' || had('run_as_user_id_script_source')) {
    fields.run_as_user_id_script_source = value(fn.runAsUserIdScriptSource);
  }
  if (fn.disableArgLogs || had('disable_arg_logs'))
    fields.disable_arg_logs = value(fn.disableArgLogs);
  return fields;
}

export const saveFunction =
  (fn: Omit<AppFunction, 'problem'>, oldName: string): AppEdit =>
  (files) => {
    if (fn.name !== oldName && !FUNCTION_NAME.test(fn.name)) {
      throw new EditRefused(
        'A function name has letters, digits, _ and -; / puts it into a folder.',
        'function.name',
      );
    }
    const { functions, configVersion } = model(files);
    if (fn.name !== oldName && functions.some((one) => one.name === fn.name)) {
      throw new EditRefused(`There is a function "${fn.name}" already.`, 'function.name');
    }
    const draft = open(files);
    const folder = `functions/${oldName === '' ? fn.name : oldName}`;
    const isFoldered = files.has(`${folder}/config.json`);
    if (isFoldered || (oldName === '' && configVersion < 20210101)) {
      const before = files.get(`${folder}/config.json`)?.toString('utf8') ?? '';
      putJson(draft, `${folder}/config.json`, functionFields(fn, before));
      put(draft, `${folder}/source.js`, fn.source);
      moveFolder(draft, folder, `functions/${fn.name}`);
      return draft;
    }
    saveInManifest(draft, fn, oldName);
    if (oldName !== '' && oldName !== fn.name) draft.delete(sourcePath(oldName));
    put(draft, sourcePath(fn.name), fn.source);
    return draft;
  };

const MANIFEST = 'functions/config.json';

function saveInManifest(draft: Draft, fn: Omit<AppFunction, 'problem'>, oldName: string): void {
  const read = readJson(draft, MANIFEST);
  const list = read.kind === 'json' && Array.isArray(read.file.value) ? read.file.value : [];
  const at = list.findIndex((item) => fieldsOf(item).name === oldName);
  const text = read.kind === 'json' && list.length > 0 ? read.file.text : '[]\n';
  const index = at < 0 ? list.length : at;
  const before = at < 0 ? '' : JSON.stringify(list[at]);
  const edits = Object.entries(functionFields(fn, before)).map(([name, to]): FieldEdit => ({
    path: [index, name],
    to,
  }));
  const added = at < 0 ? editJson(text, [{ path: [index], to: value({}) }]) : text;
  put(draft, MANIFEST, editJson(added, edits));
}

export const removeFunction =
  (name: string): AppEdit =>
  (files) => {
    const draft = open(files);
    if (files.has(`functions/${name}/config.json`)) {
      removeFolder(draft, `functions/${name}`);
      return draft;
    }
    draft.delete(sourcePath(name));
    const read = readJson(files, MANIFEST);
    const list = read.kind === 'json' && Array.isArray(read.file.value) ? read.file.value : [];
    const at = list.findIndex((item) => fieldsOf(item).name === name);
    if (read.kind === 'json' && at >= 0) {
      put(draft, MANIFEST, editJson(read.file.text, [{ path: [at], to: undefined }]));
    }
    return draft;
  };

function endpointFields(endpoint: HttpsEndpoint): Record<string, unknown> {
  return {
    route: endpoint.route,
    http_method: endpoint.httpMethod,
    function_name: endpoint.functionName,
    validation_method: endpoint.validation,
    ...(endpoint.secretName !== '' && { secret_name: endpoint.secretName }),
    respond_result: endpoint.respondResult,
    fetch_custom_user_data: endpoint.fetchCustomUserData,
    create_user_on_auth: endpoint.createUserOnAuth,
    disabled: endpoint.disabled,
    return_type: endpoint.returnType,
  };
}

/** The whole list; entries that stay the same keep their text. */
export const saveEndpoints =
  (endpoints: readonly HttpsEndpoint[]): AppEdit =>
  (files) => {
    for (const [i, { route, httpMethod }] of endpoints.entries()) {
      if (!route.startsWith('/'))
        throw new EditRefused('A route begins with /.', `endpoints.${i}.route`);
      const twice =
        endpoints.findIndex((one) => one.route === route && one.httpMethod === httpMethod) !== i;
      if (twice)
        throw new EditRefused(`${httpMethod} ${route} stands twice.`, `endpoints.${i}.route`);
    }
    const draft = open(files);
    const path = ['https_endpoints/config.json', 'http_endpoints/config.json'].find((one) =>
      files.has(one),
    );
    const { configVersion } = model(files);
    const target =
      path ??
      (configVersion >= 20230101 ? 'https_endpoints/config.json' : 'http_endpoints/config.json');
    const read = readJson(files, target);
    const before = read.kind === 'json' && Array.isArray(read.file.value) ? read.file.value : [];
    let text = read.kind === 'json' ? read.file.text : '[]\n';
    for (let at = before.length - 1; at >= endpoints.length; at -= 1) {
      text = editJson(text, [{ path: [at], to: undefined }]);
    }
    for (const [index, endpoint] of endpoints.entries()) {
      const known = fieldsOf(before[index]);
      const edits = Object.entries(endpointFields(endpoint))
        .filter(
          ([name]) =>
            index >= before.length ||
            name !== 'return_type' ||
            known.return_type !== undefined ||
            endpoint.returnType !== 'JSON',
        )
        .map(([name, to]): FieldEdit => ({ path: [index, name], to: value(to) }));
      if (index >= before.length) text = editJson(text, [{ path: [index], to: value({}) }]);
      text = editJson(text, edits);
    }
    put(draft, target, text);
    return draft;
  };

const VALUE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

function valuePath(files: AppFiles, name: string): string {
  const found = [...files.keys()].find((path) => {
    if (!/^values\/[^/]+\.json$/.test(path)) return false;
    const read = readJson(files, path);
    return read.kind === 'json' && fieldsOf(read.file.value).name === name;
  });
  return found ?? `values/${name}.json`;
}

export const saveValue =
  (appValue: AppValue, oldName: string): AppEdit =>
  (files) => {
    if (appValue.name !== oldName && !VALUE_NAME.test(appValue.name)) {
      throw new EditRefused('A value name has up to 64 letters, digits, _ and -.', 'value.name');
    }
    if (
      appValue.name !== oldName &&
      model(files).values.some((one) => one.name === appValue.name)
    ) {
      throw new EditRefused(`There is a value "${appValue.name}" already.`, 'value.name');
    }
    const draft = open(files);
    const path = valuePath(files, oldName === '' ? appValue.name : oldName);
    const before = files.get(path)?.toString('utf8');
    const keepsSilent =
      before !== undefined && !before.includes('"from_secret"') && !appValue.fromSecret;
    putJson(draft, path, {
      name: value(appValue.name),
      value: raw(appValue.value) ?? value(null),
      ...(!keepsSilent && { from_secret: value(appValue.fromSecret) }),
    });
    if (oldName !== '' && oldName !== appValue.name && path === `values/${oldName}.json`) {
      draft.set(`values/${appValue.name}.json`, draft.get(path) as Buffer);
      draft.delete(path);
    }
    return draft;
  };

export const removeValue =
  (name: string): AppEdit =>
  (files) => {
    const draft = open(files);
    draft.delete(valuePath(files, name));
    return draft;
  };

export const saveEnvironment =
  (environment: Environment): AppEdit =>
  (files) => {
    const draft = open(files);
    const root = readRoot(files);
    if (root !== undefined && stringOf(fieldsOf(root.value).environment) !== environment.tag) {
      putJson(draft, root.path, { environment: value(environment.tag) });
    }
    const path = environmentPath(environment.tag);
    const isEmpty = ['', '{}'].includes(environment.values.trim());
    if (!isEmpty || files.has(path)) {
      putJson(draft, path, { values: raw(environment.values) ?? value({}) });
    }
    return draft;
  };

export const saveAuthProvider =
  (provider: AuthProvider): AppEdit =>
  (files) => {
    const draft = open(files);
    const fields: Record<string, FieldValue> = {
      name: value(provider.name),
      type: value(provider.type),
      config: raw(provider.config),
      secret_config: raw(provider.secretConfig),
      metadata_fields: raw(provider.metadataFields),
      disabled: value(provider.disabled),
    };
    const own = `auth_providers/${provider.name}.json`;
    if (files.has(own) || model(files).configVersion < 20210101) {
      putJson(draft, own, fields);
      return draft;
    }
    const path = 'auth/providers.json';
    const text = files.get(path)?.toString('utf8') ?? '{}\n';
    const edits = Object.entries(fields)
      .filter(([, to]) => to !== undefined)
      .map(([name, to]): FieldEdit => ({ path: [provider.name, name], to }));
    put(draft, path, editJson(text, edits));
    return draft;
  };
