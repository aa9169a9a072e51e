import type { Database } from 'better-sqlite3';
import { type ColumnType, MAX_COLUMNS, quoted, splitName } from './names.ts';
import { addByRebuild, cannotBeAdded, isRebuiltSooner } from './rebuild-table.ts';
import type { Value } from './shape-record.ts';

/** A column that came with a record, as the registry of its schema keeps it. */
export interface Column {
  name: string;
  type: ColumnType;
  /** Name of the key it belongs to: its own, unless values of several types came. */
  base: string;
  isSplit: boolean;
  /** Its place in the registry: no two of a table share one. Negative until it is created. */
  position: number;
}

const SQL_TYPES: Record<ColumnType, string> = {
  integer: 'INTEGER',
  float: 'REAL',
  decimal: 'TEXT',
  boolean: 'INTEGER',
  string: 'TEXT',
  json: 'TEXT',
  timestamp: 'TEXT',
};

const NONE: Column[] = [];

export interface Placed {
  column: Column;
  value: Value['value'];
}

/**
 * The columns of one table: which there are, which a record needs besides, and how they are added.
 * A change is part of the running transaction; `reload` after one that was taken back.
 */
export function openColumns(db: Database, table: string) {
  const columns = new Map<string, Column>();
  const add = db.prepare(
    `INSERT INTO _backstitch_columns (table_name, name, position, type, base, is_split, capture_id, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const all = db.prepare<[string], Omit<Column, 'isSplit'> & { isSplit: number }>(
    `SELECT name, type, base, is_split AS isSplit, position FROM _backstitch_columns
      WHERE table_name = ? ORDER BY position`,
  );
  const count = db.prepare<[string], number>('SELECT count(*) FROM pragma_table_info(?)').pluck();
  let used = 0;

  function reload(): void {
    columns.clear();
    for (const row of all.all(table)) columns.set(row.name, { ...row, isSplit: row.isSplit === 1 });
    used = count.get(table) ?? 0;
  }
  reload();

  /** Where a value goes: the column of its key, or the one split off for its type. */
  function columnFor({ name, type }: Value): Column {
    const base = columns.get(name);
    if (base === undefined) return { name, type, base: name, isSplit: false, position: -1 };
    if (base.type === type) return base;
    const split = splitName(name, type);
    return columns.get(split) ?? { name: split, type, base: name, isSplit: true, position: -1 };
  }

  return {
    reload,
    typeOf: (name: string): ColumnType | undefined => columns.get(name)?.type,
    list: (): Column[] => [...columns.values()],
    /** What a record needs; undefined where the table cannot take so many columns. */
    place(values: readonly Value[]): { placed: Placed[]; missing: Column[] } | undefined {
      const placed: Placed[] = [];
      let missing = NONE;
      for (const value of values) {
        const column = columnFor(value);
        placed.push({ column, value: value.value });
        if (column.position < 0) {
          if (missing === NONE) missing = [];
          missing.push(column);
        }
      }
      if (missing.length > 0 && used + missing.length > MAX_COLUMNS) return undefined;
      return { placed, missing };
    },
    create(missing: readonly Column[], captureId: number, at: string): void {
      const definitions = missing.map(({ name, type }) => ({ name, type: SQL_TYPES[type] }));
      if (
        definitions.some(({ name }) => cannotBeAdded(name)) ||
        isRebuiltSooner(db, table, missing.length)
      ) {
        addByRebuild(db, table, definitions);
      } else {
        for (const { name, type } of definitions) {
          db.exec(`ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(name)} ${type}`);
        }
      }
      for (const column of missing) {
        const { name, type, base, isSplit } = column;
        add.run(table, name, used, type, base, isSplit ? 1 : 0, captureId, at);
        column.position = used;
        columns.set(name, column);
        used += 1;
      }
    },
  };
}

export type Columns = ReturnType<typeof openColumns>;
