import type { Database } from 'better-sqlite3';
import type { Gone } from '../../../preload/contract/captures/removal.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { beginSlice } from '../../lib/slices.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { BodyFolder } from '../body-sink.ts';
import { encodeId, firstIdAt } from '../capture-id.ts';
import type { LiveCaptures } from '../live/live-captures.ts';
import { openRemovalStore, type RemovedRow } from './removal-store.ts';
import { type CaptureEffect, effectOf } from './effect.ts';
import { createGone } from './gone.ts';
import { purgeHidden, sweep, type Limits, type Sweep } from './retention.ts';
import type { Search } from '../search/search.ts';
import type { Totals } from '../totals.ts';

interface Parts {
  db: Database;
  groups: GroupCommit;
  bodies: BodyFolder;
  search: Search;
  clock: Clock;
  totals: Totals;
  live: LiveCaptures;
  limits: () => Limits;
  /** As retention has it; left out: nothing is spared. */
  spared?: ((rowIds: readonly number[]) => ReadonlySet<number>) | undefined;
  rowIdOf: (id: CaptureId) => number;
  /** Lists what is on disk and not in the list yet. */
  settle: () => void;
  /** Deletes a body file unless a capture owns it. */
  dropFile: (file: string) => void;
  onPurged: (ids: CaptureId[]) => void;
  onChange: () => void;
  log: (message: string, error: unknown) => void;
}

interface Removal {
  removed: number;
  undo: string | null;
}

const NONE: ReadonlySet<number> = new Set();
const DAY_MS = 86_400_000;
const SWEEP_MS = 5000;
/** The first pass comes soon: it purges what was deleted before this start. */
const FIRST_SWEEP_MS = 500;
/** So many are looked for at a time. */
const FOUND_AT_ONCE = 20_000;
/** More than a slice hides on any computer. */
const HIDDEN_AT_ONCE = 2000;
/** How long a deletion waits for the search index to know all that arrived before it. */
const INDEX_MS = 10_000;

