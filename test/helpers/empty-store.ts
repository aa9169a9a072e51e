import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE } from '../../main/store/data-dir.ts';
import { openDatabase } from '../../main/store/open.ts';
import { tempDir } from './temp-dir.ts';

let made: Buffer | undefined;

/**
 * Puts a database without a row into an empty data directory, byte for byte the one that an engine
 * makes at its first start: half of what a start costs are migrations, and those of the same empty
 * database prove nothing the second time. That a start makes it is a test of the store, and of
 * `backstitch serve`. A directory with anything in it is left as it is.
 */
export function putEmptyStore(dataDir: string): void {
  if (readdirSync(dataDir).length > 0) return;
  made ??= make();
  writeFileSync(join(dataDir, DATABASE_FILE), made, { mode: 0o600 });
}

function make(): Buffer {
  using dir = tempDir();
  openDatabase(dir.path).close();
  return readFileSync(join(dir.path, DATABASE_FILE));
}
