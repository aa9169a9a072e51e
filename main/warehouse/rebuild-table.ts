import type { Database } from 'better-sqlite3';
import { quoted } from './names.ts';

/** Names that SQLite lets a new table have, and refuses to add to one that is there. */
const ROWID_NAMES = new Set(['rowid', 'oid', '_rowid_']);

export const cannotBeAdded = (name: string): boolean => ROWID_NAMES.has(name.toLowerCase());

interface Info {
  name: string;
  type: string;
  notnull: number;
  pk: number;
}

/** From so many columns on, writing a small table again is faster: each `ALTER` reads all of it. */
const MANY_COLUMNS = 40;
const SMALL_TABLE = 2000;

/** Whether columns are better added by writing the table again. */
export const isRebuiltSooner = (db: Database, table: string, columns: number): boolean =>
  columns >= MANY_COLUMNS &&
  db.prepare(`SELECT 1 FROM ${quoted(table)} LIMIT 1 OFFSET ${SMALL_TABLE}`).get() === undefined;

/**
 * Adds columns by writing the table again: the only way to one called `rowid`. Part of the running
 * transaction. The views over the table go; they are made again after new columns.
 */
export function addByRebuild(
  db: Database,
  table: string,
  added: readonly { name: string; type: string }[],
): void {
  const columns = db.prepare<[string], Info>('SELECT * FROM pragma_table_info(?)').all(table);
  const indexes = db
    .prepare<[string], string>(
      "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
    )
    .pluck()
    .all(table);
  const definitions = columns.map(
    (column) =>
      `${quoted(column.name)} ${column.type}${column.pk > 0 ? ' PRIMARY KEY' : ''}${column.notnull > 0 ? ' NOT NULL' : ''}`,
  );
  const fresh = added.map(({ name, type }) => `${quoted(name)} ${type}`);
  const list = columns.map((column) => quoted(column.name)).join(', ');
  db.exec(`
    DROP VIEW IF EXISTS data_latest;
    DROP VIEW IF EXISTS data_unsplit;
    CREATE TABLE _backstitch_rebuilt (${[...definitions, ...fresh].join(', ')}) STRICT;
    INSERT INTO _backstitch_rebuilt (${list}) SELECT ${list} FROM ${quoted(table)};
    DROP TABLE ${quoted(table)};
    ALTER TABLE _backstitch_rebuilt RENAME TO ${quoted(table)};`);
  for (const sql of indexes) db.exec(sql);
}
