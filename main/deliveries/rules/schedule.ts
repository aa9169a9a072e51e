export { offsetsOf, WINDOW_MS } from '../../../preload/rules/schedule-offsets.ts';

const S = 1000;

/** How an attempt failed, as far as the schedule cares. `blocked` and the like never get here. */
export interface FailedAttempt {
  endedAt: number;
  /** Timeout, 429, 502, 503 or 504: the receiver needs air. */
  needsAir: boolean;
  /** What `Retry-After` asked for, in ms; null where it was absent or malformed. */
  retryAfterMs: number | null;
}

/** Where a delivery stands in its schedule. */
export interface Progress {
  offsets: readonly number[];
  /** Start of the first attempt of this round. */
  baseAt: number;
  /** Index into `offsets` of the attempt that was made last. */
  slot: number;
  deadlineAt: number;
}

export type NextDue =
  | { kind: 'due'; at: number; slot: number; why: 'retry' | 'retry-after' | 'final' }
  | { kind: 'over'; why: 'no-slot' | 'deadline' };

const JITTER = 0.1;
const MIN_GAP_MS = 1 * S;
const AIR_MS = 60 * S;
/** The last try stands this far before the deadline: a timer that is late must not miss it. */
export const FINAL_LEAD_MS = 1 * S;

/**
 * When the next attempt is due after one that failed.
 *
 * @param random a number from 0 to 1, of which the jitter is made.
 */
export function nextDue(progress: Progress, failed: FailedAttempt, random: number): NextDue {
  const { offsets, baseAt, deadlineAt } = progress;
  let slot = progress.slot + 1;
  const offset = offsets[slot];
  if (offset === undefined) return { kind: 'over', why: 'no-slot' };
  const gap = offset - (offsets[slot - 1] ?? 0);
  const planned = baseAt + offset + (random * 2 - 1) * JITTER * gap;
  let at = Math.max(planned, failed.endedAt + (failed.needsAir ? AIR_MS : MIN_GAP_MS));
  let why: 'retry' | 'retry-after' | 'final' = 'retry';
  const asked = failed.endedAt + (failed.retryAfterMs ?? 0);
  if (asked > at) {
    at = asked;
    why = 'retry-after';
    // The receiver asked for quiet: slots in between are passed over, not made up for.
    slot = Math.max(slot, latestSlot(offsets, at - baseAt));
  }
  at = Math.round(at);
  if (at <= deadlineAt - FINAL_LEAD_MS) return { kind: 'due', at, slot, why };
  if (deadlineAt - failed.endedAt < AIR_MS) return { kind: 'over', why: 'deadline' };
  return { kind: 'due', at: deadlineAt - FINAL_LEAD_MS, slot, why: 'final' };
}

/** An attempt that starts this late was held up by sleep, a pause or a closed program. */
const LATE_MS = 60 * S;

/**
 * The slot an attempt takes that starts now. After a sleep over several slots it takes the last of
 * them: there is one attempt for all, and the next is in the future.
 */
export function slotAtStart(
  { offsets, baseAt, slot }: Omit<Progress, 'deadlineAt'>,
  dueAt: number,
  now: number,
): number {
  if (now - dueAt < LATE_MS) return slot;
  return Math.max(slot, latestSlot(offsets, now - baseAt));
}

function latestSlot(offsets: readonly number[], elapsed: number): number {
  return offsets.findLastIndex((offset) => offset <= elapsed);
}

/**
 * How long a receiver that fails now would be left alone, in ms; null where this is the last attempt.
 */
export function willRetryAfterMs(
  { offsets, baseAt, slot, deadlineAt }: Progress,
  startedAt: number,
): number | null {
  const quick = { endedAt: startedAt, needsAir: false, retryAfterMs: null };
  const next = nextDue({ offsets, baseAt, slot, deadlineAt }, quick, 0.5);
  return next.kind === 'due' ? next.at - startedAt : null;
}

export interface PlannedSlot {
  slot: number;
  at: number;
  earliest: number;
  latest: number;
}

/**
 * All attempts that are still to come if each of them fails.
 *
 * @param next when the next one is due, and the slot it takes.
 */
export function planOf(
  { offsets, baseAt, deadlineAt }: Omit<Progress, 'slot'>,
  next: { at: number; slot: number },
): PlannedSlot[] {
  const plan = [{ slot: next.slot, at: next.at, earliest: next.at, latest: next.at }];
  for (let slot = next.slot + 1; slot < offsets.length; slot += 1) {
    const offset = offsets[slot] ?? 0;
    const spread = JITTER * (offset - (offsets[slot - 1] ?? 0));
    const within = (ms: number): number => Math.round(Math.min(ms, deadlineAt - FINAL_LEAD_MS));
    const at = within(baseAt + offset);
    if (at <= (plan.at(-1)?.at ?? 0)) continue;
    const earliest = within(baseAt + offset - spread);
    plan.push({ slot, at, earliest, latest: within(baseAt + offset + spread) });
  }
  return plan;
}
