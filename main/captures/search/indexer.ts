import type { Database } from 'better-sqlite3';
import type { Clock } from '../../lib/clock.ts';
import { isStorageError, type GroupCommit } from '../../store/group-commit.ts';
import { indexContent, type Content } from './index-content.ts';
import { openIndexStore, type Entry, type IndexStore } from './index-store.ts';

interface Parts {
  db: Database;
  commit: GroupCommit['commit'];
  clock: Clock;
  /** What of a capture is searched; undefined if it is gone. */
  readForIndex: (id: number) => Content | undefined;
  /** False while requests are coming in: the index then takes its time. */
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

/** A slice reads and analyses for this long, and writes for about as long. */
const SLICE_MS = 4;
const MAX_BATCH = 64;
/** Pause between slices while requests come in: one slice in about ten turns of work. */
const BUSY_PAUSE_MS = 50;
const RETRY_MS = 1000;

/**
 * Keeps the search index behind the captures: reads those with `indexed = 0`, newest first, and
 * writes words, values and the mark in one transaction, so that a crash loses no capture and
 * doubles none. One that cannot be read or written is marked and logged, and found by its columns
 * only.
 */
export function createSearchIndexer(parts: Parts): SearchIndexer {
  const store = openIndexStore(parts.db);
  let batch = 8;
  let cancelTimer: (() => void) | undefined;
  let running: Promise<boolean> | undefined;
  const stop = new AbortController();

  function analyse(id: number): Entry {
    try {
      const content = parts.readForIndex(id);
      return { id, content: content ? indexContent(content) : null };
    } catch (error) {
      parts.log('A capture could not be read for the search index.', error);
      return { id, content: null };
    }
  }

  function gather(): Entry[] {
    const entries: Entry[] = [];
    const until = performance.now() + SLICE_MS;
    for (const id of store.pending(batch)) {
      entries.push(analyse(id));
      if (performance.now() > until) break;
    }
    return entries;
  }

  async function write(entries: readonly Entry[]): Promise<void> {
    let tookMs = 0;
    await parts.commit(() => {
      const start = performance.now();
      store.add(entries);
      tookMs = performance.now() - start;
    });
    const fitting = Math.floor((entries.length * SLICE_MS) / Math.max(tookMs, 0.01));
    // Grows slowly and shrinks at once: one slice that is too long is felt by a capture.
    batch = Math.max(1, Math.min(MAX_BATCH, fitting, batch * 2));
  }

  async function writeOneByOne(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      try {
        await write([entry]);
      } catch (error) {
        store.reset();
        if (isStorageError(error)) throw error;
        parts.log('A capture could not be put into the search index.', error);
        await write([{ ...entry, content: null }]);
      }
    }
  }

  /** True if there was something to do. */
  async function runSlice(): Promise<boolean> {
    const entries = gather();
    if (entries.length === 0) return false;
    try {
      await write(entries);
    } catch (error) {
      store.reset();
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
      if (await slice()) schedule(parts.idle() ? 0 : BUSY_PAUSE_MS);
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
    wake: () => schedule(parts.idle() ? 0 : BUSY_PAUSE_MS),
    async catchUp(deadlineMs) {
      const until = performance.now() + deadlineMs;
      try {
        while (!stop.signal.aborted && performance.now() < until) {
          if (!(await slice())) break;
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
