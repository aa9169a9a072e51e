import { expect, it } from 'vitest';
import {
  cellOf,
  cellStarts,
  joinCells,
} from '../../../../renderer/captures/body/find/found-cells.ts';
import { findSpans } from '../../../../renderer/captures/body/find/find-spans.ts';
import { marksWithin } from '../../../../renderer/captures/body/find/marks.ts';

it('a hit in joined cells is found again in its own', () => {
  const cells = ['name', 'Ann', '', 'name and Ann', 'x'];
  const starts = cellStarts(cells);
  const found = findSpans(joinCells(cells), /ann|x/gi);
  const hits = Array.from(found.from, (_from, hit) => cellOf(starts, found, hit));
  expect(hits).toEqual([1, 3, 4]);
  expect(cellOf(starts, found, 3)).toBe(-1);
  const from = starts[3] ?? 0;
  expect(marksWithin(found, 1, from, from + 12)).toEqual([{ from: 9, to: 12, tone: 'current' }]);
  expect(marksWithin(found, 1, starts[0] ?? 0, 4)).toEqual([]);
});

it('a whole cell can be meant, by the ends of its lines', () => {
  const cells = ['a', 'ab', 'a'];
  const found = findSpans(joinCells(cells), /^a$/gm);
  const hits = Array.from(found.from, (_from, hit) => cellOf(cellStarts(cells), found, hit));
  expect(hits).toEqual([0, 2]);
});
