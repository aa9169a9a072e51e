import type { Away } from '../../../preload/contract/backfill.ts';
import type { Run } from './run-store.ts';

/** What was shorter is no time in which much can be missed. */
export const LEAST_MS = 60_000;
/** How far apart the ends of one and the same time may be, as two watchers saw it. */
const SLACK_MS = 30_000;

interface Down {
  from: number;
  to: number | null;
  reason: string;
}

/**
 * The times in which nothing could arrive: between two runs, and while the tunnel was away. What two watchers saw
 * at the same time is told once. Those shorter than a minute are left out.
 *
 * @param runs newest first
 * @param outages of the tunnel
 * @returns newest first, but for one that goes on, which is the first
 */
export function gapsOf(
  runs: readonly Run[],
  outages: readonly Down[],
  { since, now }: { since: number; now: number },
): Away[] {
  const between = runs.flatMap((run, at): Away[] => {
    const before = runs[at + 1];
    if (before === undefined) return [];
    return [{ from: before.aliveAt, to: run.startedAt, reason: 'Backstitch did not run.' }];
  });
  const down = outages.filter(
    ({ from, to }) =>
      !between.some(
        (gap) => gap.from - SLACK_MS <= from && (to ?? now) <= (gap.to ?? now) + SLACK_MS,
      ),
  );
  return [...between, ...down.map(({ from, to, reason }) => ({ from, to, reason }))]
    .filter(({ from, to }) => (to ?? now) - from >= LEAST_MS && (to ?? now) >= since)
    .toSorted((a, b) => (b.to ?? Infinity) - (a.to ?? Infinity) || b.from - a.from);
}
