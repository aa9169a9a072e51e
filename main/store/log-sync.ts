import { closeSync, fdatasync, openSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

/** Brings the log of a database to the disk while the main thread goes on. */
export interface LogSync extends Disposable {
  /**
   * Resolves once all that was committed before the call is on disk. One at a time.
   *
   * @throws with a code of SQLite, as a commit that failed does.
   */
  sync(): Promise<void>;
}

/**
 * In WAL mode a commit with `synchronous = FULL` is one with `NORMAL` and a sync of the log behind it. SQLite
 * would do that on the main thread; a thread of libuv does it here, on a second handle of the same file.
 * The log has no locks of its own, so that opening and closing it takes none away.
 *
 * Commits of `db` do not sync from now on. Its log is there from the first of them on, and is the same file
 * until the database is closed.
 */
export function createLogSync(db: Database): LogSync {
  let fd: number | undefined;
  let isBusy = false;
  let isOver = false;
  /** Else commits sync by themselves, as far as there is a file. */
  const hasLog = db.pragma('journal_mode', { simple: true }) === 'wal';
  if (hasLog) db.pragma('synchronous = NORMAL');

  function close(): void {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  }
  function sync(done: (cause: Error | null) => void): void {
    // A database that is closed has no log any more: all of it is in its file.
    if (isOver || !hasLog) return done(null);
    try {
      fd ??= openSync(`${db.name}-wal`, 'r+');
    } catch (error) {
      return done(error as Error);
    }
    isBusy = true;
    fdatasync(fd, (cause) => {
      isBusy = false;
      if (isOver) close();
      done(cause);
    });
  }
  return {
    sync: () =>
      new Promise((resolve, reject) => {
        sync((cause) => (cause === null ? resolve() : reject(unsynced(cause))));
      }),
    [Symbol.dispose]() {
      isOver = true;
      if (!isBusy) close();
    },
  };
}

function unsynced(cause: Error): Error {
  const error = new Error('The log of the database could not be synced.', { cause });
  return Object.assign(error, { code: 'SQLITE_IOERR_FSYNC' });
}
