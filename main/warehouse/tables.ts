import type { Database, Statement } from 'better-sqlite3';
import { type Column, type Columns, openColumns, type Placed } from './columns.ts';
import { quoted } from './names.ts';
import type { Stored } from './typing.ts';

export const SYSTEM = [
  '_sdc_received_at',
  '_sdc_batched_at',
  '_sdc_sequence',
  '_sdc_table_version',
];
export const GENERATED_KEY = '__sdc_primary_key';
export const SYSTEM_AND_KEY = [...SYSTEM, GENERATED_KEY];
/** Name of the column that has a key of the parent in a subtable. */
export const sourceKey = (key: string): string => `_sdc_source_key_${key}`;
/** Statements kept prepared for a table: events of one kind all have the same columns. */
const MAX_PREPARED = 200;

/** A key of the parent, as a subtable has it. */
export interface SourceKey {
  name: string;
  sqlType: string;
}

export interface Table {
  columns: Columns;
  /**
   * @param names columns that Backstitch itself gives; the same array for the same columns.
   * @param values theirs, in that order.
   */
  insert(
    names: readonly string[],
    values: readonly (Stored | null)[],
    placed: readonly Placed[],
  ): void;
}

/**
 * Tables of a schema: `data` and, where records are denested, its subtables. In `data` the
 * sequence is the row id: rows lie in the order of arrival, and no key of a sender can shadow it.
 */
export function openTables(db: Database) {
  const tables = new Map<string, Table>();
  const depths = new Map<string, number>();
  const keyed = new Map<string, Set<string>>();

  function open(name: string, createSql: string): Table {
    db.exec(createSql);
    const table: Table = { columns: openColumns(db, name), insert: openInsert(db, name) };
    tables.set(name, table);
    return table;
  }
  function addSourceKeys(table: Table, name: string, keys: readonly SourceKey[]): void {
    const known = keyed.get(name) ?? new Set<string>();
    keyed.set(name, known);
    for (const key of keys) {
      if (known.has(key.name)) continue;
      known.add(key.name);
      if (hasColumn(db, name, sourceKey(key.name))) continue;
      // The key was changed after the table was made: rows that are there have none of it.
      const column = `${quoted(sourceKey(key.name))} ${key.sqlType}`;
      db.exec(`ALTER TABLE ${quoted(name)} ADD COLUMN ${column}`);
      table.columns.reload();
    }
  }

  return {
    /** `data`, made if it is not there. */
    data(withGeneratedKey: boolean): Table {
      const known = tables.get('data');
      if (known !== undefined) return known;
      const table = open(
        'data',
        `CREATE TABLE IF NOT EXISTS data (
             _sdc_received_at TEXT NOT NULL, _sdc_batched_at TEXT NOT NULL,
             _sdc_sequence INTEGER PRIMARY KEY, _sdc_table_version INTEGER NOT NULL) STRICT`,
      );
      if (withGeneratedKey && !hasColumn(db, 'data', GENERATED_KEY)) {
        db.exec(`ALTER TABLE data ADD COLUMN ${GENERATED_KEY} TEXT`);
        table.columns.reload();
      }
      return table;
    },
    /** A subtable, made if it is not there, with columns for the keys of its parent. */
    child(name: string, keys: readonly SourceKey[], levels: number): Table {
      const known = tables.get(name);
      const table = known ?? open(name, childSql(name, keys, levels));
      addSourceKeys(table, name, keys);
      return table;
    },
    /** How many arrays deep the rows of a subtable are; undefined where there is no such table. */
    depthOf(name: string): number | undefined {
      const known = depths.get(name);
      if (known !== undefined) return known;
      const found = db
        .prepare<[string], number>(
          "SELECT count(*) FROM pragma_table_info(?) WHERE name GLOB '_sdc_level_[0-9]*_id'",
        )
        .pluck()
        .get(name);
      if (found === undefined || found === 0) return undefined;
      depths.set(name, found);
      return found;
    },
    /** Names of the subtables there are. */
    children: (): string[] => childTables(db),
    hasGeneratedKey: (): boolean => hasColumn(db, 'data', GENERATED_KEY),
    /** After a transaction that was taken back, or tables that were dropped. */
    forget(): void {
      tables.clear();
      depths.clear();
      keyed.clear();
    },
  };
}

export type Tables = ReturnType<typeof openTables>;

/** Names of the subtables in a file. */
export const childTables = (db: Database): string[] =>
  db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 6) = 'data__'",
    )
    .pluck()
    .all();

function childSql(name: string, keys: readonly SourceKey[], levels: number): string {
  const source = keys.map((key) => `${quoted(sourceKey(key.name))} ${key.sqlType}`);
  const level = Array.from({ length: levels }, (_, n) => `_sdc_level_${n}_id INTEGER NOT NULL`);
  const system = SYSTEM.map((one) =>
    one.endsWith('_at') ? `${one} TEXT NOT NULL` : `${one} INTEGER NOT NULL`,
  );
  return `CREATE TABLE IF NOT EXISTS ${quoted(name)} (${[...source, ...level, ...system].join(', ')}) STRICT;
    CREATE INDEX IF NOT EXISTS ${quoted(`_backstitch_seq_${name}`)} ON ${quoted(name)} (_sdc_sequence)`;
}

/** Inserts into a table; rows with the same columns share a statement. */
function openInsert(db: Database, table: string): Table['insert'] {
  const prepared = new Map<readonly string[], Map<string, Statement>>();
  let count = 0;
  /** Rows mostly follow others with the same columns. */
  let last: { names: readonly string[]; columns: Column[]; statement: Statement } | undefined;

  function prepare(names: readonly string[], placed: readonly Placed[]): Statement {
    const all = [...names, ...placed.map(({ column }) => column.name)];
    const marks = all.map(() => '?').join(', ');
    return db.prepare(
      `INSERT INTO ${quoted(table)} (${all.map(quoted).join(', ')}) VALUES (${marks})`,
    );
  }
  function isLast(names: readonly string[], placed: readonly Placed[]): boolean {
    if (last?.names !== names || last.columns.length !== placed.length) return false;
    for (let i = 0; i < placed.length; i += 1) {
      if (last.columns[i] !== placed[i]?.column) return false;
    }
    return true;
  }
  function statementFor(names: readonly string[], placed: readonly Placed[]): Statement {
    if (last !== undefined && isLast(names, placed)) return last.statement;
    const statement = lookUp(names, placed);
    last = { names, columns: placed.map(({ column }) => column), statement };
    return statement;
  }
  function lookUp(names: readonly string[], placed: readonly Placed[]): Statement {
    let layout = '';
    for (const { column } of placed) layout += `${column.position},`;
    const ofNames = prepared.get(names);
    const known = ofNames?.get(layout);
    if (known !== undefined) return known;
    if (count >= MAX_PREPARED) {
      prepared.clear();
      count = 0;
    }
    const statement = prepare(names, placed);
    const into = prepared.get(names) ?? new Map<string, Statement>();
    prepared.set(names, into.set(layout, statement));
    count += 1;
    return statement;
  }
  return (names, values, placed) => {
    const given: unknown[] = [...values];
    for (const { value } of placed) given.push(value);
    statementFor(names, placed).run(given);
  };
}

function hasColumn(db: Database, table: string, column: string): boolean {
  return (
    db.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column) !== undefined
  );
}
