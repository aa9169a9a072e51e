import type { Database } from 'better-sqlite3';
import type { Clock } from '../../../lib/clock.ts';
import type { GroupCommit } from '../../../store/group-commit.ts';
import { isStorageError } from '../../../store/health.ts';
import { indexContent, type Content } from './index-content.ts';
import { openIndexStore, type Entry, type IndexStore } from './index-store.ts';

interface Parts {
  db: Database;
  commit: GroupCommit['commit'];
  clock: Clock;
  /** What of a capture is searched; undefined if it is gone. */
  readForIndex: (id: number) => Content | undefined;
  /** False while the engine has more urgent things to do: the index then takes its time. */
  idle: () => boolean;
  log: (message: string, error: unknown) => void;
}

export interface SearchIndexer extends AsyncDisposable {
  /** Tells that captures were added. */
  wake(): void;
  /**
   * Indexes without regard to what else goes on, for a search that is to find what just arrived.
   * Gives the event loop its turns between slices.
   *
   * @returns how many captures are left when the time is over; a search does not find those by
   * their words and fields yet.
   */
  catchUp(deadlineMs: number): Promise<{ behind: number }>;
  readonly store: IndexStore;
}

interface BatchSize {
  now: number;
}

/** A slice reads and analyses for this long, and writes for about as long. */
const SLICE_MS = 2.5;
/** The same while nothing comes in: the pages of forty fields are written once for more captures. */
const QUIET_SLICE_MS = 5;
const MAX_BATCH = 256;
/** Of deleted captures at least so many are taken out together: what they lie in is written again once. */
const REMOVED_TOGETHER = 32;
/** Pause between slices while requests come in: indexing then takes about a tenth of the time. */
const BUSY_PAUSE_MS = 50;
/**
 * The same in a crowd: so many arrivals since the slice before that a slice would not keep up with them however often it
 * came. They are indexed once it is over, or when a search wants them.
 */
const CROWD_PAUSE_MS = 250;
const CROWD = 50;
/** After this long without an arrival it is quiet. */
const QUIET_MS = 25;
const RETRY_MS = 1000;

/**
 * Keeps the search index behind the captures: reads those with `indexed = 0`, newest first, and
 * writes words, values and the mark in one transaction, so that a crash loses no capture and
 * doubles none. One that cannot be read or written is marked and logged, and found by its columns
 * only.
 */
export function createSearchIndexer(parts: Parts): SearchIndexer {
  const store = openIndexStore(parts.db);
  const adding: BatchSize = { now: 8 };
  const removing: BatchSize = { now: REMOVED_TOGETHER };
  let cancelTimer: (() => void) | undefined;
  let running: Promise<boolean> | undefined;
  let lastArrival = -Infinity;
  /** Since the last slice. */
  let arrivals = 0;
  let mayBeUntidy = true;
  const stop = new AbortController();

  const isQuiet = (): boolean => parts.idle() && performance.now() - lastArrival > QUIET_MS;
  const pauseMs = (): number => {
    if (isQuiet()) return 0;
    return arrivals < CROWD ? BUSY_PAUSE_MS : CROWD_PAUSE_MS;
  };
  const sliceMs = (): number => (isQuiet() ? QUIET_SLICE_MS : SLICE_MS);

  function analyse(id: number): Entry {
    try {
      const content = parts.readForIndex(id);
      return { id, content: content ? indexContent(content) : null };
    } catch (error) {
      parts.log('A capture could not be read for the search index.', error);
      return { id, content: null };
    }
  }

  // One read transaction for all of them: each by itself takes and gives back the lock of the log.
  const gather = parts.db.transaction((): Entry[] => {
    const entries: Entry[] = [];
    const until = performance.now() + sliceMs();
    for (const id of store.pending(adding.now)) {
      entries.push(analyse(id));
      if (performance.now() > until) break;
    }
    return entries;
  });

  async function write(entries: readonly Entry[]): Promise<void> {
    await timed(adding, entries.length, () => store.add(entries));
  }

  /** Runs a job in the shared transaction and learns from it how large the next may be. */
  async function timed(size: BatchSize, count: number, job: () => void): Promise<void> {
    let tookMs = 0;
    await parts.commit(() => {
      const start = performance.now();
      job();
      tookMs = performance.now() - start;
    });
    const fitting = Math.floor((count * sliceMs()) / Math.max(tookMs, 0.01));
    // Grows slowly and shrinks at once: one slice that is too long is felt by a capture.
    size.now = Math.max(1, Math.min(MAX_BATCH, fitting, size.now * 2));
  }

  async function writeOneByOne(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      try {
        await write([entry]);
      } catch (error) {
        if (isStorageError(error)) throw error;
        parts.log('A capture could not be put into the search index.', error);
        await write([{ ...entry, content: null }]);
      }
    }
  }

  /** Takes deleted captures out of the index; true if there were some. */
  async function clean(): Promise<boolean> {
    const ids = store.forgotten(Math.max(removing.now, REMOVED_TOGETHER));
    if (ids.length > 0) await timed(removing, ids.length, () => store.purge(ids));
    return ids.length > 0;
  }

  /** True if there was something to do. */
  async function runSlice(): Promise<boolean> {
    if (mayBeUntidy) {
      mayBeUntidy = store.isUntidy();
      if (mayBeUntidy) {
        await parts.commit(store.tidy);
        return true;
      }
    }
    const entries = gather();
    if (entries.length === 0) return clean();
    mayBeUntidy = true;
    try {
      await write(entries);
    } catch (error) {
      if (isStorageError(error)) throw error;
      await writeOneByOne(entries);
    }
    return true;
  }

  /** One slice at a time, whoever asks. */
  function slice(): Promise<boolean> {
    running ??= runSlice().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function runScheduled(): Promise<void> {
    try {
      const goesOn = await slice();
      const pause = pauseMs();
      arrivals = 0;
      if (goesOn) schedule(pause);
    } catch (error) {
      parts.log('The search index cannot be written; it tries again.', error);
      schedule(RETRY_MS);
    }
  }

  function schedule(ms: number): void {
    if (stop.signal.aborted) return;
    cancelTimer ??= parts.clock.after(ms, () => {
      cancelTimer = undefined;
      void runScheduled();
    });
  }

  schedule(0);
  return {
    store,
    wake() {
      const pause = pauseMs();
      lastArrival = performance.now();
      arrivals += 1;
      schedule(pause);
    },
    async catchUp(deadlineMs) {
      const until = performance.now() + deadlineMs;
      try {
        while (!stop.signal.aborted && performance.now() < until) {
          if (store.pending(1).length === 0) break;
          await slice();
        }
      } catch (error) {
        parts.log('The search index cannot be written; it tries again.', error);
      }
      return { behind: store.pendingCount() };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      cancelTimer?.();
      // Its failure was told to whoever started it.
      await running?.catch(() => false);
    },
  };
}
