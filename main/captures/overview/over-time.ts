import type { HistogramCounts } from '../../../preload/contract/captures/overview.ts';
import { UNANSWERED } from './groups.ts';

const KINDS = ['ok', 'refused', 'failed', 'replays'] as const satisfies (keyof HistogramCounts)[];
/** The time and the kind in one number, which is read faster than a row: a kind is its place in KINDS. */
export const VALUE = `c.received_at * ${KINDS.length} + CASE
  WHEN c.replay_of IS NOT NULL THEN 3
  WHEN ${UNANSWERED} OR c.status >= 500 THEN 2
  WHEN c.status >= 400 THEN 1 ELSE 0 END`;

/**
 * Counts captures by time and kind.
 *
 * @param slices numbers as `VALUE` gives them.
 * @param scale buckets of `bucketMs` from `from` on (epoch ms).
 */
export async function countOverTime(
  slices: AsyncIterable<number[]>,
  { from, bucketMs, count }: { from: number; bucketMs: number; count: number },
): Promise<HistogramCounts[]> {
  const counts = Array.from({ length: count }, () => ({
    ok: 0,
    refused: 0,
    failed: 0,
    replays: 0,
  }));
  for await (const slice of slices) {
    for (const value of slice) {
      const bucket = Math.floor((Math.floor(value / KINDS.length) - from) / bucketMs);
      const name = KINDS[value % KINDS.length];
      // A clock that stepped back leaves times that lie before those of the ids.
      const counted = counts[Math.min(Math.max(bucket, 0), count - 1)];
      if (counted && name) counted[name] += 1;
    }
  }
  return counts;
}
