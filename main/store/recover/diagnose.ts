import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { BackstitchError, errorCode } from '../../lib/errors.ts';
import { DATABASE_FILE } from '../data-dir.ts';

const MAGIC = 'SQLite format 3\0';

/** What is wrong with the database of a data directory; null where it reads. */
export type Damage = { found: string } | null;

/**
 * Looks at the first bytes of a database, which costs nothing.
 *
 * @throws BackstitchError DATABASE_UNREADABLE
 */
export function checkHeader(file: string): void {
  const found = headerDamage(file);
  if (found !== null) throw unreadable(file, found);
}

function headerDamage(file: string): string | null {
  const { size } = statSync(file);
  // A write-ahead log may hold all there is, but SQLite does not read one beside an empty file.
  if (size === 0) return 'is empty (0 bytes)';
  const head = Buffer.alloc(MAGIC.length);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head, 0, head.length, 0);
  } finally {
    closeSync(handle);
  }
  if (head.toString('latin1') === MAGIC) return null;
  return `is not a SQLite database; it begins with ${JSON.stringify(head.toString('latin1'))}`;
}

/** An error of SQLite about a damaged file as one for people; undefined for others. */
export function asUnreadable(dataDir: string, error: unknown): BackstitchError | undefined {
  const code = errorCode(error);
  if (!/^SQLITE_(?:CORRUPT|NOTADB)/.test(code)) return undefined;
  const why = error instanceof Error ? error.message : String(error);
  return unreadable(join(dataDir, DATABASE_FILE), `is damaged: ${why}`, error);
}

function unreadable(file: string, found: string, cause?: unknown): BackstitchError {
  return new BackstitchError('DATABASE_UNREADABLE', `${file} ${found}.`, { hint: WAYS, cause });
}

const WAYS = `Nothing was changed. Start with one of these. Each keeps the damaged file under a name with the date:
  backstitch serve --recover backup   uses the copy made before the last update of the database
  backstitch serve --recover salvage  saves what can still be read into a new database
  backstitch serve --recover beside   starts with an empty one`;

/** Reads all of the database, which may take a while. */
export function diagnose(dataDir: string): Damage {
  const file = join(dataDir, DATABASE_FILE);
  if (!existsSync(file)) return null;
  const header = headerDamage(file);
  if (header !== null) return { found: header };
  let db: SqliteDatabase.Database | undefined;
  try {
    db = new SqliteDatabase(file, { readonly: true, timeout: 250 });
    const [first] = db.pragma('quick_check(1)') as { quick_check: string }[];
    return first?.quick_check === 'ok' ? null : { found: `is damaged: ${first?.quick_check}` };
  } catch (error) {
    if (asUnreadable(dataDir, error) === undefined) throw error;
    return { found: `is damaged: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    db?.close();
  }
}
