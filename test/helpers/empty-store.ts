import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DATABASE_FILE } from '../../main/store/data-dir.ts';
import { openDatabase } from '../../main/store/open.ts';
import { tempDir } from './temp-dir.ts';

let made: Buffer | undefined;

/**
 * Puts a database without a row into an empty data directory, byte for byte the one that an engine
 * makes at its first start: half of what a start costs are migrations, and those of the same empty
 * database prove nothing the second time. That a start makes it is a test of the store, and of
 * `backstitch serve`. What has anything in it, or is no directory yet, is left as it is.
 */
export function putEmptyStore(dataDir: string): void {
  const isThere = statSync(dataDir, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isThere || readdirSync(dataDir).length > 0) return;
  made ??= make();
  writeFileSync(join(dataDir, DATABASE_FILE), made, { mode: 0o600 });
}
/** The database of a data directory, as an engine opens it; a new one where the directory is empty. */
export function openStore(dataDir: string): Database {
  putEmptyStore(dataDir);
  return openDatabase(dataDir);
}

function make(): Buffer {
  using dir = tempDir();
  openDatabase(dir.path).close();
  return readFileSync(join(dir.path, DATABASE_FILE));
}
