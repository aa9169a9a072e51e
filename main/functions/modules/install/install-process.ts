import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { answerCalls } from '../../../lib/child-process/answer-calls.ts';
import { readRegistries } from './npmrc.ts';
import { createRegistry } from './registry.ts';
import { planInstall, type Placed } from './tree.ts';
import { type Room, unpackTarball } from './unpack-tarball.ts';

// The entry of the process that puts npm packages into an app's store. It ends with its one call.

export interface InstallOrder {
  folder: string;
  name: string;
  range: string;
}

const MAX_BYTES = 300_000_000;
const MAX_FILES = 60_000;
const AT_ONCE = 6;

answerCalls(async ({ folder, name, range }: InstallOrder): Promise<string> => {
  const registry = createRegistry(readRegistries(process.env));
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
  const [installed] = plan;
  return `${name}@${installed?.version ?? ''}`;
});
