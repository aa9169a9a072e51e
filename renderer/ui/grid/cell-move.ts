/** A cell, both counted from 0. */
export interface CellPlace {
  row: number;
  column: number;
}

/**
 * Where a key leads to in a grid, never outside of it; null for a key that moves nothing.
 *
 * @param size.page rows that are in sight at once.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/grid/ keys of a data grid
 */
export function cellMove(
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
  { row, column }: CellPlace,
  size: { rows: number; columns: number; page: number },
): CellPlace | null {
  const [lastRow, lastColumn] = [size.rows - 1, size.columns - 1];
  const moves: Record<string, [number, number]> = {
    ArrowDown: [row + 1, column],
    ArrowUp: [row - 1, column],
    ArrowRight: [row, column + 1],
    ArrowLeft: [row, column - 1],
    PageDown: [row + size.page, column],
    PageUp: [row - size.page, column],
    Home: ctrlKey ? [0, 0] : [row, 0],
    End: ctrlKey ? [lastRow, lastColumn] : [row, lastColumn],
  };
  const to = Object.hasOwn(moves, key) ? moves[key] : undefined;
  if (to === undefined) return null;
  return { row: within(to[0], lastRow), column: within(to[1], lastColumn) };
}

const within = (at: number, last: number): number => Math.max(0, Math.min(last, at));
