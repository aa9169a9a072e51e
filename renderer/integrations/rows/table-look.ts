import { create } from 'zustand';
import type { RowCondition, TableColumn } from '../../../preload/contract/integrations/rows.ts';

/** How the rows of a table are shown. */
export interface TableLook {
  sort: { name: string; descending: boolean };
  hidden: ReadonlySet<string>;
  /** Columns that stay at the left, in their order. */
  pinned: readonly string[];
  /** Values that columns must have. */
  where: readonly RowCondition[];
}

const FIRST: TableLook = {
  sort: { name: '_sdc_sequence', descending: true },
  hidden: new Set(),
  pinned: [],
  where: [],
};

const useLooks = create<{ by: Readonly<Record<string, TableLook>> }>(() => ({ by: {} }));

/** The look of a table of an integration; it stays as long as the page is loaded. */
export function useTableLook(id: string, table: string) {
  const key = `${id}/${table}`;
  const look = useLooks(({ by }) => by[key] ?? FIRST);
  const change = (part: Partial<TableLook>): void =>
    useLooks.setState(({ by }) => ({ by: { ...by, [key]: { ...(by[key] ?? FIRST), ...part } } }));
  return { look, change };
}

export interface ShownColumn {
  column: TableColumn;
  /** Its place in the rows as they come. */
  index: number;
}

/**
 * Columns as they are shown: those that are pinned, then what the sender sent, then what was added to it.
 *
 * @returns how many of the first are pinned
 */
export function shownColumns(
  all: readonly TableColumn[],
  { hidden, pinned }: Pick<TableLook, 'hidden' | 'pinned'>,
): { shown: ShownColumn[]; pins: number } {
  const rank = ({ name, base }: TableColumn): number => {
    const at = pinned.indexOf(name);
    if (at >= 0) return at - pinned.length;
    return base === null ? 1 : 0;
  };
  const shown = all
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => !hidden.has(column.name))
    .toSorted((a, b) => rank(a.column) - rank(b.column));
  return { shown, pins: shown.filter(({ column }) => pinned.includes(column.name)).length };
}

/** The conditions with one more; a column has one value, so it takes the place of that column's. */
export function withCondition(
  where: readonly RowCondition[],
  condition: RowCondition,
): RowCondition[] {
  return [...where.filter(({ column }) => column !== condition.column), condition];
}

/** What a column is said to be under its name. */
export function columnWords({ name, type, base, isSplit }: TableColumn): string {
  const system = SYSTEM_WORDS[name];
  if (system !== undefined) return system;
  return isSplit && base !== null ? `${type}, split of ${base}` : type;
}

/** What the columns that are added to each row mean; their types say little. */
const SYSTEM_WORDS: Record<string, string> = {
  _sdc_received_at: 'when it was received',
  _sdc_batched_at: 'when it was loaded',
  _sdc_sequence: 'order of arrival: ns since 1970',
  _sdc_sequence_ms: 'the same in ms',
  _sdc_table_version: 'counts the resets',
  __sdc_primary_key: 'generated key',
};
