import type { Job } from './line.ts';
import { mayHoldTheLock } from '../reads.ts';
import type { Seat } from './seats.ts';

/** A call lasts a tenth of this: another process is started where somebody waits longer. */
const GROW_AFTER_MS = 50;
/** Writes to one app follow each other, which saves them waiting for SQLite's lock; but not behind one that takes long. */
const BESIDE_AFTER_MS = 200;
/** Nobody waits longer than this for one call that is in the way. */
export const CROWDED_MS = 900;

const isRunning = (seat: Seat): boolean => seat.job !== undefined;

/** Whether a job lets a write before it finish first. */
export function letsFinish(job: Job, seats: Iterable<Seat>, now: number): boolean {
  if (job.writes === undefined) return false;
  return [...seats].some(
    (seat) => seat.job?.writes === job.writes && now - seat.startedAt < BESIDE_AFTER_MS,
  );
}

export const wantsMoreSeats = (line: readonly Job[], now: number): boolean =>
  line.some((job) => now - job.since > GROW_AFTER_MS);

/**
 * Processes whose calls are in the way of others for too long.
 *
 * @param isFull whether no process can be added.
 * @param placeOf the only process that can serve a job.
 */
export function inTheWay(
  line: readonly Job[],
  seats: readonly Seat[],
  isFull: boolean,
  placeOf: (job: Job) => Seat | undefined,
  now: number,
): Seat[] {
  const running = seats.filter(isRunning).toSorted((a, b) => a.startedAt - b.startedAt);
  const found = new Set<Seat>();
  for (const seat of running) {
    const { job } = seat;
    // Those that wait for its lock run already: they are inside SQLite.
    const others = running.filter((other) => other !== seat && other.job?.writes === job?.writes);
    const since = Math.max(...others.map((other) => now - other.startedAt), 0);
    if (job && mayHoldTheLock(job.order) && since > CROWDED_MS) found.add(seat);
  }
  for (const job of line) {
    if (now - job.since <= CROWDED_MS) continue;
    const seat = placeOf(job) ?? (isFull ? running[0] : undefined);
    if (seat !== undefined && isRunning(seat)) found.add(seat);
  }
  return [...found].filter((seat) => now - seat.startedAt > CROWDED_MS);
}
