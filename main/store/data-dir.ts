import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BackstitchError, errorCode } from '../lib/errors.ts';

export const DATABASE_FILE = 'backstitch.db';

/** Either of them says that a folder is a data directory. */
const MARKS = [DATABASE_FILE, 'engine.lock'];
/** What may lie in one before its engine ever ran, and what file systems put into a new folder. */
const HARMLESS = new Set([
  'electron-fetch.json',
  'desktop',
  'desktop.json',
  'engine.json',
  'ephemeral.json',
  'lost+found',
  '.DS_Store',
]);

/**
 * Makes the folder for this user only, if it is not there. A folder of somebody else's files is left
 * as it is: closing it to others is not ours to decide.
 *
 * @throws BackstitchError DATA_DIR_UNUSABLE
 */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const entries = readdirSync(dataDir);
    const isOurs = MARKS.some((name) => entries.includes(name));
    const other = entries.find((name) => !HARMLESS.has(name));
    if (!isOurs && other !== undefined) throw foreign(dataDir, other);
    const { mode } = lstatSync(dataDir);
    if ((mode & 0o077) !== 0) chmodSync(dataDir, 0o700);
  } catch (cause) {
    if (cause instanceof BackstitchError) throw cause;
    throw unusable(dataDir, cause);
  }
}

function foreign(dataDir: string, name: string): BackstitchError {
  return new BackstitchError(
    'DATA_DIR_UNUSABLE',
    `${dataDir} has other files, such as ${name}, but no Backstitch data.`,
    { hint: `Use a folder of its own: --data-dir ${join(dataDir, 'backstitch')}` },
  );
}

export function unusable(dataDir: string, cause: unknown): BackstitchError {
  const code = errorCode(cause);
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BackstitchError('DATA_DIR_UNUSABLE', `${dataDir} cannot be used: ${why}.`, {
    hint: code.startsWith('SQLITE')
      ? 'Check the disk, or start with another --data-dir.'
      : 'Check that the folder exists and that you can write to it, or pass another --data-dir.',
    cause,
  });
}
