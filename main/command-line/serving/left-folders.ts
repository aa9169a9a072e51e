import { lstatSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../lib/errors.ts';
import { lockDataDir } from '../../store/lock.ts';

const NAME = /^backstitch-ephemeral-\w{6}$/;
/** Says that a folder goes with its process, and which process that is. */
const MARK = 'ephemeral.json';

interface Owner {
  pid: number;
  /** Containers may share a folder, and do not see each other's processes. */
  host: string;
}

/** A new folder for this user alone. */
export const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'backstitch-ephemeral-'));

/** Says that a folder goes with this process: a later start removes it where this one could not. */
export function markFolder(folder: string): void {
  const owner: Owner = { pid: process.pid, host: hostname() };
  writeFileSync(join(folder, MARK), JSON.stringify(owner), { mode: 0o600 });
}

/**
 * Removes what engines left behind that were killed with `kill -9`. A folder goes only if everything
 * says that it is one: its name, its user, its mark, a process of this machine that is gone, and a
 * lock that nobody holds (a process id may have been given to another program, a lock never is).
 *
 * @returns the folders that are gone
 */
export async function removeLeftFolders(within = tmpdir()): Promise<string[]> {
  const gone: string[] = [];
  for (const name of await readdir(within)) {
    const folder = join(within, name);
    if (!NAME.test(name) || !isLeft(folder)) continue;
    try {
      const entries = await readdir(folder);
      // The mark goes last: should this process end meanwhile, the next start goes on.
      for (const entry of entries.filter((one) => one !== MARK)) {
        await rm(join(folder, entry), { recursive: true, force: true });
      }
      await rm(folder, { recursive: true, force: true });
      gone.push(folder);
    } catch {
      // Held open by a program on Windows, or removed by another start: the next one looks again.
    }
  }
  return gone;
}

function isLeft(folder: string): boolean {
  try {
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) return false;
    const { pid, host } = JSON.parse(readFileSync(join(folder, MARK), 'utf8')) as Partial<Owner>;
    if (host !== hostname() || typeof pid !== 'number' || isAlive(pid)) return false;
    lockDataDir(folder, 0)();
    return true;
  } catch {
    // No mark, or a lock that is held.
    return false;
  }
}

/** Whether a process is there, be it of another user. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
