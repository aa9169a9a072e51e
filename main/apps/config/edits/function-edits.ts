import type { AppFunction } from '../../../../preload/contract/app-model.ts';
import { fieldsOf, readJson } from '../app-files.ts';
import { editJson, type FieldEdit, type FieldValue, raw, value } from '../edit-json.ts';
import { sourcePath } from '../reading/read-functions.ts';
import {
  type AppEdit,
  type Draft,
  EditRefused,
  model,
  moveFolder,
  open,
  put,
  putJson,
  removeFolder,
  resolverOf,
} from './draft.ts';

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
        'Use letters, digits, _ and - in a function name; / puts it into a folder.',
        'function.name',
      );
    }
    const { functions, configVersion } = model(files);
    if (fn.name !== oldName && functions.some((one) => one.name === fn.name)) {
      throw new EditRefused(`There is already a function "${fn.name}".`, 'function.name');
    }
    const draft = open(files);
    const folder = `functions/${oldName === '' ? fn.name : oldName}`;
    const hasFolder = files.has(`${folder}/config.json`);
    if (hasFolder || (oldName === '' && configVersion < 20210101)) {
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
  // A source that stands without an entry has the default settings: it needs none to keep them.
  const fields = functionFields(fn, at < 0 ? '' : JSON.stringify(list[at]));
  if (at < 0 && oldName === fn.name && Object.keys(fields).length === 2 && !fn.private) return;
  const index = at < 0 ? list.length : at;
  const edits = Object.entries(fields).map(([name, to]): FieldEdit => ({
    path: [index, name],
    to,
  }));
  const added = at < 0 ? editJson(text, [{ path: [index], to: value({}) }]) : text;
  put(draft, MANIFEST, editJson(added, edits, resolverOf(draft)));
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
