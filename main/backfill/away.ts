import type { Database } from 'better-sqlite3';
import type { Away } from '../../preload/contract/backfill.ts';
import type { Clock } from '../lib/clock.ts';
import { createListeners } from '../lib/listeners.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { gapsOf, LEAST_MS } from './away/gaps.ts';
import { openRunStore } from './away/run-store.ts';

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'later' | 'flush'>;
  clock: Clock;
  /** Of the tunnel: those that had not ended by a time (epoch ms). */
  outages: (since: number) => { from: number; to: number | null; reason: string }[];
}

/** A time in which nothing could arrive, once it is over; epoch ms. */
export interface Over {
  from: number;
  to: number;
}

const BEAT_MS = 30_000;
/** How often it is written that Backstitch runs. */
const WRITE_MS = 60_000;

/**
 * Knows when nothing could arrive: while Backstitch did not run, the computer slept, or the tunnel was away. A time
 * of more than a minute is told of once it is over.
 */
export function openAway({ db, groups, clock, outages }: Parts) {
  const store = openRunStore(db);
  const over = createListeners<[Over]>();
  /** Up to here everything was told of. */
  let toldTo = 0;
  let beatAt = 0;
  let writtenAt = 0;
  let cancel: (() => void) | null = null;

  function tell(from: number, to: number): void {
    const start = Math.max(from, toldTo);
    if (to - start < LEAST_MS) return;
    toldTo = to;
    over.tell({ from: start, to });
  }

  function beat(): void {
    const now = clock.now();
    // A timer that comes so late was not held up: the computer slept.
    if (now - beatAt > BEAT_MS + LEAST_MS) {
      const from = beatAt;
      groups.later(() => {
        store.alive(from);
        store.begin(now);
      });
      writtenAt = now;
      tell(from, now);
    } else if (now - writtenAt >= WRITE_MS) {
      groups.later(() => store.alive(now));
      writtenAt = now;
    }
    beatAt = now;
    cancel = clock.after(BEAT_MS, beat);
  }

  return {
    /** To be told of a time that is over. */
    onOver: over.add,
    /** The run begins, before the tunnel settles what the last one left open. */
    start(): void {
      const now = clock.now();
      const last = store.last();
      const open = outages(now).find(({ to }) => to === null);
      groups.later(() => store.begin(now));
      beatAt = now;
      writtenAt = now;
      cancel = clock.after(BEAT_MS, beat);
      if (last !== undefined) tell(Math.min(last.aliveAt, open?.from ?? now), now);
      toldTo = now;
    },
    /** The tunnel is up again: the time without it is over. */
    reachable(): void {
      for (const { from, to } of outages(toldTo).toReversed()) {
        if (to !== null) tell(from, to);
      }
    },
    /** When nothing could arrive, newest first; what was shorter than a minute is left out. */
    gaps({ since }: { since: number }): Away[] {
      groups.flush();
      return gapsOf(store.runs(), outages(since), { since, now: clock.now() });
    },
    [Symbol.dispose](): void {
      // One that was never begun has nothing to end.
      if (cancel === null) return;
      cancel();
      const now = clock.now();
      groups.later(() => store.alive(now));
    },
  };
}
