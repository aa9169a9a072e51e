import { describe, expect, it } from 'vitest';
import type { Comparison, Difference } from '../../../preload/contract/captures/compare.ts';
import { verdictWords } from '../../../renderer/compare/compare-words.ts';
import { nearestDifference, rowsOf } from '../../../renderer/compare/pair/rows.ts';

const difference = (part: Difference['part'], path: string): Difference => ({
  part,
  kind: 'changed',
  path,
  pattern: null,
  leftPointer: null,
  rightPointer: null,
  left: 'a',
  right: 'b',
  volatile: false,
  ignoredBy: null,
});

const comparison = (given: Partial<Comparison>): Comparison =>
  ({
    identical: false,
    total: 0,
    ignoredTotal: 0,
    of: 'request',
    differences: [],
    ignored: [],
    ...given,
  }) as Comparison;

describe('the words of a comparison', () => {
  it.each<[Partial<Comparison>, string]>([
    [{ identical: true }, 'The same, byte for byte.'],
    [{ ignoredTotal: 3 }, 'The same but for 3 ignored paths.'],
    [{ ignoredTotal: 1 }, 'The same but for 1 ignored path.'],
    [{}, 'The requests say the same, not in the same bytes.'],
    [{ of: 'reply' }, 'The replies say the same, not in the same bytes.'],
    [{ total: 1 }, '1 difference'],
    [{ total: 1200, ignoredTotal: 3 }, '1,200 differences'],
  ])('for %j are: %s', (given, words) => {
    expect(verdictWords(comparison(given))).toBe(words);
  });
});

describe('the rows of a comparison', () => {
  const differences = [difference('body', 'a'), difference('query', 'q'), difference('body', 'b')];
  const ignored = [difference('headers', 'date')];

  it('stand under their sections, in one order, ignored ones where they are asked for', () => {
    const words = (show: boolean): string[] =>
      rowsOf(comparison({ differences, ignored }), show).map((row) =>
        row.kind === 'part' ? `${row.part} ${row.count}` : row.difference.path,
      );
    expect(words(false)).toEqual(['query 1', 'q', 'body 2', 'a', 'b']);
    expect(words(true)).toEqual(['query 1', 'q', 'headers 1', 'date', 'body 2', 'a', 'b']);
  });

  it('have a current difference also where a heading was chosen, or the last one is gone', () => {
    const rows = rowsOf(comparison({ differences }), false);
    expect([0, 1, 2, 4, 9].map((from) => nearestDifference(rows, from))).toEqual([1, 1, 3, 4, 4]);
    expect(nearestDifference([], 0)).toBe(-1);
  });
});
