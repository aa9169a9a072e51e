import type { Database } from 'better-sqlite3';
import { type ColumnType, quoted } from '../names.ts';
import { targetName } from './target.ts';

/** A column of a table in SQLite, and what becomes of it there. */
export interface TargetColumn {
  /** In SQLite. */
  name: string;
  /** There. */
  as: string;
  pgType: 'bigint' | 'double precision' | 'numeric' | 'boolean' | 'text' | 'timestamptz';
  notNull: boolean;
  /** Given by Backstitch: first when the table is made. */
  system: boolean;
}

/**
 * JSON is text there too: `json` refuses halves of surrogates, which senders do send, and `jsonb`
 * would change the spelling of numbers. A cast reads it.
 */
const PG_TYPES: Record<ColumnType, TargetColumn['pgType']> = {
  integer: 'bigint',
  float: 'double precision',
  decimal: 'numeric',
  boolean: 'boolean',
  string: 'text',
  json: 'text',
  timestamp: 'timestamptz',
};

/** Columns of a local table, those of senders with their logical types. */
export function targetColumns(db: Database, table: string): TargetColumn[] {
  const rows = db
    .prepare<
      [string, string],
      { name: string; sql: string; required: number; type: string | null }
    >(
      `SELECT i.name, i.type AS sql, i."notnull" OR i.pk AS required, c.type
         FROM pragma_table_info(?) i
         LEFT JOIN _backstitch_columns c ON c.table_name = ? AND c.name = i.name ORDER BY i.cid`,
    )
    .all(table, table);
  return rows.map(({ name, sql, required, type }) => ({
    name,
    as: targetName(name),
    pgType: type === null ? systemType(name, sql) : PG_TYPES[type as ColumnType],
    notNull: required !== 0,
    system: type === null,
  }));
}

function systemType(name: string, sql: string): TargetColumn['pgType'] {
  if (name === '_sdc_received_at' || name === '_sdc_batched_at') return 'timestamptz';
  if (sql === 'INTEGER') return 'bigint';
  return sql === 'REAL' ? 'double precision' : 'text';
}

/** A value in the text form that PostgreSQL reads; it cannot hold U+0000. */
export function targetValue(value: unknown, type: TargetColumn['pgType']): string | null {
  if (value === null || value === undefined) return null;
  if (type === 'boolean') return value === 1n ? 'true' : 'false';
  if (typeof value === 'string') return value.replaceAll('\u0000', '\u{fffd}');
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : null;
}

/** `"schema"."table"`, as it is called there. */
export const targetTable = (schema: string, table: string): string =>
  `${quoted(targetName(schema))}.${quoted(targetName(table))}`;

/** Statements that make a table and the columns it lacks. */
export function createStatements(
  schema: string,
  table: string,
  columns: readonly TargetColumn[],
): string[] {
  const name = targetTable(schema, table);
  const definition = ({ as, pgType, notNull }: TargetColumn): string =>
    `${quoted(as)} ${pgType}${notNull ? ' NOT NULL' : ''}`;
  const first = columns.filter(({ system }) => system).map(definition);
  const key = table === 'data' ? [', PRIMARY KEY (_sdc_sequence)'] : [];
  const added = columns.filter((column) => !column.notNull);
  return [
    `CREATE TABLE IF NOT EXISTS ${name} (${first.join(', ')}${key.join('')})`,
    ...(table === 'data'
      ? []
      : [
          `CREATE INDEX IF NOT EXISTS ${quoted(targetName(`${table}__sdc_sequence_idx`))} ON ${name} (_sdc_sequence)`,
        ]),
    ...added.map(
      ({ as, pgType }) => `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS ${quoted(as)} ${pgType}`,
    ),
  ];
}
