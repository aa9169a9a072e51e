import { within } from '../../ui/list/within.ts';
import type { ShownColumn } from '../row/row-form.ts';

/** The columns with one of them moved by a number of places, to the left where that is negative. */
export function moved(columns: readonly ShownColumn[], id: string, by: number): ShownColumn[] {
  const from = columns.findIndex((column) => column.id === id);
  const column = columns[from];
  if (!column) return [...columns];
  const to = within(from + by, columns.length);
  return columns.toSpliced(from, 1).toSpliced(to, 0, column);
}
