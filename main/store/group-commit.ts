import type { Database } from 'better-sqlite3';
import { BackstitchError } from '../lib/errors.ts';
import {
  createGroupTransaction,
  type Job,
  mostOf,
  type Needs,
  NO_RIDERS,
  type Riders,
} from './group-transaction.ts';
import { describeStorageError, isStorageError } from './health.ts';
import { createLogSync, type LogSync } from './log-sync.ts';

export interface GroupCommit {
  /**
   * Runs `job` in the next shared transaction and resolves once that is on disk. It may be run
   * twice, the first time taken back, when another job of its group throws. A job that throws
   * fails alone; a commit that fails (disk full, locked) fails all jobs of its group with
   * STORE_UNAVAILABLE.
   *
   * @param until `committed` resolves before it is on disk: for what is made again where a power cut takes it.
   */
  commit<T>(job: () => T, needs?: Needs, until?: 'synced' | 'committed'): Promise<T>;
  /**
   * For writes nobody waits for: gathered for 25 ms, so that pages they share are written once.
   * After a failed commit they are tried again.
   */
  later(job: () => void, needs?: Needs): void;
  /** Commits what waits, now, riders included. */
  flush(): void;
  /** Names what rides along from now on. */
  ride(riders: Riders): void;
  /**
   * Runs a job while no commit that is awaited is made or on its way to the disk; what arrives meanwhile waits.
   * Reads may commit what nobody waits for all the same.
   *
   * @param mostMs commits go on after so long, whatever the job does.
   */
  hold(job: () => Promise<unknown>, mostMs: number): Promise<void>;
  /** Commits what waits; call before the database is closed. */
  [Symbol.dispose](): void;
}

const LATER_MS = 25;
/** What nobody waited for is synced after so long, where nothing that is awaited did it before. */
const SYNC_MS = 500;
const RETRY_MS = 1000;
/** This many unfinished requests are a crowd. */
const CROWD = 4;
/** In a crowd, the pause before the next commit, as a multiple of what the last one took; and its limit. */
const PAUSE_FOR_COMMIT = 4;
const MOST_PAUSE_MS = 8;
/** More outcomes than this are not held back for a disk that stays full. */
const MAX_PATIENT = 10_000;
/**
 * One sync for all requests that arrived since the last one: on `setImmediate`, so a group is what
 * one turn of the event loop brought, and what came while the group before it was synced. See NOTES.md for
 * what was measured.
 */
