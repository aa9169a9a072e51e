import type { Database } from 'better-sqlite3';
import { isStorageError } from './health.ts';

/** One write of a group. */
export interface Job {
  run: () => void;
  settle: () => void;
  fail: (error: unknown) => void;
  /** Nobody waits for it: after a failed commit it is tried again. */
  patient: boolean;
  /** It is not told before it is on disk. */
  isSynced: boolean;
  needs: Needs;
}

/**
 * What must be written before a job runs, of that which waits for a transaction it can share: nothing,
 * what is finished, or everything, so that the job can read it and refer to it.
 */
export type Needs = 'nothing' | 'finished' | 'everything';

/** Writes that ride along: in memory until a transaction comes that needs them or has room for them. */
export interface Riders {
  readonly waiting: boolean;
  /** How many of them are not finished: requests that wait for something else than the disk. */
  unfinished(): number;
  /** Writes them, as the first part of a transaction. May be called again where that was taken back. */
  write(needs: 'finished' | 'everything'): void;
  /** The transaction is on disk. */
  written(): void;
  /** How many were written in this transaction. */
  mark(): number;
  /** Those after this mark were taken back. */
  takenBack(mark: number): void;
}

export const NO_RIDERS: Riders = {
  waiting: false,
  unfinished: () => 0,
  write() {},
  written() {},
  mark: () => 0,
  takenBack() {},
};

export interface GroupTransaction {
  /**
   * Runs all jobs in one transaction, which is taken back and run again job by job where one throws: that one
   * fails alone. Each job may run twice therefore.
   *
   * @returns the jobs that were committed
   * @throws what the disk or the file says; nothing is committed then
   */
  run(jobs: Job[], needs: Needs, riders: Riders): Job[];
}

export function createGroupTransaction(db: Database): GroupTransaction {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const end = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT job');
  const release = db.prepare('RELEASE job');
  const undoJob = db.prepare('ROLLBACK TO job');

  /** @returns whether riders came along. */
  function beginWith(needs: Needs, riders: Riders): boolean {
    begin.run();
    if (needs === 'nothing' || !riders.waiting) return false;
    riders.write(needs);
    return true;
  }

  /** All jobs in one transaction. A job that throws takes the whole group back. */
  function runTogether(jobs: Job[], needs: Needs, riders: Riders): Job[] {
    const hasRiders = beginWith(needs, riders);
    for (const job of jobs) job.run();
    end.run();
    if (hasRiders) riders.written();
    return jobs;
  }

  /** Each job behind a savepoint of its own: one that throws takes only its own rows along. */
  function runApart(jobs: Job[], needs: Needs, riders: Riders): Job[] {
    const good: Job[] = [];
    const hasRiders = beginWith(needs, riders);
    for (const job of jobs) {
      savepoint.run();
      const mark = riders.mark();
      try {
        job.run();
        release.run();
        good.push(job);
      } catch (error) {
        // SQLite may have ended the whole transaction (disk full): then the group fails.
        if (!db.inTransaction || isStorageError(error)) throw error;
        undoJob.run();
        release.run();
        riders.takenBack(mark);
        job.fail(error);
      }
    }
    end.run();
    if (hasRiders) riders.written();
    return good;
  }

  /** Takes back what a run that throws has begun. */
  function orNothing(run: () => Job[]): Job[] {
    try {
      return run();
    } catch (error) {
      if (db.inTransaction) rollback.run();
      throw error;
    }
  }

  return {
    run(jobs, needs, riders) {
      try {
        return orNothing(() => runTogether(jobs, needs, riders));
      } catch (error) {
        if (isStorageError(error)) throw error;
        // A savepoint for each job costs a tenth of the rate, so only a group with a bad job pays.
        return orNothing(() => runApart(jobs, needs, riders));
      }
    },
  };
}

const RANK: Record<Needs, number> = { nothing: 0, finished: 1, everything: 2 };

/** What a group needs: the most that one of its jobs does. A group of riders alone takes them all. */
export function mostOf(jobs: readonly Job[]): Needs {
  let most: Needs = jobs.length === 0 ? 'everything' : 'nothing';
  for (const { needs } of jobs) if (RANK[needs] > RANK[most]) most = needs;
  return most;
}
