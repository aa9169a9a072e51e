import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { BackstitchError } from '../lib/errors.ts';
import { DATABASE_FILE, unusable } from './data-dir.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { asUnreadable, checkHeader } from './recover/diagnose.ts';

export const NEWEST_VERSION = migrations.at(-1)?.version ?? 0;

/**
 * Opens and migrates the database of a data directory: WAL, every commit synced.
 *
 * @param beforeMigrations works on the database of an older version, before a copy of it is made.
 * @throws BackstitchError DATA_DIR_UNUSABLE, DATABASE_TOO_NEW, DATABASE_UNREADABLE
 */
export function openDatabase(
  dataDir: string,
  beforeMigrations: (db: Database) => void = () => {},
): Database {
  const file = join(dataDir, DATABASE_FILE);
  let db: Database | undefined;
  try {
    if (existsSync(file)) checkHeader(file);
    else createNew(file);
    db = new SqliteDatabase(file, { timeout: 250 });
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version <= NEWEST_VERSION) {
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
    if (version <= NEWEST_VERSION) beforeMigrations(db);
    migrate(db, migrations, (from) => copyTo(db, `${file}.v${from}.bak`));
    return db;
  } catch (cause) {
    db?.close();
    throw (
      asUnreadable(dataDir, cause) ??
      (cause instanceof BackstitchError ? cause : unusable(dataDir, cause))
    );
  }
}

/**
 * A new database takes its name when it is one, with all of its tables: a file without a byte is never
 * ours then, and can be told from a store that was lost. Nobody misses a draft that was cut off, so it
 * is synced once and not with each migration.
 */
function createNew(file: string): void {
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  // Made before SQLite does, so that no moment passes in which others could read it.
  closeSync(openSync(draft, 'wx', 0o600));
  const db = new SqliteDatabase(draft);
  // Bodies are a kilobyte or more: larger pages mean fewer of them in each commit.
  db.pragma('page_size = 8192');
  // So that space is given back step by step (`size/compact.ts`): it can be chosen before the first table only.
  db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = ON');
  migrate(db, migrations, () => {});
  db.close();
  sync(draft);
  renameSync(draft, file);
}

function sync(file: string): void {
  const opened = openSync(file, 'r+');
  fsyncSync(opened);
  closeSync(opened);
}

/** A copy of the database as it is; one that an earlier start made of the same version is replaced. */
function copyTo(db: Database | undefined, file: string): void {
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  closeSync(openSync(draft, 'wx', 0o600));
  db?.prepare('VACUUM INTO ?').run(draft);
  renameSync(draft, file);
}