export function createGroupCommit(
  db: Database,
  { onFailure, onSuccess }: { onFailure: (error: unknown) => void; onSuccess: () => void },
  log: LogSync = createLogSync(db),
): GroupCommit {
  let waiting: Job[] = [];
  let patient: Job[] = [];
  let immediate: NodeJS.Immediate | undefined;
  let paced: NodeJS.Timeout | undefined;
  /** Of the last commit that was awaited; monotonic ms. */
  let last = { tookMs: 0, endedAt: 0 };
  let timer: NodeJS.Timeout | undefined;
  let syncTimer: NodeJS.Timeout | undefined;
  /** When the first commit was made that none has synced since; monotonic ms. */
  let unsyncedSince: number | null = null;
  /** Committed, awaited, and not on disk yet. */
  let unsettled: Job[] = [];
  let isSyncing = false;
  let isHeld = false;
  /** What went wrong last of each step. A sync says nothing of commits that came after what it brought to the disk. */
  let cannotCommit = false;
  let cannotSync = false;
  /** Begins what waits for a moment between two commits. */
  let beginHolding: (() => void) | undefined;
  /** The database is about to be closed. */
  let isOver = false;
  let riders = NO_RIDERS;
  const transaction = createGroupTransaction(db);

  function sayWhatWorks(): void {
    if (!cannotCommit && !cannotSync) onSuccess();
  }
  /** Settles what is awaited once it is on disk, group after group. */
  async function settleSynced(): Promise<void> {
    isSyncing = true;
    do {
      const jobs = unsettled;
      unsettled = [];
      try {
        await log.sync();
        cannotSync = false;
        sayWhatWorks();
        for (const job of jobs) job.settle();
      } catch (error) {
        cannotSync = true;
        onFailure(error);
        for (const job of jobs) job.fail(forPeople(error));
      }
    } while (unsettled.length > 0);
    isSyncing = false;
    if (beginHolding) beginHolding();
    else if (waiting.length > 0) flushSoon();
  }
  async function hold(job: () => Promise<unknown>, mostMs: number): Promise<void> {
    if (isSyncing) {
      const moment = Promise.withResolvers<void>();
      beginHolding = moment.resolve;
      isHeld = true;
      await moment.promise;
    }
    isHeld = true;
    beginHolding = undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, mostMs);
    });
    try {
      await Promise.race([job(), late]);
    } finally {
      clearTimeout(timer);
      isHeld = false;
      if (waiting.length > 0) flushSoon();
    }
  }
  /**
   * What nobody waits for need not be synced by itself: the next commit that is awaited syncs all that
   * stands before it. A process that ends loses nothing of it; only a power cut can.
   */
  function syncRest(): void {
    syncTimer = undefined;
    if (unsyncedSince === null || !db.open) return;
    const waitedMs = performance.now() - unsyncedSince;
    if (waitedMs < SYNC_MS) syncTimer = setTimeout(syncRest, SYNC_MS - waitedMs);
    else if (isSyncing) syncTimer = setTimeout(syncRest, SYNC_MS);
    else {
      unsyncedSince = null;
      void settleSynced();
    }
  }

  function attempt(jobs: Job[], needs = mostOf(jobs)): void {
    let good: Job[];
    const isAwaited = jobs.some((job) => job.isSynced);
    if (!isAwaited) syncTimer ??= setTimeout(syncRest, SYNC_MS);
    try {
      good = transaction.run(jobs, needs, riders);
      cannotCommit = false;
    } catch (error) {
      cannotCommit = true;
      onFailure(error);
      for (const job of jobs) if (!job.patient) job.fail(forPeople(error));
      tryAgain(jobs.filter((job) => job.patient));
      return;
    }
    unsyncedSince = isAwaited ? null : (unsyncedSince ?? performance.now());
    for (const job of good) if (!job.isSynced) job.settle();
    if (!isAwaited) return sayWhatWorks();
    unsettled.push(...good.filter((job) => job.isSynced));
    if (!isSyncing) void settleSynced();
  }

  function tryAgain(jobs: Job[]): void {
    // Given after the database was closed: nothing will ever take them.
    if (!db.open) return;
    patient = [...jobs.slice(-MAX_PATIENT), ...patient];
    if (jobs.length > 0 || riders.waiting) timer ??= setTimeout(flushLater, RETRY_MS);
  }

  /**
   * Commits in the next turn, or a little later while many requests wait for their functions: they arrive one
   * by one then, and a commit for each would take a third of the time those functions could use.
   */
  function flushSoon(): void {
    // What comes while a group is on its way to the disk is the next one.
    if (isSyncing || isHeld || immediate !== undefined || paced !== undefined) return;
    const { tookMs, endedAt } = last;
    const pause = Math.min(tookMs * PAUSE_FOR_COMMIT, MOST_PAUSE_MS);
    const left = endedAt + pause - performance.now();
    if (left > 1 && riders.unfinished() >= CROWD) paced = setTimeout(flushUrgent, left);
    else immediate = setImmediate(flushUrgent);
  }
  function flushUrgent(): void {
    immediate = undefined;
    paced = undefined;
    if (isHeld) return;
    const jobs = waiting;
    waiting = [];
    const from = performance.now();
    attempt(jobs);
    const endedAt = performance.now();
    last = { tookMs: endedAt - from, endedAt };
  }

  function flush(needs?: Needs): void {
    clearImmediate(immediate);
    clearTimeout(paced);
    clearTimeout(timer);
    immediate = undefined;
    paced = undefined;
    timer = undefined;
    // No job that is awaited runs between another one and whoever waits for that: they share memory.
    const awaited = (isSyncing || isHeld) && !isOver ? [] : waiting;
    if (awaited.length + patient.length === 0 && !riders.waiting) return;
    // In the order in which they were given: what is patient is older than what just came.
    const jobs = [...patient, ...awaited];
    patient = [];
    waiting = waiting.slice(awaited.length);
    attempt(jobs, needs);
  }
  const flushLater = (): void => flush();

  return {
    commit<T>(
      job: () => T,
      needs: Needs = 'everything',
      until: 'synced' | 'committed' = 'synced',
    ): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        let value: T;
        waiting.push({
          run: () => {
            value = job();
          },
          settle: () => resolve(value),
          fail: reject,
          patient: false,
          isSynced: until === 'synced',
          needs,
        });
        flushSoon();
      });
    },
    later(job, needs = 'everything') {
      patient.push({
        run: job,
        settle: noBody,
        fail: onFailure,
        patient: true,
        isSynced: false,
        needs,
      });
      timer ??= setTimeout(flushLater, LATER_MS);
    },
    flush: () => flush('everything'),
    ride(those) {
      riders = those;
    },
    hold,
    [Symbol.dispose]() {
      isOver = true;
      flush('everything');
      clearTimeout(syncTimer);
      log[Symbol.dispose]();
    },
  };
}

const noBody = (): void => {};
function forPeople(error: unknown): unknown {
  if (!isStorageError(error)) return error;
  const { why, hint } = describeStorageError(error);
  return new BackstitchError('STORE_UNAVAILABLE', why, { hint, cause: error });
}
