import type { HistogramCounts } from '../../../preload/contract/captures/overview.ts';
import { barTotal, stackBars, type Bars } from '../../ui/timeline/bars.ts';

/** From the bottom of a bar to its top: what went wrong is where the eye is. */
export const SERIES = [
  'ok',
  'replays',
  'refused',
  'failed',
] as const satisfies (keyof HistogramCounts)[];
export type Series = (typeof SERIES)[number];

export const totalOf = (counts: HistogramCounts): number => barTotal(SERIES, counts);

/** Stacked bars of captures, oldest at the left, in a box of `width` and `height` pixels. */
export const drawBars = (
  counts: readonly HistogramCounts[],
  width: number,
  height: number,
): Bars<Series> => stackBars(SERIES, counts, width, height);
