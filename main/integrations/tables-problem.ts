import { ProcessGone } from '../lib/child-process/caller.ts';
import { BackstitchError, errorCode } from '../lib/errors.ts';
import { describeStorageError } from '../store/health.ts';

/** Errors of SQLite and of the file system that come from the disk or from another program. */
const OF_THE_DISK =
  /^(?:SQLITE_(?:FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM)|E(?:NOSPC|DQUOT|FBIG|ACCES|PERM|ROFS|IO|MFILE|NFILE|BUSY)$)/;

/**
 * Calls what writes tables; what the disk or another program does to them is said in words.
 *
 * @throws BackstitchError STORE_UNAVAILABLE, and whatever else `work` throws
 */
export async function onTables<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProcessGone) {
      const hint = 'Try it again.';
      throw new BackstitchError('STORE_UNAVAILABLE', error.message, { hint, cause: error });
    }
    const code = errorCode(error);
    if (error instanceof BackstitchError || !OF_THE_DISK.test(code)) throw error;
    const isHeld = /^SQLITE_(?:BUSY|LOCKED)/.test(code);
    const { why, hint } = isHeld
      ? {
          why: 'Another program has locked the tables.',
          hint: 'Close the program that has them open, and try again.',
        }
      : describeStorageError(error);
    throw new BackstitchError('STORE_UNAVAILABLE', why, { hint, cause: error });
  }
}
