import type {
  Comparison,
  ComparePart,
  Difference,
} from '../../../preload/contract/captures/compare.ts';
import { PARTS } from '../compare-words.ts';

export type Row =
  | { kind: 'part'; part: ComparePart; count: number }
  | { kind: 'difference'; difference: Difference };

/** The sections that hold something, each with its differences; ignored ones last in each. */
export function rowsOf(comparison: Comparison, showIgnored: boolean): Row[] {
  const all = showIgnored
    ? [...comparison.differences, ...comparison.ignored]
    : comparison.differences;
  return PARTS.flatMap((part): Row[] => {
    const own = all.filter((one) => one.part === part);
    if (own.length === 0) return [];
    return [
      { kind: 'part', part, count: own.length },
      ...own.map((difference): Row => ({ kind: 'difference', difference })),
    ];
  });
}

/** The first difference at a row or below it, else the last one; -1 where there is none. */
export function nearestDifference(rows: readonly Row[], from: number): number {
  const below = rows.findIndex((row, i) => i >= from && row.kind === 'difference');
  return below >= 0 ? below : rows.findLastIndex((row) => row.kind === 'difference');
}
