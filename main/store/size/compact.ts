// cspell:ignore statfs bavail
import { statfs } from 'node:fs/promises';
import type { Database } from 'better-sqlite3';
import { BackstitchError } from '../../lib/errors.ts';
import { describeStorageError } from '../health.ts';

/** SQLite writes the database anew, and then its log: so many times its size are needed meanwhile. */
const ROOM = 2;

/**
 * Writes the database anew without the pages that hold nothing. Nothing else runs meanwhile: senders
 * wait with their requests, about a second for each 100 MB.
 *
 * @param flush puts on disk what waits in memory: no transaction may be open.
 * @returns bytes of the database before and after.
 * @throws BackstitchError STORE_UNAVAILABLE; the database is as it was then.
 */
export async function compact(
  db: Database,
  dataDir: string,
  flush: () => void,
): Promise<{ before: number; after: number }> {
  const before = bytesOf(db);
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize < before * ROOM) {
    throw new BackstitchError('STORE_UNAVAILABLE', 'There is too little space to compact.', {
      hint: 'Compacting needs twice the size of the database for a while. Nothing was changed.',
    });
  }
  try {
    flush();
    db.exec('VACUUM');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (cause) {
    const { why, hint } = describeStorageError(cause);
    throw new BackstitchError('STORE_UNAVAILABLE', why, { hint, cause });
  }
  return { before, after: bytesOf(db) };
}

const bytesOf = (db: Database): number =>
  (db.pragma('page_count', { simple: true }) as number) *
  (db.pragma('page_size', { simple: true }) as number);
