import { describe, expect, it } from 'vitest';
import { firstDifference, hexPieces } from '../../../renderer/compare/pair/hex-pieces.ts';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

describe('bytes side by side', () => {
  it('are cut where they begin or end to differ', () => {
    expect(hexPieces(bytes(1, 2, 3, 4), bytes(1, 9, 3), 0, 8)).toEqual([
      { text: '01 ', differs: false },
      { text: '02 ', differs: true },
      { text: '03 ', differs: false },
      { text: '04 ', differs: true },
    ]);
  });

  it('lead from run to run of rows that differ, both ways', () => {
    const left = new Uint8Array(80);
    const right = new Uint8Array(80);
    right.set([1, 1, 1], 16);
    right[70] = 1;
    const find = (from: number, by: 1 | -1): number | null =>
      firstDifference(left, right, { from, by, perRow: 8, rows: 10 });
    expect(find(-1, 1)).toBe(2);
    expect(find(2, 1)).toBe(8);
    expect(find(8, 1)).toBeNull();
    expect(find(8, -1)).toBe(2);
    expect(find(2, -1)).toBeNull();
  });
});
