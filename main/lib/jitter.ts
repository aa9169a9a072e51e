/**
 * Pause before the next try: full jitter, so that many who lost the same server do not knock at the same moment.
 *
 * @param attempt 1 after the first failure; each doubles the ceiling, from `baseMs` to `capMs`.
 * @param random in [0, 1).
 */
export function jitterMs(
  attempt: number,
  random: number,
  { floorMs, baseMs, capMs }: { floorMs: number; baseMs: number; capMs: number },
): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 20));
  const floor = Math.min(floorMs, ceiling);
  return Math.round(floor + random * (ceiling - floor));
}
