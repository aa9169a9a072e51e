// cspell:ignore statfs bavail
import { statfsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { CompactState } from '../../../preload/contract/system.ts';

const PLAN = 'compact_at_start';
/** SQLite rewrites the database, and then its log: so many times its size are needed meanwhile. */
const ROOM = 2;

export const isPlanned = (db: Database): boolean =>
  db.prepare('SELECT 1 FROM settings WHERE name = ?').get(PLAN) !== undefined;

export function planCompacting(db: Database): void {
  db.prepare(`INSERT OR REPLACE INTO settings (name, value) VALUES (?, 'true')`).run(PLAN);
}

export function giveUpCompacting(db: Database): void {
  db.prepare('DELETE FROM settings WHERE name = ?').run(PLAN);
}

/**
 * Rewrites the database where that was planned, before anybody is answered: about a second for each
 * 100 MB. From then on it can be compacted step by step. It is tried once: a start must not fail or
 * take long again and again for it.
 *
 * @returns what came of it; null where nothing was planned.
 */
export function compactAtStart(
  db: Database,
  dataDir: string,
  now: () => number,
): CompactState | null {
  if (!isPlanned(db)) return null;
  giveUpCompacting(db);
  const before = bytesOf(db);
  const failed = (why: string): CompactState => ({
    state: 'failed',
    freedBytes: 0,
    totalBytes: 0,
    at: now(),
    why,
  });
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < before * ROOM) {
    return failed('Compacting needs twice the size of the database for a while.');
  }
  try {
    db.pragma('auto_vacuum = INCREMENTAL');
    db.exec('VACUUM');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    return failed(`The database stayed as it was: ${(error as Error).message}.`);
  }
  const freedBytes = Math.max(0, before - bytesOf(db));
  return { state: 'done', freedBytes, totalBytes: freedBytes, at: now(), why: null };
}

const bytesOf = (db: Database): number =>
  (db.pragma('page_count', { simple: true }) as number) *
  (db.pragma('page_size', { simple: true }) as number);
