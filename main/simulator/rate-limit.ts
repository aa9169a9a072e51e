/** At most `most` in any `windowMs`. Times are handed in and never go back. */
export function createRateLimit(most: number, windowMs: number) {
  // The last `most` times, as a ring: the oldest of them says when the next may be.
  const times: number[] = [];
  let oldest = 0;
  return {
    /** The first moment from `at` on that is free. */
    earliest(at: number): number {
      const bound = times.length < most ? at : (times[oldest] ?? 0) + windowMs;
      return Math.max(at, bound);
    },
    /** Takes a moment; it must be free. */
    take(at: number): void {
      if (times.length < most) {
        times.push(at);
        return;
      }
      times[oldest] = at;
      oldest = (oldest + 1) % most;
    },
  };
}
