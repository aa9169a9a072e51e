import type { Database, Statement } from 'better-sqlite3';
import { type Columns, openColumns, type Placed } from './columns.ts';
import { quoted } from './names.ts';
import type { Stored } from './typing.ts';

/** Values of a row that Backstitch itself gives, by column. */
export type SystemValues = Record<string, Stored>;

export const SYSTEM = [
  '_sdc_received_at',
  '_sdc_batched_at',
  '_sdc_sequence',
  '_sdc_table_version',
];
export const GENERATED_KEY = '__sdc_primary_key';
/** Statements kept prepared: events of one kind all have the same columns. */
const MAX_PREPARED = 200;

export interface Table {
  columns: Columns;
  insert(system: SystemValues, placed: readonly Placed[]): void;
}

/**
 * Tables of a schema: `data` and, where records are denested, its subtables. In `data` the
 * sequence is the row id: rows lie in the order of arrival, and no key of a sender can shadow it.
 */
export function openTables(db: Database) {
  const tables = new Map<string, Table>();
  const prepared = new Map<string, Statement>();

  function statementFor(sql: string): Statement {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = db.prepare(sql);
    if (prepared.size >= MAX_PREPARED) prepared.delete(prepared.keys().next().value ?? '');
    prepared.set(sql, statement);
    return statement;
  }
  function insertInto(table: string, system: SystemValues, placed: readonly Placed[]): void {
    const names = [...Object.keys(system), ...placed.map(({ column }) => column.name)];
    const marks = names.map(() => '?').join(', ');
    const sql = `INSERT INTO ${quoted(table)} (${names.map(quoted).join(', ')}) VALUES (${marks})`;
    statementFor(sql).run([...Object.values(system), ...placed.map(({ value }) => value)]);
  }
  function open(name: string, createSql: string): Table {
    db.exec(createSql);
    const columns = openColumns(db, name);
    const table: Table = {
      columns,
      insert: (system, placed) => insertInto(name, system, placed),
    };
    tables.set(name, table);
    return table;
  }

  return {
    /** `data`, made if it is not there. */
    data(withGeneratedKey: boolean): Table {
      const known = tables.get('data');
      const table =
        known ??
        open(
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
    /**
     * A subtable, made if it is not there.
     *
     * @param keys names of the parent's key columns with their SQL types.
     */
    child(name: string, keys: readonly (readonly [string, string])[], levels: number): Table {
      const known = tables.get(name);
      if (known !== undefined) return known;
      const source = keys.map(([key, type]) => `${quoted(`_sdc_source_key_${key}`)} ${type}`);
      const level = Array.from({ length: levels }, (_, n) => `_sdc_level_${n}_id INTEGER NOT NULL`);
      const system = SYSTEM.map((one) =>
        one.endsWith('_at') ? `${one} TEXT NOT NULL` : `${one} INTEGER NOT NULL`,
      );
      return open(
        name,
        `CREATE TABLE IF NOT EXISTS ${quoted(name)} (${[...source, ...level, ...system].join(', ')}) STRICT;
         CREATE INDEX IF NOT EXISTS ${quoted(`_backstitch_seq_${name}`)} ON ${quoted(name)} (_sdc_sequence)`,
      );
    },
    /** Names of the subtables there are. */
    children: (): string[] =>
      db
        .prepare<[], string>(
          "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 6) = 'data__'",
        )
        .pluck()
        .all(),
    hasGeneratedKey: (): boolean => hasColumn(db, 'data', GENERATED_KEY),
    /** After a transaction that was taken back, or tables that were dropped. */
    forget(): void {
      tables.clear();
      prepared.clear();
    },
  };
}

function hasColumn(db: Database, table: string, column: string): boolean {
  return (
    db.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column) !== undefined
  );
}
