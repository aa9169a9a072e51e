// cspell:ignore freelist
import { setTimeout } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { CompactState } from '../../../preload/contract/system.ts';
import { describeStorageError } from '../health.ts';
import { giveUpCompacting, isPlanned, planCompacting } from './compact-at-start.ts';

/** Half a megabyte: a step takes about 4 ms, so that requests hardly notice. */
const STEP_PAGES = 64;
/** Three quarters of the time belong to requests, also where a step is slow. */
const PAUSE_PER_STEP = 3;
const LEAST_PAUSE_MS = 5;

interface Parts {
  db: Database;
  now: () => number;
  /** Tells that `state` is another one. */
  changed: () => void;
  /** Waits between two steps, or until the signal. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** What a start did that had it to do; null where it had not. */
  atStart: CompactState | null;
}

/** Waits, by the clock of the machine; shorter where the signal comes. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
}

export type Compacting = ReturnType<typeof createCompacting>;

export const NOT_COMPACTED: CompactState = {
  state: 'none',
  freedBytes: 0,
  totalBytes: 0,
  at: null,
  why: null,
};

/**
 * Gives the disk back what was deleted, in steps between which requests are taken: each is a transaction
 * of its own, so that nothing is lost whenever the process ends. A database that was made without this
 * is rewritten as a whole at the next start.
 */
export function createCompacting({ db, now, changed, pause, atStart }: Parts) {
  const pageBytes = db.pragma('page_size', { simple: true }) as number;
  const canStep = db.pragma('auto_vacuum', { simple: true }) !== 0;
  let state: CompactState =
    atStart ?? (isPlanned(db) ? { ...NOT_COMPACTED, state: 'next-start' } : NOT_COMPACTED);
  let stopping = new AbortController();
  let working: Promise<void> = Promise.resolve();

  const pages = (): number => db.pragma('page_count', { simple: true }) as number;
  const free = (): number => db.pragma('freelist_count', { simple: true }) as number;
  function become(next: Partial<CompactState>): void {
    state = { ...state, ...next };
    changed();
  }

  async function work(signal: AbortSignal): Promise<void> {
    let freed = 0;
    try {
      while (!signal.aborted && free() > 0) {
        const from = performance.now();
        const before = pages();
        db.exec(`PRAGMA incremental_vacuum(${STEP_PAGES})`);
        freed += before - pages();
        // More may be deleted meanwhile, and new captures take free pages before others.
        become({ freedBytes: freed * pageBytes, totalBytes: (freed + free()) * pageBytes });
        const tookMs = performance.now() - from;
        await pause(Math.max(LEAST_PAUSE_MS, tookMs * PAUSE_PER_STEP), signal);
      }
      // The file itself gets shorter with what is copied back from the log.
      if (db.open) db.pragma('wal_checkpoint(PASSIVE)');
      become({ state: signal.aborted ? 'stopped' : 'done', at: now() });
    } catch (error) {
      become({ state: 'failed', at: now(), why: describeStorageError(error).why });
    }
  }

  return {
    state: (): CompactState => state,
    /** Begins, or plans it for the next start. Nothing changes where it goes on already. */
    start(): CompactState {
      if (state.state === 'running') return state;
      if (!canStep) {
        planCompacting(db);
        become({ ...NOT_COMPACTED, state: 'next-start' });
        return state;
      }
      stopping = new AbortController();
      become({ ...NOT_COMPACTED, state: 'running', totalBytes: free() * pageBytes });
      working = work(stopping.signal);
      return state;
    },
    /** Stops after the present step; what was given back stays so. A plan is given up. */
    async stop(): Promise<CompactState> {
      stopping.abort();
      await working;
      if (state.state === 'next-start') {
        giveUpCompacting(db);
        become(NOT_COMPACTED);
      }
      return state;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stopping.abort();
      await working;
    },
  };
}
