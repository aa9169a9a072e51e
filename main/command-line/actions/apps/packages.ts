import type { AppId } from '../../../../preload/contract/app-model.ts';
import type { PackageView } from '../../../../preload/contract/apps/packages.ts';
import type { startEngine } from '../../../engine/engine.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import { print, printJson } from '../../print.ts';
import type { Connection } from '../../connection/connection.ts';
import { dataDirOf, engineIfAny, type Where } from '../../connection/find-engine.ts';
import { openHere } from './engine-here.ts';

export interface PackagesArguments extends Where {
  what: 'list' | 'install' | 'remove';
  /** `name` or `name@range`; [] with `install`: what the app's package.json asks for. */
  names: readonly string[];
  /** Of a Backstitch that runs. */
  controlPort?: number | undefined;
  /** Name or client app id; undefined where there is one app. */
  app?: string | undefined;
  /** Whether the app's package.json is written too. */
  save: boolean;
  json: boolean;
}

type Packages = Awaited<ReturnType<typeof startEngine>>['packages'];
type Removal = Awaited<ReturnType<Packages['remove']>>;

/** The calls of the contract that the command needs, wherever the engine is. */
interface PackagesClient {
  apps: () => Promise<readonly { id: AppId; name: string; clientAppId: string }[]>;
  list: (appId: AppId) => Promise<PackageView[]>;
  install: (appId: AppId, name: string) => Promise<{ installed: string }>;
  remove: (appId: AppId, name: string) => Promise<Removal>;
}

/**
 * Lists, installs and removes npm packages of an app: of the Backstitch that runs, else of the data
 * directory itself.
 *
 * @throws BackstitchError BAD_ARGUMENT, DATA_DIR_LOCKED, APP_NOT_FOUND, APP_INVALID
 */
export async function runPackages(args: PackagesArguments): Promise<void> {
  const running = await engineIfAny(args);
  if (running !== undefined) {
    await work(args, clientAt(running, args.save));
    return;
  }
  await using engine = await openHere(dataDirOf(args));
  const { apps, packages } = engine;
  const { save } = args;
  await work(args, {
    apps: async () => apps.list(),
    list: async (appId) => packages.list({ appId }),
    install: async (appId, name) => packages.install({ appId, name, range: '', save }),
    remove: async (appId, name) => packages.remove({ appId, name, save }),
  });
}

function clientAt({ ask }: Connection, save: boolean): PackagesClient {
  const query = (fields: Record<string, string>): string =>
    `?${new URLSearchParams(fields).toString()}`;
  // What the engine answers has passed its contract.
  return {
    apps: () => ask('GET', '/apps') as ReturnType<PackagesClient['apps']>,
    list: (appId) =>
      ask('GET', `/packages${query({ appId })}`) as ReturnType<PackagesClient['list']>,
    install: (appId, name) =>
      ask('POST', '/packages', { appId, name, save }) as ReturnType<PackagesClient['install']>,
    remove: (appId, name) =>
      ask('POST', '/packages/remove', { appId, name, save }) as ReturnType<
        PackagesClient['remove']
      >,
  };
}

async function work(
  { what, names, app, json }: PackagesArguments,
  client: PackagesClient,
): Promise<void> {
  const { id } = choose(await client.apps(), app);
  if (what === 'list') {
    const all = await client.list(id);
    if (json) printJson(all);
    else print(...(all.length === 0 ? ['The app has no packages.'] : all.map(line)));
    return;
  }
  if (what === 'remove') {
    const done: Removal[] = [];
    for (const name of names) done.push(await client.remove(id, name));
    const removed = done.flatMap((one) => one.removed);
    const neededBy = [...new Set(done.flatMap((one) => one.neededBy))];
    if (json) printJson({ removed, neededBy });
    else print(...removed.map((one) => `- ${one}`), ...neededBy.map((one) => `  ${one} needs it.`));
    return;
  }
  const wanted = names.length > 0 ? names : missing(await client.list(id));
  const installed: string[] = [];
  for (const name of wanted) installed.push((await client.install(id, name)).installed);
  if (json) printJson({ installed });
  else if (installed.length === 0) print('Everything in functions/package.json is installed.');
  else print(...installed.map((one) => `+ ${one}`));
}

/** What the app's package.json asks for and does not get. */
const missing = (all: readonly PackageView[]): string[] =>
  all.filter(({ wanted, fits }) => wanted !== null && !fits).map(({ name }) => name);

function line({ name, wanted, installed, place, fits }: PackageView): string {
  const asked = wanted === null ? '' : `, package.json asks for ${wanted}`;
  const where = place === 'app' ? ' in the app’s folder' : '';
  return `${fits ? ' ' : '!'} ${name} ${installed ?? 'is not installed'}${where}${asked}`;
}

function choose<T extends { name: string; clientAppId: string }>(
  all: readonly T[],
  asked: string | undefined,
): T {
  const fits = ({ name, clientAppId }: T): boolean => asked === name || asked === clientAppId;
  const found = asked === undefined ? all : all.filter(fits);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const message =
    asked === undefined ? `There are ${all.length} apps.` : `There is no app “${asked}”.`;
  throw new BackstitchError('APP_NOT_FOUND', message, {
    hint: all.length === 0 ? 'Import one first.' : `Give --app: ${all.map(nameOf).join(', ')}.`,
  });
}

const nameOf = ({ name }: { name: string }): string => name;
