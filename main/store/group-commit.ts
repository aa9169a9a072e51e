import type { Database } from 'better-sqlite3';
import { errorCode } from '../lib/errors.ts';

interface Job {
  run: () => void;
  settle: () => void;
  fail: (error: unknown) => void;
}

export interface GroupCommit {
  /**
   * Runs `job` in the next shared transaction and resolves once that is on disk. A job that throws
   * fails alone; a commit that fails (disk full, locked) fails all jobs of its group.
   */
  commit<T>(job: () => T): Promise<T>;
  /** Like `commit`, for writes nobody waits for: they ride with the next group, 25 ms at most. */
  later(job: () => void): void;
  /** Commits what waits, now. */
  flush(): void;
}

const LATER_MS = 25;

/**
 * One fsync for all requests that arrived since the last one: on `setImmediate`, so a group is what
 * one turn of the event loop brought. See NOTES.md for what was measured.
 */
export function createGroupCommit(db: Database, onFailure: (error: unknown) => void): GroupCommit {
  let waiting: Job[] = [];
  let immediate: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;
  const begin = db.prepare('BEGIN IMMEDIATE');
  const end = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT job');
  const release = db.prepare('RELEASE job');
  const undoJob = db.prepare('ROLLBACK TO job');

  /** Each job behind a savepoint of its own: one that throws takes only its own rows along. */
  function runGuarded(jobs: Job[]): Job[] {
    const good: Job[] = [];
    for (const job of jobs) {
      savepoint.run();
      try {
        job.run();
        release.run();
        good.push(job);
      } catch (error) {
        // SQLite may have ended the whole transaction (disk full): then the group fails.
        if (!db.inTransaction) throw error;
        undoJob.run();
        release.run();
        if (isStorageError(error)) throw error;
        job.fail(error);
      }
    }
    return good;
  }

  function attempt(jobs: Job[]): void {
    let good: Job[];
    try {
      begin.run();
      good = runGuarded(jobs);
      end.run();
    } catch (error) {
      if (db.inTransaction) rollback.run();
      onFailure(error);
      for (const job of jobs) job.fail(error);
      return;
    }
    for (const job of good) job.settle();
  }

  function flush(): void {
    clearImmediate(immediate);
    clearTimeout(timer);
    immediate = undefined;
    timer = undefined;
    if (waiting.length === 0) return;
    const jobs = waiting;
    waiting = [];
    attempt(jobs);
  }

  return {
    commit<T>(job: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        let value: T;
        waiting.push({
          run: () => {
            value = job();
          },
          settle: () => resolve(value),
          fail: reject,
        });
        immediate ??= setImmediate(flush);
      });
    },
    later(job) {
      waiting.push({ run: job, settle: () => {}, fail: onFailure });
      timer ??= setTimeout(flush, LATER_MS);
    },
    flush,
  };
}

/** True for errors of the disk or the database file, which no retry of one job would mend. */
export function isStorageError(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(errorCode(error));
}
