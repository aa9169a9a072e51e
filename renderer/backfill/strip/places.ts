import type { Away } from '../../../preload/contract/backfill.ts';
import type { Histogram } from '../../../preload/contract/captures/overview.ts';
import { awayWords } from '../../../preload/rules/times.ts';
import { formatCount } from '../../ui/format.ts';
import type { TimeSpan } from '../../ui/time/time-span.ts';

/** A stretch of the strip, as shares of its length. */
export interface Place {
  from: number;
  width: number;
}

/** Narrower ones could not be seen. */
const LEAST = 0.004;

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

function placeOf(span: TimeSpan, from: number, to: number): Place {
  const whole = Math.max(1, span.to - span.from);
  const start = clamp((from - span.from) / whole);
  return {
    from: Math.min(start, 1 - LEAST),
    width: Math.max(LEAST, clamp((to - span.from) / whole) - start),
  };
}

/** Times in which nothing could arrive, as far as they lie in the span. */
export const awayIn = (span: TimeSpan, away: readonly Away[], now: number): Place[] =>
  away
    .filter((one) => one.from < span.to && (one.to ?? now) > span.from)
    .map((one) => placeOf(span, one.from, one.to ?? now));

/** Columns of captures; `height` is a share of the highest. */
export function heldIn(
  span: TimeSpan,
  { from, bucketMs, counts }: Histogram,
): (Place & { height: number })[] {
  const sums = counts.map((one) => one.ok + one.refused + one.failed);
  const most = Math.max(1, ...sums);
  return sums.flatMap((sum, at) => {
    const start = from + at * bucketMs;
    if (sum === 0 || start + bucketMs <= span.from || start >= span.to) return [];
    // A single capture among thousands is still to be seen.
    return [{ ...placeOf(span, start, start + bucketMs), height: Math.max(0.15, sum / most) }];
  });
}

/** A time with what is around it: alone it would fill the strip. */
export function around({ from, to }: TimeSpan, now: number): TimeSpan {
  // Whole milliseconds: the engine takes no others.
  const third = Math.round((to - from) / 3);
  return { from: from - third, to: Math.max(to, Math.min(now, to + third)) };
}

/** Where events were sent that are not here. */
export const missingIn = (span: TimeSpan, times: readonly number[]): Place[] =>
  times.filter((at) => at >= span.from && at < span.to).map((at) => placeOf(span, at, at));

/** What the strip shows, for those who cannot see it. */
export function stripWords(
  span: TimeSpan,
  shown: { away: readonly Away[]; held: Histogram | undefined; missing: readonly number[] | null },
  now: number,
): string {
  const { counts = [] } = shown.held ?? {};
  const held = counts.reduce((sum, one) => sum + one.ok + one.refused + one.failed, 0);
  const within = shown.away.filter((one) => one.from < span.to && (one.to ?? now) > span.from);
  const ms = within.reduce(
    (sum, one) => sum + Math.min(one.to ?? now, span.to) - Math.max(one.from, span.from),
    0,
  );
  const missing = shown.missing === null ? null : missingIn(span, shown.missing).length;
  return [
    held === 1 ? '1 capture' : `${formatCount(held)} captures`,
    ...(missing === null ? [] : [`${formatCount(missing)} missing`]),
    within.length === 0 ? 'never away' : `away for ${awayWords(ms)}`,
  ].join(', ');
}
