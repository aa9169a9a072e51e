import type { Comparison, Series } from '../../preload/contract/captures/compare.ts';
import { compareSides, type CompareOrder } from './compare-sides.ts';
import { compareSeries, type SeriesOrder } from './series.ts';

/** What is computed, here or in a thread. */
export type CompareWork = ({ kind: 'pair' } & CompareOrder) | ({ kind: 'series' } & SeriesOrder);

export interface CompareResults {
  pair: Omit<Comparison, 'ms'>;
  series: Series;
}

export function carryOut(work: CompareWork): CompareResults[CompareWork['kind']] {
  return work.kind === 'pair' ? compareSides(work) : compareSeries(work);
}

/** Bytes that are read for it. */
export function weightOf(work: CompareWork): number {
  const sides = work.kind === 'pair' ? [work.left, work.right] : work.sides;
  return sides.reduce((sum, { body }) => sum + body.length, 0);
}
