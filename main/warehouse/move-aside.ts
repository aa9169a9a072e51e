import { renameSync, rmSync, writeFileSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { errorCode } from '../lib/errors.ts';
import { quoted } from './names.ts';

/**
 * Gives the tables of a file another one, and leaves none in theirs. Nobody else may be writing them.
 *
 * A file that only we have open is renamed. Where another connection reads it, its journal cannot be
 * folded into it, and renaming would part the two; besides, SQLite deletes journals by name when the
 * last connection goes, which would take the one of the next file. Then all is copied, and the file
 * is emptied as any writer may do it: the reader keeps what it sees.
 *
 * @throws Error with SQLite's code where somebody writes it, or the disk is full; nothing is lost then.
 */
export function moveAside(path: string, to: string): void {
  if (isAlone(path)) {
    renameSync(path, to);
    return;
  }
  const db = new SqliteDatabase(path, { timeout: 2000 });
  try {
    // Under its name only once it is whole; closed to others from the beginning.
    const part = `${to}.part`;
    writeFileSync(part, '', { mode: 0o600 });
    try {
      db.prepare('VACUUM INTO ?').run(part);
      renameSync(part, to);
      empty(db);
    } catch (error) {
      for (const left of [part, to]) rmSync(left, { force: true });
      throw error;
    }
  } finally {
    db.close();
  }
}

/** Folds the journal into the file; false where another connection is in the way. */
function isAlone(path: string): boolean {
  const db = new SqliteDatabase(path, { timeout: 200 });
  try {
    return db.pragma('journal_mode = DELETE', { simple: true }) === 'delete';
  } catch (error) {
    if (/^SQLITE_(?:BUSY|LOCKED)/.test(errorCode(error))) return false;
    throw error;
  } finally {
    db.close();
  }
}

function empty(db: Database): void {
  const things = db
    .prepare<[], { type: string; name: string }>(
      `SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view')
          AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type DESC`,
    )
    .all();
  db.transaction(() => {
    for (const { type, name } of things) {
      db.exec(`DROP ${type === 'view' ? 'VIEW' : 'TABLE'} ${quoted(name)}`);
    }
    db.pragma('user_version = 0');
  }).immediate();
}
