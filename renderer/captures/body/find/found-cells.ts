import { firstAbove, type FoundSpans } from './find-spans.ts';

/**
 * Texts of a view that shows several, such as the cells of a table, as one text that can be looked
 * through: the worker makes it, and the page finds again to which a hit belongs.
 */
export function joinCells(cells: readonly string[]): string {
  return cells.join('\n');
}

/** Where each cell begins in the joined text. */
export function cellStarts(cells: readonly string[]): Uint32Array {
  const starts = new Uint32Array(cells.length);
  let at = 0;
  for (const [index, cell] of cells.entries()) {
    starts[index] = at;
    at += cell.length + 1;
  }
  return starts;
}

/** The cell of a hit; -1 where there is none. */
export function cellOf(starts: Uint32Array, found: FoundSpans, hit: number): number {
  const from = found.from[hit];
  return from === undefined ? -1 : firstAbove(starts, from) - 1;
}
