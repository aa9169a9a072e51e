import type { Database } from 'better-sqlite3';
import { BackstitchError, errorCode } from '../lib/errors.ts';
import { describeStorageError } from './health.ts';

interface Job {
  run: () => void;
  settle: () => void;
  fail: (error: unknown) => void;
  /** Nobody waits for it: after a failed commit it is tried again. */
  patient: boolean;
}

export interface GroupCommit {
  /**
   * Runs `job` in the next shared transaction and resolves once that is on disk. It may be run
   * twice, the first time taken back, when another job of its group throws. A job that throws
   * fails alone; a commit that fails (disk full, locked) fails all jobs of its group with
   * STORE_UNAVAILABLE.
   */
  commit<T>(job: () => T): Promise<T>;
  /**
   * For writes nobody waits for: gathered for 25 ms, so that pages they share are written once.
   * After a failed commit they are tried again.
   */
  later(job: () => void): void;
  /** Commits what waits, now. */
  flush(): void;
}

const LATER_MS = 25;
const RETRY_MS = 1000;
/** More outcomes than this are not held back for a disk that stays full. */
const MAX_PATIENT = 10_000;

/**
 * One fsync for all requests that arrived since the last one: on `setImmediate`, so a group is what
 * one turn of the event loop brought. See NOTES.md for what was measured.
 */
export function createGroupCommit(
  db: Database,
  { onFailure, onSuccess }: { onFailure: (error: unknown) => void; onSuccess: () => void },
): GroupCommit {
  let waiting: Job[] = [];
  let patient: Job[] = [];
  let immediate: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;
  const begin = db.prepare('BEGIN IMMEDIATE');
  const end = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT job');
  const release = db.prepare('RELEASE job');
  const undoJob = db.prepare('ROLLBACK TO job');

  /** All jobs in one transaction. A job that throws takes the whole group back. */
  function runTogether(jobs: Job[]): void {
    begin.run();
    for (const job of jobs) job.run();
    end.run();
  }

  /** Each job behind a savepoint of its own: one that throws takes only its own rows along. */
  function runApart(jobs: Job[]): Job[] {
    const good: Job[] = [];
    begin.run();
    for (const job of jobs) {
      savepoint.run();
      try {
        job.run();
        release.run();
        good.push(job);
      } catch (error) {
        // SQLite may have ended the whole transaction (disk full): then the group fails.
        if (!db.inTransaction || isStorageError(error)) throw error;
        undoJob.run();
        release.run();
        job.fail(error);
      }
    }
    end.run();
    return good;
  }

  function attempt(jobs: Job[]): void {
    let good = jobs;
    try {
      try {
        runTogether(jobs);
      } catch (error) {
        if (db.inTransaction) rollback.run();
        if (isStorageError(error)) throw error;
        // A savepoint for each job costs a tenth of the rate, so only a group with a bad job pays.
        good = runApart(jobs);
      }
    } catch (error) {
      if (db.inTransaction) rollback.run();
      onFailure(error);
      for (const job of jobs) if (!job.patient) job.fail(forPeople(error));
      tryAgain(jobs.filter((job) => job.patient));
      return;
    }
    onSuccess();
    for (const job of good) job.settle();
  }

  function tryAgain(jobs: Job[]): void {
    // Given after the database was closed: nothing will ever take them.
    if (!db.open) return;
    patient = [...jobs.slice(-MAX_PATIENT), ...patient];
    if (jobs.length > 0) timer ??= setTimeout(flush, RETRY_MS);
  }

  function flushUrgent(): void {
    immediate = undefined;
    const jobs = waiting;
    waiting = [];
    attempt(jobs);
  }

  function flush(): void {
    clearImmediate(immediate);
    clearTimeout(timer);
    immediate = undefined;
    timer = undefined;
    if (waiting.length + patient.length === 0) return;
    // In the order in which they were given: what is patient is older than what just came.
    const jobs = [...patient, ...waiting];
    patient = [];
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
          patient: false,
        });
        immediate ??= setImmediate(flushUrgent);
      });
    },
    later(job) {
      patient.push({ run: job, settle: () => {}, fail: onFailure, patient: true });
      timer ??= setTimeout(flush, LATER_MS);
    },
    flush,
  };
}

/** True for errors of the disk or the database file, which no retry of one job would mend. */
export function isStorageError(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(errorCode(error));
}

function forPeople(error: unknown): unknown {
  if (!isStorageError(error)) return error;
  const { why, hint } = describeStorageError(error);
  return new BackstitchError('STORE_UNAVAILABLE', why, { hint, cause: error });
}
