import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { BackstitchError, errorCode } from '../lib/errors.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';

export const DATABASE_FILE = 'backstitch.db';

/** Makes the folder for this user only, if it is not there. */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    chmodSync(dataDir, 0o700);
  } catch (cause) {
    throw unusable(dataDir, cause);
  }
}

/**
 * Opens and migrates the database of a data directory: WAL, every commit synced.
 *
 * @param beforeMigrations works on the database of an older version, before a copy of it is made.
 * @throws BackstitchError DATA_DIR_UNUSABLE, DATABASE_TOO_NEW
 */
export function openDatabase(
  dataDir: string,
  beforeMigrations: (db: Database) => void = () => {},
): Database {
  const file = join(dataDir, DATABASE_FILE);
  let db: Database | undefined;
  try {
    // Made before SQLite does, so that no moment passes in which others could read it.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    db = new SqliteDatabase(file, { timeout: 250 });
    const version = db.pragma('user_version', { simple: true }) as number;
    const newest = migrations.at(-1)?.version ?? 0;
    if (version <= newest) {
      // Bodies are a kilobyte or more: larger pages mean fewer of them in each commit.
      db.pragma('page_size = 8192');
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      // Under load the same pages are written again and again: copying them back from the WAL
      // less often makes commits cheaper; rarer still, and the one that does it would be a long stop.
      // The WAL grows to about 16 MB.
      db.pragma('wal_autocheckpoint = 2000');
    }
    db.pragma('foreign_keys = ON');
    db.pragma('cache_size = -16000');
    db.pragma('journal_size_limit = 67108864');
    if (version <= newest) beforeMigrations(db);
    migrate(db, migrations, (from) => db?.prepare('VACUUM INTO ?').run(`${file}.v${from}.bak`));
    return db;
  } catch (cause) {
    db?.close();
    if (cause instanceof BackstitchError) throw cause;
    throw unusable(dataDir, cause);
  }
}

function unusable(dataDir: string, cause: unknown): BackstitchError {
  const code = errorCode(cause);
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BackstitchError('DATA_DIR_UNUSABLE', `${dataDir} cannot be used: ${why}.`, {
    hint: code.startsWith('SQLITE')
      ? 'Check the disk, or start with another --data-dir.'
      : 'Check that the folder exists and is yours to write, or pass another --data-dir.',
    cause,
  });
}
