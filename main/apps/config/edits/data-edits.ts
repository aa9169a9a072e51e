import type {
  AppValue,
  AuthProvider,
  Environment,
} from '../../../../preload/contract/app-model.ts';
import { type AppFiles, fieldsOf, filesIn, readJson, stringOf } from '../app-files.ts';
import { editJson, type FieldEdit, type FieldValue, raw, value } from '../edit-json.ts';
import { environmentPath, readRoot } from '../reading/read-app.ts';
import { type AppEdit, EditRefused, model, open, put, putJson } from './draft.ts';

const JOINT = 'auth/providers.json';
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
      throw new EditRefused(`There is already a value "${appValue.name}".`, 'value.name');
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
    if (!draft.delete(valuePath(files, name)))
      throw new EditRefused(`There is no value "${name}".`, 'name');
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
    const text = files.get(JOINT)?.toString('utf8') ?? '{}\n';
    const edits = Object.entries(fields)
      .filter(([, to]) => to !== undefined)
      .map(([name, to]): FieldEdit => ({ path: [provider.name, name], to }));
    put(draft, JOINT, editJson(text, edits));
    return draft;
  };

/** @param name of the provider, or of its file where that names none */
export const removeAuthProvider =
  (name: string): AppEdit =>
  (files) => {
    const draft = open(files);
    const joint = readJson(files, JOINT);
    const key =
      joint.kind === 'json'
        ? Object.entries(fieldsOf(joint.file.value)).find(
            ([key, of]) => stringOf(fieldsOf(of).name, key) === name,
          )?.[0]
        : undefined;
    if (joint.kind === 'json' && key !== undefined) {
      put(draft, JOINT, editJson(joint.file.text, [{ path: [key], to: undefined }]));
      return draft;
    }
    const own = filesIn(files, 'auth_providers', '.json')
      .map((file) => `auth_providers/${file}`)
      .find((path) => providerNameIn(files, path) === name);
    if (own === undefined) throw new EditRefused(`There is no provider "${name}".`, 'name');
    draft.delete(own);
    return draft;
  };

function providerNameIn(files: AppFiles, path: string): string | undefined {
  const read = readJson(files, path);
  const fallback = path.replace(/^.*\/|\.json$/g, '');
  return read.kind === 'json' ? stringOf(fieldsOf(read.file.value).name, fallback) : undefined;
}
