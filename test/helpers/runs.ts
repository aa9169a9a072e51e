/** Set for a long run: laws are tried as often as they were when they were found. */
export const IS_LONG = process.env['BACKSTITCH_LONG'] === '1';

/**
 * How often a law that costs seconds is tried, for fast-check's `numRuns`: each run of the suite tries
 * other inputs, so that a third of them each time loses nothing but patience.
 *
 * @param full in a long run: `BACKSTITCH_LONG=1`, see CONTRIBUTING.md.
 */
export const runs = (full: number): number => (IS_LONG ? full : Math.ceil(full / 3));
