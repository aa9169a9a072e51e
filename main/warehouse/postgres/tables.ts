import type { Database } from 'better-sqlite3';
import type pg from 'pg';
import { type ColumnType, quoted } from '../names.ts';
import { nameTable, type Place } from './place.ts';
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

/** Columns of `_sdc_rejected`: four that users of Stitch know, and one by which ranges are found. */
export const REJECT_COLUMNS: readonly TargetColumn[] = (
  [
    ['record', 'text'],
    ['reason', 'text'],
    ['table_name', 'text'],
    ['_sdc_rejected_at', 'timestamptz'],
    ['_backstitch_seq', 'bigint'],
  ] as const
).map(([name, pgType]) => ({ name, as: name, pgType, notNull: false, system: true }));

/** What the catalogue of the server calls a type. */
const CATALOGUE: Partial<Record<string, TargetColumn['pgType']>> = {
  'timestamp with time zone': 'timestamptz',
};

/** A column as the server has it. */
interface KnownColumn {
  name: string;
  type: string;
  required: boolean;
}

/**
 * Makes sure of a table there and its columns. What is there is asked first: a change would wait for
 * all who read the table, and they for it.
 *
 * @returns its whole name
 */
export async function makeTable(
  client: pg.Client,
  place: Place,
  source: string,
  columns: readonly TargetColumn[],
): Promise<string> {
  const known = place.tables.get(source);
  if (known === undefined) return createTable(client, place, source, columns);
  const name = `${quoted(place.schema)}.${quoted(known)}`;
  const there = await columnsThere(client, place.schema, known);
  const wanted = new Set(columns.map(({ as }) => as));
  for (const { as, pgType } of columns) {
    const before = there.get(as);
    if (before?.type === pgType) continue;
    // Of another type since a reset: what reads the old one goes on reading it.
    if (before !== undefined) await renameAway(client, name, as, there);
    await client.query(`ALTER TABLE ${name} ADD COLUMN ${quoted(as)} ${pgType}`);
  }
  for (const { name: column, required } of there.values()) {
    if (!required || wanted.has(column)) continue;
    await client.query(`ALTER TABLE ${name} ALTER COLUMN ${quoted(column)} DROP NOT NULL`);
  }
  return name;
}

async function createTable(
  client: pg.Client,
  place: Place,
  source: string,
  columns: readonly TargetColumn[],
): Promise<string> {
  const given = await nameTable(client, place, source);
  const name = `${quoted(place.schema)}.${quoted(given)}`;
  const definition = ({ as, pgType, notNull }: TargetColumn): string =>
    `${quoted(as)} ${pgType}${notNull ? ' NOT NULL' : ''}`;
  const first = columns.filter(({ system }) => system);
  const rest = columns.filter(({ system }) => !system);
  const key = source === 'data' ? [', PRIMARY KEY (_sdc_sequence)'] : [];
  await client.query(
    `CREATE TABLE ${name} (${[...first, ...rest].map(definition).join(', ')}${key.join('')})`,
  );
  // Ranges of rows are found by their sequence; it has its name from the server.
  const by = source === '_sdc_rejected' ? '_backstitch_seq' : '_sdc_sequence';
  if (source !== 'data') await client.query(`CREATE INDEX ON ${name} (${by})`);
  return name;
}

async function columnsThere(
  client: pg.Client,
  schema: string,
  table: string,
): Promise<Map<string, KnownColumn>> {
  const { rows } = await client.query<KnownColumn>(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped`,
    [schema, table],
  );
  return new Map(rows.map((row) => [row.name, { ...row, type: CATALOGUE[row.type] ?? row.type }]));
}

async function renameAway(
  client: pg.Client,
  table: string,
  column: string,
  there: ReadonlyMap<string, KnownColumn>,
): Promise<void> {
  for (let n = 1; ; n += 1) {
    const away = targetName(`${column}_before_${n}`);
    if (there.has(away)) continue;
    await client.query(`ALTER TABLE ${table} RENAME COLUMN ${quoted(column)} TO ${quoted(away)}`);
    return;
  }
}
