import type { RunAs, Webhook } from '../../../../preload/contract/app-model.ts';
import { type AppFiles, fieldsOf, readJson, stringOf } from '../app-files.ts';
import { editJson, type FieldEdit, type FieldValue, raw, value } from '../edit-json.ts';
import {
  type AppEdit,
  checkName,
  EditRefused,
  moveFolder,
  mustFindService,
  open,
  put,
  putJson,
  removeFolder,
  resolverOf,
} from './draft.ts';

/** Who it runs as: what is empty is written only where the file has it. */
function runAsFields(runAs: RunAs, had: (field: string) => boolean): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {};
  if (runAs.runAsSystem !== null) fields.run_as_system = value(runAs.runAsSystem);
  if (runAs.runAsAuthedUser || had('run_as_authed_user')) {
    fields.run_as_authed_user = value(runAs.runAsAuthedUser);
  }
  if (runAs.runAsUserId !== '' || had('run_as_user_id')) {
    fields.run_as_user_id = value(runAs.runAsUserId);
  }
  if (runAs.runAsUserIdScriptSource !== '' || had('run_as_user_id_script_source')) {
    fields.run_as_user_id_script_source = value(runAs.runAsUserIdScriptSource);
  }
  return fields;
}

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
      throw new EditRefused(`The service already has a webhook "${webhook.name}".`, 'webhook.name');
    }
    const draft = open(files);
    const folder = webhookFolder(files, directory, oldName === '' ? webhook.name : oldName);
    const path = `${folder}/config.json`;
    const before = files.get(path)?.toString('utf8');
    const had = (field: string): boolean => before === undefined || before.includes(`"${field}"`);
    putJson(draft, path, {
      name: value(webhook.name),
      ...runAsFields(webhook, had),
      can_evaluate: raw(webhook.canEvaluate) ?? (had('can_evaluate') ? value({}) : undefined),
    });
    const options = optionEdits(webhook, type, before);
    put(draft, path, editJson(draft.get(path)?.toString('utf8') ?? '', options, resolverOf(draft)));
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

export const removeWebhook =
  (serviceName: string, name: string): AppEdit =>
  (files) => {
    const { directory } = mustFindService(files, serviceName);
    const draft = open(files);
    removeFolder(draft, webhookFolder(files, directory, name));
    return draft;
  };
