import type { Cell } from '../../../preload/contract/integrations/rows.ts';

/** In which order rows are shown, and which of them. */
export interface RowView {
  /** Place of a column; null: as they came. */
  sort: { column: number; descending: boolean } | null;
  /** Text that any column holds. */
  filter: string;
}

const DIGITS = /^-?\d+$/;

/** Numbers by their size, also those that a double cannot hold; NULL first; the rest as text. */
function compare(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  const areWhole = DIGITS.test(left) && DIGITS.test(right);
  if (areWhole && (typeof a === 'number' || typeof b === 'number' || left.length > 15)) {
    const difference = BigInt(left) - BigInt(right);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  // Numbers stand before texts.
  if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' ? -1 : 1;
  return left < right ? -1 : 1;
}

/** The rows as they are shown. */
export function shownRows(
  rows: readonly (readonly Cell[])[],
  { sort, filter }: RowView,
): readonly (readonly Cell[])[] {
  const wanted = filter.trim().toLowerCase();
  const found =
    wanted === ''
      ? rows
      : rows.filter((row) =>
          row.some((value) => value !== null && String(value).toLowerCase().includes(wanted)),
        );
  if (sort === null) return found;
  const sign = sort.descending ? -1 : 1;
  return found.toSorted((a, b) => sign * compare(a[sort.column] ?? null, b[sort.column] ?? null));
}

/** Another press on a heading: ascending, descending, then as they came. */
export function nextSort(sort: RowView['sort'], column: number): RowView['sort'] {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}
