import type { ActionRule, Service } from '../../../../preload/contract/app-model.ts';
import { type AppFiles, fieldsOf, readJson, stringOf } from '../app-files.ts';
import { raw, value } from '../edit-json.ts';
import {
  type AppEdit,
  checkName,
  EditRefused,
  model,
  mustFindService,
  open,
  putJson,
  removeFolder,
} from './draft.ts';

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
      throw new EditRefused(`There is already a service "${service.name}".`, 'service.name');
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
      throw new EditRefused(`There is already a rule "${rule.name}".`, 'rule.name');
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
    if (!draft.delete(rulePath(files, directory, name)))
      throw new EditRefused(`There is no rule "${name}".`, 'rule');
    return draft;
  };
