import { describe, expect, it } from 'vitest';
import { cellMove } from '../../../renderer/ui/grid/cell-move.ts';

const SIZE = { rows: 100, columns: 8, page: 10 };
const from = (key: string, row: number, column: number, ctrlKey = false) =>
  cellMove({ key, ctrlKey }, { row, column }, SIZE);

describe('keys in a grid', () => {
  it('move by a cell, or by what is in sight', () => {
    expect(from('ArrowDown', 4, 2)).toEqual({ row: 5, column: 2 });
    expect(from('ArrowUp', 4, 2)).toEqual({ row: 3, column: 2 });
    expect(from('ArrowRight', 4, 2)).toEqual({ row: 4, column: 3 });
    expect(from('ArrowLeft', 4, 2)).toEqual({ row: 4, column: 1 });
    expect(from('PageDown', 4, 2)).toEqual({ row: 14, column: 2 });
    expect(from('PageUp', 14, 2)).toEqual({ row: 4, column: 2 });
  });

  it('lead to the ends of the row, and with Ctrl to those of the grid', () => {
    expect(from('Home', 4, 2)).toEqual({ row: 4, column: 0 });
    expect(from('End', 4, 2)).toEqual({ row: 4, column: 7 });
    expect(from('Home', 4, 2, true)).toEqual({ row: 0, column: 0 });
    expect(from('End', 4, 2, true)).toEqual({ row: 99, column: 7 });
  });

  it('never lead out of the grid, not even of an empty one', () => {
    expect(from('ArrowUp', 0, 0)).toEqual({ row: 0, column: 0 });
    expect(from('ArrowLeft', 0, 0)).toEqual({ row: 0, column: 0 });
    expect(from('PageDown', 95, 7)).toEqual({ row: 99, column: 7 });
    expect(from('ArrowRight', 99, 7)).toEqual({ row: 99, column: 7 });
    const empty = { rows: 0, columns: 3, page: 10 };
    expect(cellMove({ key: 'End', ctrlKey: true }, { row: 0, column: 0 }, empty)).toEqual({
      row: 0,
      column: 2,
    });
  });

  it('that mean nothing are left alone, whatever they are called', () => {
    for (const key of ['a', 'Enter', 'constructor', 'toString']) {
      expect(from(key, 1, 1)).toBeNull();
    }
  });
});
