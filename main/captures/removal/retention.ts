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
  limits: () => Limits;
  /** Of these rows, those that wait to go elsewhere: they stay while they are young and there is room. */
  spared: (rowIds: readonly number[]) => ReadonlySet<number>;
  totals: () => { held: number; bytes: number };
  now: () => number;
  firstIdAt: (ms: number) => number;
  /** Deletes a slice of rows for good, with all that hangs on them; gives those that went. */
  purge: <R extends RemovedRow>(rows: R[]) => Promise<{ purged: R[] }>;
  /** Told after each slice of retention, so that lists and totals follow. */
  onRemoved: (ids: number[], bytes: number, why: string) => void;
}

const DAY_MS = 86_400_000;
/** How far above the limit of bytes the store may grow for what is spared. */
const SPARED_SHARE = 1.2;
const LOOKED_AT = 1000;
/** More than a slice deletes on any computer: the rest is found again. */
const AT_ONCE = 100;

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
 * One pass of retention, oldest first, what is pinned or still needed exempt and what is spared last, in slices with a turn of the
 * event loop between: captures go first.
 *
 * @returns what was removed; undefined if nothing was.
 */
export async function sweep(parts: Parts, signal: AbortSignal): Promise<Sweep | undefined> {
  let removed = 0;
  let why = '';
  while (!signal.aborted) {
    const next = await nextSlice(parts, signal);
    if (next.rows.length === 0) break;
    const { purged: gone } = await parts.purge(next.rows);
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

type Row = RemovedRow & { stored_bytes: number };
interface Slice {
  rows: Row[];
  why: string;
}

async function nextSlice(parts: Parts, signal: AbortSignal): Promise<Slice> {
  const limits = parts.limits();
  const oldest = parts.now() - limits.keepDays * DAY_MS;
  const expired = parts.store.olderThan(oldest, parts.firstIdAt, AT_ONCE);
  if (expired.length > 0)
    return {
      rows: expired,
      why: `older than ${limits.keepDays === 1 ? 'a day' : `${limits.keepDays} days`}`,
    };
  const over = overLimit(limits, parts.totals());
  if (over.count > 0) {
    const rows = await oldestFree(parts, Math.min(AT_ONCE, over.count), signal);
    const why = `more than ${limits.keepCount.toLocaleString('en')} captures`;
    if (rows.length > 0) return { rows, why };
  }
  if (over.bytes === 0) return { rows: [], why: '' };
  const why = 'more bytes than the limit allows';
  const free = upTo(await oldestFree(parts, AT_ONCE, signal), over.bytes);
  if (free.length > 0) return { rows: free, why };
  // The disk comes first: of what is spared, as much goes as is too much all the same.
  const spare = { ...limits, keepBytes: limits.keepBytes * SPARED_SHARE };
  const most = overLimit(spare, parts.totals()).bytes;
  return { rows: most === 0 ? [] : upTo(parts.store.oldest(-1, AT_ONCE), most), why };
}

/** So many of the oldest rows that their bytes reach a number. */
function upTo(rows: Row[], most: number): Row[] {
  let bytes = 0;
  const needed = rows.findIndex((row) => (bytes += row.stored_bytes) >= most);
  return needed < 0 ? rows : rows.slice(0, needed + 1);
}

/** The oldest rows that are not spared, looked for in parts: many may stand before them. */
async function oldestFree(parts: Parts, limit: number, signal: AbortSignal): Promise<Row[]> {
  const free: Row[] = [];
  let after = -1;
  for (let atOnce = limit; !signal.aborted; atOnce = LOOKED_AT) {
    const rows = parts.store.oldest(after, atOnce);
    const spared = parts.spared(rows.map(({ id }) => id));
    free.push(...rows.filter(({ id }) => !spared.has(id)));
    const last = rows.at(-1);
    if (free.length >= limit || last === undefined || rows.length < atOnce) break;
    after = last.id;
    await sleep(BREATH_MS);
  }
  return free.slice(0, limit);
}

/** Deletes for good what was removed before this start; nothing of it can be undone any more. */
export async function purgeHidden(
  parts: Parts,
  before: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const rows = parts.store.hiddenBefore(before, AT_ONCE);
    if (rows.length === 0) return;
    await parts.purge(rows);
    await sleep(BREATH_MS);
  }
}