/** Deleting with a way back, retention, and the purge of what nobody can bring back. */
export function openRemovals(parts: Parts) {
  const { groups, search, clock, totals, live } = parts;
  const store = openRemovalStore(parts.db);
  const startedAt = clock.now();
  const gone = createGone({ store, startedAt });
  const stop = new AbortController();
  /** Batches that are being restored, each once. */
  const comingBack = new Map<number, Promise<number>>();
  let orphansSwept = false;
  let lastBatch = startedAt;
  let lastSweep: Sweep | null = null;
  let working: Promise<unknown> = Promise.resolve();
  let cancelTimer = (): void => {};

  const nextBatch = (): number => {
    lastBatch = Math.max(lastBatch + 1, clock.now());
    return lastBatch;
  };
  /** A slice of these, from the first on; gives those that went, and how many were looked at. */
  async function purge<R extends RemovedRow>(
    rows: readonly R[],
  ): Promise<{ purged: R[]; looked: number }> {
    const all = rows.map((row) => row.id);
    const { ids, looked } = await groups.commit(() => {
      const deleted = store.purge(all, beginSlice());
      search.forget(deleted.ids);
      return deleted;
    });
    const purged = rows.filter(({ id }) => ids.includes(id));
    // After the commit: a file without a row is waste, a row without its file is a loss.
    for (const row of purged) if (row.body_file) parts.bodies.remove(row.body_file);
    parts.onPurged(ids.map(encodeId));
    return { purged, looked };
  }
  const retention = {
    store,
    limits: parts.limits,
    spared: parts.spared ?? ((): ReadonlySet<number> => NONE),
    totals: () => ({ held: totals.held, bytes: totals.heldBytes }),
    now: () => clock.now(),
    firstIdAt,
    purge,
    onRemoved(ids: number[], bytes: number, why: string): void {
      totals.add(-ids.length, -bytes);
      gone.sweptAway(ids, clock.now(), why);
      live.removed(ids.map(encodeId), why);
    },
  };
  /** A crash between a body file and its row leaves the file: nobody will ever read it. */
  function sweepOrphans(): void {
    for (const file of parts.bodies.olderThan(startedAt)) {
      parts.dropFile(file);
    }
    orphansSwept = true;
  }
  async function work(): Promise<void> {
    try {
      if (!orphansSwept) sweepOrphans();
      // Begun before this start, or cut off by a disk that was full.
      for (const batch of store.halfRestored()) await restore(batch);
      await purgeHidden(retention, startedAt, stop.signal);
      const swept = await sweep(retention, stop.signal);
      if (swept) {
        lastSweep = swept;
        parts.onChange();
      }
    } catch (error) {
      parts.log('Retention could not remove captures; it tries again.', error);
    }
    if (!stop.signal.aborted) schedule();
  }
  function schedule(ms = SWEEP_MS): void {
    cancelTimer = clock.after(ms, () => {
      working = work();
    });
  }
  schedule(FIRST_SWEEP_MS);

  function done(removed: number, batch: number): Removal {
    if (removed > 0) live.refresh('Captures were deleted.');
    parts.onChange();
    return { removed, undo: removed > 0 ? String(batch) : null };
  }
  /** Deletes rows for good, whatever limits say, hidden ones too; gives how many. */
  async function purgeNow(rowIds: readonly number[]): Promise<number> {
    const rows = store.these(rowIds);
    const purged: typeof rows = [];
    for (let at = 0; at < rows.length;) {
      const part = await purge(rows.slice(at));
      purged.push(...part.purged);
      at += part.looked;
    }
    const seen = purged.filter(({ hidden }) => hidden === 0);
    totals.add(-seen.length, -seen.reduce((sum, row) => sum + row.stored_bytes, 0));
    return seen.length;
  }
  /** Hides these in slices, each a transaction of its own; gives how many there were. */
  async function hide(
    ids: readonly number[],
    batch: number,
    includePinned: boolean,
  ): Promise<number> {
    let hidden = 0;
    for (let at = 0; at < ids.length;) {
      const part = ids.slice(at, at + HIDDEN_AT_ONCE);
      const { count, bytes, looked } = await groups.commit(() =>
        store.mark(part, { batch, includePinned }, beginSlice()),
      );
      at += looked;
      totals.add(-count, -bytes);
      hidden += count;
    }
    return hidden;
  }
  async function mark(ids: CaptureId[]): Promise<Removal> {
    const batch = nextBatch();
    return done(await hide(ids.map(parts.rowIdOf), batch, true), batch);
  }
  /**
   * Brings a batch back in slices. What is cut off after the first of them is gone on with by `work`, also after
   * the next start: half of a batch is never purged.
   *
   * @returns how many came back.
   */
  function restore(batch: number): Promise<number> {
    const restored =
      comingBack.get(batch) ?? restoreAll(batch).finally(() => comingBack.delete(batch));
    comingBack.set(batch, restored);
    return restored;
  }
  async function restoreAll(batch: number): Promise<number> {
    let restored = 0;
    while (!stop.signal.aborted) {
      const { count, bytes, isLast } = await groups.commit(() =>
        store.restore(batch, beginSlice()),
      );
      restored += count;
      totals.add(count, bytes);
      if (isLast) break;
    }
    if (restored > 0) live.refresh('Deleted captures are back.');
    parts.onChange();
    return restored;
  }

  return {
    purgeNow,
    calls: {
      async remove(input: { id: CaptureId }): Promise<Removal> {
        const removal = await mark([input.id]);
        if (removal.removed === 0) throw new BackstitchError('CAPTURE_NOT_FOUND');
        return removal;
      },
      removeMany: (input: { ids: CaptureId[] }): Promise<Removal> => mark(input.ids),
      async removeFound(input: { search: string; includePinned: boolean }): Promise<Removal> {
        // Only what was there when it was asked: what arrives meanwhile was not seen by anybody.
        parts.settle();
        let before = store.newestId() + 1;
        await search.catchUp(INDEX_MS);
        const found = search.prepare(input.search, clock.now());
        const problem = found.problems[0];
        if (problem) {
          throw new BackstitchError('SEARCH_INVALID', problem.message, {
            hint: 'Nothing was deleted. Fix the search first.',
          });
        }
        const batch = nextBatch();
        let hidden = 0;
        for (;;) {
          const ids = await search.ids(found, { limit: FOUND_AT_ONCE, before });
          const last = ids.at(-1);
          if (last === undefined) break;
          hidden += await hide(ids, batch, input.includePinned);
          before = last;
        }
        return done(hidden, batch);
      },
      async undo(input: { undo: string }): Promise<{ restored: number }> {
        const batch = Number(input.undo);
        if (!Number.isSafeInteger(batch) || batch <= startedAt) {
          throw new BackstitchError('UNDO_EXPIRED');
        }
        return { restored: await restore(batch) };
      },
      /** When a capture went, and by what; null where it is held, or where nobody knows. */
      gone: (input: { id: CaptureId }): Gone | null => gone.of(parts.rowIdOf(input.id)),
      lastSweep: (): Sweep | null => lastSweep,
      /** What limits would delete now. */
      effectOfLimits(limits: Limits): Promise<CaptureEffect> {
        parts.settle();
        const keptSince = clock.now() - limits.keepDays * DAY_MS;
        return effectOf(limits, {
          store,
          totals: retention.totals(),
          firstKept: firstIdAt(keptSince),
          keptSince,
        });
      },
    },
    async [Symbol.asyncDispose](): Promise<void> {
      cancelTimer();
      stop.abort();
      await working;
    },
  };
}
