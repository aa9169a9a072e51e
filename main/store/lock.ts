import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { BackstitchError, errorCode } from '../lib/errors.ts';

/**
 * Takes the data directory for this process. The lock is SQLite's own on a file nobody else uses:
 * the operating system lets go of it when the process ends, however it ends, so no stale lock
 * file can keep anyone out.
 *
 * @param patienceMs for so long it is tried: a command that looks for an engine holds it for a moment.
 * @returns lets go of the lock.
 * @throws BackstitchError DATA_DIR_LOCKED
 */
export function lockDataDir(dataDir: string, patienceMs = 500): () => void {
  const db = new SqliteDatabase(join(dataDir, 'engine.lock'), { timeout: patienceMs });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    if (!errorCode(cause).startsWith('SQLITE_BUSY')) throw cause;
    throw new BackstitchError('DATA_DIR_LOCKED', `Another Backstitch already uses ${dataDir}.`, {
      hint: 'Use that one, stop it, or start this one with another --data-dir.',
      cause,
    });
  }
  return () => db.close();
}
