import type { ShownColumn } from '../row/row-form.ts';

/** The columns with one of them moved by a number of places, to the left where that is negative. */
export function moved(columns: readonly ShownColumn[], id: string, by: number): ShownColumn[] {
  const from = columns.findIndex((column) => column.id === id);
  const column = columns[from];
  if (!column) return [...columns];
  const to = Math.max(0, Math.min(columns.length - 1, from + by));
  return columns.toSpliced(from, 1).toSpliced(to, 0, column);
}
