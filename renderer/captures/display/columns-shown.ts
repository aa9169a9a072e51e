import { columnOf } from '../row/columns.ts';
import { changeDisplay, COLUMNS_AT_MOST, presentDisplay } from './display.ts';
import { moved } from './move-column.ts';

/** The least and the most a column may take, in pixels. */
export const WIDTHS = { least: 40, most: 800 } as const;

export const keepWidth = (px: number): number =>
  Math.round(Math.max(WIDTHS.least, Math.min(WIDTHS.most, px)));

/** Adds a column at the end; one that is there stays. @returns whether it is shown now. */
export function addColumn(id: string): boolean {
  const { columns } = presentDisplay();
  if (columns.some((column) => column.id === id)) return true;
  if (columns.length >= COLUMNS_AT_MOST) return false;
  changeDisplay({ columns: [...columns, { id, width: columnOf(id).width }] });
  return true;
}

export function removeColumn(id: string): void {
  changeDisplay({ columns: presentDisplay().columns.filter((column) => column.id !== id) });
}

/** Sets the width of a column. One that is shown by itself belongs to the view from then on. */
export function setWidth(id: string, px: number): void {
  const { columns } = presentDisplay();
  const sized = { id, width: keepWidth(px) };
  const known = columns.some((column) => column.id === id);
  changeDisplay({
    columns: known
      ? columns.map((column) => (column.id === id ? sized : column))
      : [sized, ...columns].slice(0, COLUMNS_AT_MOST),
  });
}

/** Moves a column by a number of places, to the left where that is negative. */
export function moveColumn(id: string, by: number): void {
  changeDisplay({ columns: moved(presentDisplay().columns, id, by) });
}
