import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { answerCalls } from '../../../lib/child-process/answer-calls.ts';
import { readRegistries } from './npmrc.ts';
import { createRegistry } from './registry.ts';
import { installedFor, prune, removePackage, type Removal } from './remove.ts';
import { planInstall, type Placed } from './tree.ts';
import { type Room, unpackTarball } from './unpack-tarball.ts';

// The entry of the process that changes the npm packages of an app's store. It ends with its one call.

export type PackageOrder =
  | { kind: 'install'; folder: string; name: string; range: string; keep: readonly string[] }
  | { kind: 'remove'; folder: string; name: string; keep: readonly string[] }
  | { kind: 'versions'; name: string };

/** What each kind of order comes to. */
export interface PackageOutcome {
  /** The version that was installed. */
  install: string;
  remove: Removal;
  versions: { latest: string | null; versions: string[] };
}

const MAX_BYTES = 300_000_000;
const MAX_FILES = 60_000;
const AT_ONCE = 6;

answerCalls((order: PackageOrder): Promise<PackageOutcome[PackageOrder['kind']]> => {
  if (order.kind === 'install') return install(order);
  if (order.kind === 'remove') {
    return Promise.resolve(removePackage(order.folder, order.name, order.keep));
  }
  return createRegistry(readRegistries(process.env)).versions(order.name);
});

async function install({
  folder,
  name,
  range,
  keep,
}: Extract<PackageOrder, { kind: 'install' }>): Promise<string> {
  const registry = createRegistry(readRegistries(process.env));
  const before = installedFor(folder);
  const plan = await planInstall(registry, folder, name, range);
  // Beside its place, so that what is there stays as it is until everything has come.
  const staging = mkdtempSync(join(folder, '.incoming-'));
  try {
    const room: Room = { bytes: MAX_BYTES, files: MAX_FILES };
    const waiting = plan.map((one, at) => ({ one, into: join(staging, String(at)) }));
    const lane = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await fetchInto(next.one, next.into, room);
      }
    };
    const fetchInto = async ({ from }: Placed, into: string, left: Room): Promise<void> => {
      if (from !== undefined) await unpackTarball(await registry.tarball(from), into, left);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    for (const [at, { path }] of plan.entries()) {
      const target = join(folder, path);
      rmSync(target, { recursive: true, force: true });
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      const unpacked = join(staging, String(at));
      if (existsSync(unpacked)) renameSync(unpacked, target);
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  prune(folder, [...before, ...keep, name]);
  return plan[0]?.version ?? '';
}
