import { setTimeout as sleep } from 'node:timers/promises';
import type { RemovalStore, RemovedRow } from './removal-store.ts';

/** Between two parts of a sweep, so that captures come in. */
const BREATH_MS = 5;

export interface Limits {
  keepCount: number;
  keepDays: number;
  keepBytes: number;
}

export interface Sweep {
  at: number;
  removed: number;
  why: string;
}

interface Parts {
  store: RemovalStore;
  /** How many rows are best deleted in one transaction. */
  slice: () => number;
  limits: () => Limits;
  totals: () => { held: number; bytes: number };
  now: () => number;
  firstIdAt: (ms: number) => number;
  /** Deletes rows for good, with all that hangs on them; gives those that went. */
  purge: <R extends RemovedRow>(rows: R[]) => Promise<R[]>;
  /** Told after each slice of retention, so that lists and totals follow. */
  onRemoved: (ids: number[], bytes: number, why: string) => void;
}

const DAY_MS = 86_400_000;

/** What retention must remove now: rows below an id, so many rows, or so many bytes. */
export function overLimit(
  limits: Limits,
  totals: { held: number; bytes: number },
): { count: number; bytes: number } {
  return {
    count: Math.max(0, totals.held - limits.keepCount),
    bytes: Math.max(0, totals.bytes - limits.keepBytes),
  };
}

/**
 * One pass of retention, oldest first, what is pinned or still needed exempt, in slices with a turn of the
 * event loop between: captures go first.
 *
 * @returns what was removed; undefined if nothing was.
 */
export async function sweep(parts: Parts, signal: AbortSignal): Promise<Sweep | undefined> {
  let removed = 0;
  let why = '';
  while (!signal.aborted) {
    const next = nextSlice(parts);
    if (next.rows.length === 0) break;
    const gone = await parts.purge(next.rows);
    const bytes = gone.reduce((total, row) => total + row.stored_bytes, 0);
    parts.onRemoved(
      gone.map((row) => row.id),
      bytes,
      next.why,
    );
    removed += gone.length;
    why = next.why;
    await sleep(BREATH_MS);
  }
  return removed === 0 ? undefined : { at: parts.now(), removed, why };
}

function nextSlice(parts: Parts): { rows: (RemovedRow & { stored_bytes: number })[]; why: string } {
  const limits = parts.limits();
  const slice = parts.slice();
  const oldest = parts.now() - limits.keepDays * DAY_MS;
  const expired = parts.store.olderThan(oldest, parts.firstIdAt, slice);
  if (expired.length > 0)
    return {
      rows: expired,
      why: `older than ${limits.keepDays === 1 ? 'a day' : `${limits.keepDays} days`}`,
    };
  const over = overLimit(limits, parts.totals());
  if (over.count > 0) {
    const rows = parts.store.oldest(Number.MAX_SAFE_INTEGER, Math.min(slice, over.count));
    return { rows, why: `more than ${limits.keepCount.toLocaleString('en')} captures` };
  }
  if (over.bytes === 0) return { rows: [], why: '' };
  const rows = parts.store.oldest(Number.MAX_SAFE_INTEGER, slice);
  let bytes = 0;
  const needed = rows.findIndex((row) => (bytes += row.stored_bytes) >= over.bytes);
  return {
    rows: needed < 0 ? rows : rows.slice(0, needed + 1),
    why: 'more bytes than the limit allows',
  };
}

/** Deletes for good what was removed before this start; nothing of it can be undone any more. */
export async function purgeHidden(
  parts: Parts,
  before: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const rows = parts.store.hiddenBefore(before, parts.slice());
    if (rows.length === 0) return;
    await parts.purge(rows);
    await sleep(BREATH_MS);
  }
}
