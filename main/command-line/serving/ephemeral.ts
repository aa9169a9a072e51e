import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { printError } from '../print.ts';
import { bad } from '../refusals.ts';
import type { ServeArguments } from '../serve-arguments.ts';
import { announce } from './announce.ts';
import { makeFolder, markFolder, removeLeftFolders } from './left-folders.ts';
import { serve } from './served.ts';

export interface EphemeralArguments extends Pick<ServeArguments, 'app' | 'json' | 'project'> {
  port: number;
  controlPort: number;
  /** A folder that stays; undefined makes one that goes. */
  dataDir: string | undefined;
  /** Where the folder goes at the end, in place of being deleted. */
  keep: string | undefined;
}

/** A stop that takes longer is not waited for: nobody is there who would. */
const STOP_MS = 8000;
/** What a followed program gets to end in, after the signal. */
const CHILD_MS = 5000;

/**
 * Serves for as long as standard input is open, and leaves nothing behind: whoever started it holds
 * the other end, and when that ends, however it ends, so does this. What another one left that was
 * killed itself goes at the next start.
 *
 * A line `follow <pid>` names a program that is ended too if standard input closes before `alone`
 * takes it back.
 *
 * @throws BackstitchError BAD_ARGUMENT for a `keep` that is taken, and what `serve` throws
 */
export async function serveEphemeral(args: EphemeralArguments): Promise<void> {
  requireFree(args.keep);
  const life = lifeline();
  const dataDir = args.dataDir ?? makeFolder();
  // Somebody waits for what --keep names: that folder is theirs, also where this one is killed.
  if (args.dataDir === undefined && args.keep === undefined) markFolder(dataDir);
  // Also where something throws on the way out: a folder of ours is never left.
  process.once('exit', () => putAway(dataDir, args));
  const served = await serve({ ...args, dataDir, tunnel: undefined, ephemeral: true });
  announce(served, { json: args.json, open: false });
  // Whoever started this waits for the line above, and not for that.
  void removeLeftFolders().catch(() => {});
  await life.over;
  const late = setTimeout(() => process.exit(1), STOP_MS);
  await Promise.all([served[Symbol.asyncDispose](), life.endFollowed()]);
  clearTimeout(late);
  process.exit(0);
}

/** @throws BackstitchError BAD_ARGUMENT where something stands in the place of a folder to come */
export function requireFree(keep: string | undefined): void {
  if (keep === undefined || !existsSync(keep)) return;
  const isEmpty = statSync(keep).isDirectory() && readdirSync(keep).length === 0;
  if (isEmpty) return;
  throw bad(`${keep} exists already.`, 'Name a folder for --keep that is new or empty.');
}

function putAway(dataDir: string, { dataDir: given, keep }: EphemeralArguments): void {
  try {
    if (keep !== undefined) move(dataDir, keep);
    else if (given === undefined) rmSync(dataDir, { recursive: true, force: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(`backstitch: ${dataDir} could not be put away: ${why}`);
  }
}

function move(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  try {
    renameSync(from, to);
  } catch {
    // Another file system.
    cpSync(from, to, { recursive: true });
    rmSync(from, { recursive: true, force: true });
  }
}

/** Settles when standard input closes, or a signal asks to stop. */
function lifeline() {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  let followed: number | undefined;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const [, pid] = /^follow ([1-9]\d{0,9})$/.exec(line) ?? [];
    if (pid !== undefined) followed = Number(pid);
    if (line === 'alone') followed = undefined;
  });
  lines.once('close', end);
  process.stdin.once('error', end);
  process.once('SIGINT', () => end());
  process.once('SIGTERM', () => end());
  return {
    over,
    /** Its parent was killed: nobody else ends it. */
    async endFollowed(): Promise<void> {
      if (followed === undefined || !signal(followed, 'SIGTERM')) return;
      const until = Date.now() + CHILD_MS;
      while (signal(followed, 0) && Date.now() < until) {
        await new Promise((resolve) => void setTimeout(resolve, 50));
      }
      signal(followed, 'SIGKILL');
    },
  };
}

/** @returns false where it is gone */
function signal(pid: number, what: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, what);
  } catch {
    return false;
  }
}
