import type { Database } from 'better-sqlite3';
import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { pack } from '../../store/packed.ts';
import { openPackingStore, type Tried } from './packing-store.ts';

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'later'>;
  clock: Clock;
  /** False while requests come in: packing then takes its time. */
  idle: () => boolean;
  log: (message: string, error: unknown) => void;
}

/** What came just now is read by whoever runs, loads or forwards it, and is packed after that. */
const SOON_MS = 300;
const RETRY_MS = 5000;
/** A slice of this size takes the main thread a millisecond or two. */
const SLICE = { rows: 32, bytes: 256 * 1024 };
const LEAST_PAUSE_MS = 5;
const BUSY_PAUSE_MS = 100;

/**
 * Packs bodies that are on disk as they came, the oldest first. The work is done in the thread pool; a slice is
 * written in one transaction, so that a crash leaves each body as it was or packed, and never neither.
 */
export function createPacking({ db, groups, clock, idle, log }: Parts) {
  const store = openPackingStore(db);
  const stop = Promise.withResolvers<void>();
  let isOver = false;
  let cancelTimer: (() => void) | undefined;
  let running: Promise<void> = Promise.resolve();

  /** @returns whether there was something to do. */
  async function slice(): Promise<boolean> {
    const tried: Tried[] = [];
    for (const { id, bytes } of store.pending(SLICE)) {
      tried.push({ id, packed: await pack(bytes) });
      if (isOver) return false;
    }
    if (tried.length === 0) return false;
    const written = new Promise<void>((resolve) => {
      groups.later(() => {
        store.write(tried);
        resolve();
      }, 'nothing');
    });
    // On a disk that is full it is tried again and again: nobody who stops waits for that.
    await Promise.race([written, stop.promise]);
    return true;
  }
  async function work(): Promise<void> {
    try {
      const more = await slice();
      if (more) schedule(idle() ? LEAST_PAUSE_MS : BUSY_PAUSE_MS);
    } catch (error) {
      log('Bodies could not be packed; it is tried again.', error);
      schedule(RETRY_MS);
    }
  }
  function schedule(ms: number): void {
    if (isOver) return;
    cancelTimer ??= clock.after(ms, () => {
      cancelTimer = undefined;
      running = running.then(work);
    });
  }

  schedule(SOON_MS);
  return {
    /** Tells that captures were added. */
    wake: (): void => schedule(SOON_MS),
    async [Symbol.asyncDispose](): Promise<void> {
      isOver = true;
      cancelTimer?.();
      stop.resolve();
      await running;
    },
  };
}
