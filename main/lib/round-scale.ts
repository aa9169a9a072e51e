const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Widths that can be said in words, in ms; above them come 1, 2, 4, 8 … weeks. */
const WIDTHS: readonly number[] = [
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map((n) => n * HOUR),
  ...[1, 2, 3, 4].map((n) => n * DAY),
];
const WEEK = 7 * DAY;

export interface Scale {
  /** Epoch ms at which the first bucket begins: a multiple of the width. */
  from: number;
  bucketMs: number;
  count: number;
}

/**
 * Buckets that cover `from` to `to` (epoch ms, exclusive). They begin at multiples of their width, so
 * that they stay where they are while time goes on.
 *
 * @param most so many at most.
 */
export function roundScale(from: number, to: number, most: number): Scale {
  const fits = (width: number): boolean => countOf(from, to, width) <= most;
  let bucketMs = WIDTHS.find(fits) ?? WEEK;
  while (!fits(bucketMs)) bucketMs *= 2;
  return {
    from: startOf(from, bucketMs),
    bucketMs,
    count: countOf(from, to, bucketMs),
  };
}

const startOf = (at: number, width: number): number => Math.floor(at / width) * width;

const countOf = (from: number, to: number, width: number): number =>
  Math.max(0, Math.ceil((to - startOf(from, width)) / width));
