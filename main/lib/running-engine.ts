import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a running engine can be reached, for commands of the same user. */
export interface RunningEngine {
  pid: number;
  /** `http://127.0.0.1:<port>` */
  control: string;
  intake: string;
  /** The Bearer token of this run. */
  token: string;
}

const fileOf = (dataDir: string): string => join(dataDir, 'running.json');

/**
 * Says in the data directory how this engine is reached, for this user only.
 *
 * @returns takes it back; a file that another run wrote stays.
 */
export function tellRunning(dataDir: string, running: RunningEngine): () => void {
  const file = fileOf(dataDir);
  // A new file: the mode of one that is there would stay what it is.
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(running), { mode: 0o600, flag: 'wx' });
  return () => {
    if (readRunning(dataDir)?.token === running.token) rmSync(file, { force: true });
  };
}

/** What the last engine said; undefined where there is nothing. It may have ended since. */
export function readRunning(dataDir: string): RunningEngine | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(fileOf(dataDir), 'utf8'));
    return isRunning(read) ? read : undefined;
  } catch {
    // Not there, or cut off while it was written: then nobody can be reached.
    return undefined;
  }
}

function isRunning(read: unknown): read is RunningEngine {
  if (typeof read !== 'object' || read === null) return false;
  const { pid, control, intake, token } = read as Record<string, unknown>;
  const texts = [control, intake, token];
  return typeof pid === 'number' && texts.every((text) => typeof text === 'string');
}
