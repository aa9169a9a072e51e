import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import type { HeldApp } from '../config/apps.ts';
import type { Service } from '../../../preload/contract/app-model.ts';
import type { AppBundle } from '../../functions/run-request.ts';
import { DELIVERIES, DELIVERIES_SERVICE } from '../services/deliveries-action.ts';

/** Text of a Secret by name; undefined while it is not set. */
export type ReadSecret = (name: string) => string | undefined;

/** JSON text of a value as functions get it; undefined for one whose Secret is not set. */
export function valueText(
  app: HeldApp,
  name: string,
  secret: ReadSecret,
): { json: string; secret: boolean } | undefined {
  const value = app.model.values.find((one) => one.name === name);
  if (value === undefined) return undefined;
  if (!value.fromSecret) return { json: plainJson(value.value), secret: false };
  const text = secret(String(parse(value.value)));
  return text === undefined ? undefined : { json: JSON.stringify(text), secret: true };
}

/** Files may hold comments; what functions get may not. */
const plainJson = (text: string): string => JSON.stringify(parse(text) ?? null);

function regionOf(config: string): string {
  const parsed: unknown = config === '' ? {} : parse(config);
  const region = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'region') : '';
  return typeof region === 'string' ? region : '';
}

/** Where the app’s npm packages are: beside its sources, then in the store of this machine. */
function dependenciesOf(app: HeldApp, store: string): string[] {
  const own = app.row.directory === null ? [] : [join(app.row.directory, 'functions')];
  return [...own, join(store, app.id)].filter((folder) => existsSync(join(folder, 'node_modules')));
}

/** The queue of outgoing webhooks is a service of every app, unless one of its own has that name. */
function withBuiltIn(services: readonly Service[]): readonly Service[] {
  const isTaken = services.some(
    ({ name, directory }) => name === DELIVERIES || directory.split('/').at(-1) === DELIVERIES,
  );
  return isTaken ? services : [...services, DELIVERIES_SERVICE];
}

/** The npm packages of this machine: where apps have theirs, and how often that changed. */
export interface PackageStore {
  folder: string;
  /** Differs where something may have changed. */
  version: string;
}

/** Changes when npm has changed the packages that lie beside an app's functions. */
export function stateBeside(app: HeldApp): string {
  const { directory } = app.row;
  if (directory === null) return '';
  const folder = join(directory, 'functions', 'node_modules');
  // npm writes the list of what it installed at each change; other tools touch the folder at least.
  const state = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return `${state(join(folder, '.package-lock.json'))} ${state(folder)}`;
}

/** All that the functions of an app share. */
export function buildBundle(app: HeldApp, secret: ReadSecret, packages: PackageStore): AppBundle {
  const { model } = app;
  const values: Record<string, string> = {};
  for (const { name } of model.values) {
    const found = valueText(app, name, secret);
    if (found !== undefined) values[name] = found.json;
  }
  const bundle = {
    appId: app.id,
    app: {
      id: app.id,
      clientAppId: model.clientAppId,
      name: model.name,
      projectId: '',
      deployment: {
        model: model.deployment.model,
        providerRegion: model.deployment.providerRegion,
      },
      lastDeployed: new Date(app.row.createdAt).toISOString(),
      hostingUri: model.deployment.hostingUri,
    },
    environment: { tag: model.environment.tag, values: plainJson(model.environment.values) },
    functions: Object.fromEntries(
      model.functions.map(({ name, problem: _problem, disableArgLogs: _logs, ...rest }) => [
        name,
        rest,
      ]),
    ),
    values,
    services: withBuiltIn(model.services).map(({ name, directory, type, config }) => ({
      name,
      directory,
      type,
      region: regionOf(config),
    })),
    dependencies: dependenciesOf(app, packages.folder),
    packagesVersion: packages.version,
  };
  const version = createHash('sha256')
    .update(JSON.stringify(bundle))
    .digest('base64url')
    .slice(0, 22);
  return { ...bundle, version };
}
