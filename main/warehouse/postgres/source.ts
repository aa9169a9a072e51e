import type { Database } from 'better-sqlite3';
import { quoted } from '../names.ts';
import type { TargetColumn } from './tables.ts';

/** Sequences above one and up to another. */
export interface Range {
  /** Exclusive. */
  above: bigint;
  /** Inclusive. */
  to: bigint;
}

/** A row with the sequence it is found by, and what its texts weigh. */
export interface SourceRow {
  sequence: bigint;
  values: unknown[];
  weight: number;
}

const state = (db: Database, name: string): string | undefined =>
  db
    .prepare<[string], string>('SELECT value FROM _backstitch_state WHERE name = ?')
    .pluck()
    .get(name);

/** Generation of the tables: a reset begins another one. */
export const tableVersion = (db: Database): number => Number(state(db, 'table_version') ?? '0');

/** Which tables these are, whatever they are called: other ones have another identity. */
export const tablesId = (db: Database): string => state(db, 'tables_id') ?? '';

/** The last sequence of at most so many records; undefined where nothing is above. */
export function upperBound(db: Database, above: bigint, most: number): bigint | undefined {
  const found = db
    .prepare<[bigint, bigint, number], bigint | null>(
      `SELECT max(seq) FROM (SELECT _sdc_sequence AS seq FROM data WHERE _sdc_sequence > ?
         UNION ALL SELECT seq FROM _backstitch_rejects WHERE seq > ? ORDER BY seq LIMIT ?)`,
    )
    .pluck()
    .safeIntegers()
    .get(above, above, most);
  return found ?? undefined;
}

/** Rows of a table in the order of their sequences, read as they are asked for. */
export function* rowsOf(
  db: Database,
  table: string,
  columns: readonly TargetColumn[],
  { above, to }: Range,
): Generator<SourceRow> {
  const list = ['_sdc_sequence', ...columns.map((column) => quoted(column.name))];
  // A table may have as many columns as a query may ask for.
  const names = list.length > 2000 ? list.slice(1) : list;
  const at = names === list ? 0 : columns.findIndex(({ name }) => name === '_sdc_sequence');
  const rows = db
    .prepare<[bigint, bigint], unknown[]>(
      `SELECT ${names.join(', ')} FROM ${quoted(table)}
        WHERE _sdc_sequence > ? AND _sdc_sequence <= ? ORDER BY _sdc_sequence`,
    )
    .raw()
    .safeIntegers();
  for (const row of rows.iterate(above, to)) {
    yield rowOf(row[at] as bigint, names === list ? row.slice(1) : row);
  }
}

/** Rejects of a range, in the columns of their table there. */
export function* rejectsOf(db: Database, { above, to }: Range): Generator<SourceRow> {
  const rows = db
    .prepare<[bigint, bigint], unknown[]>(
      `SELECT r.record, r.reason, r.table_name, r._sdc_rejected_at, x.seq
         FROM _backstitch_rejects x JOIN _sdc_rejected r ON r.rowid = x.reject_id
        WHERE x.seq > ? AND x.seq <= ? ORDER BY x.reject_id`,
    )
    .raw()
    .safeIntegers();
  for (const row of rows.iterate(above, to)) yield rowOf(row[4] as bigint, row);
}

function rowOf(sequence: bigint, values: unknown[]): SourceRow {
  let weight = 0;
  for (const value of values) weight += typeof value === 'string' ? value.length + 8 : 8;
  return { sequence, values, weight };
}

export const lastRewrite = (db: Database): bigint =>
  db
    .prepare<[], bigint | null>('SELECT max(id) FROM _backstitch_rewrites')
    .pluck()
    .safeIntegers()
    .get() ?? 0n;

/** The next range that was written again below the bookmark. */
export function nextRewrite(db: Database, after: bigint): { id: bigint; range: Range } | undefined {
  const row = db
    .prepare<[bigint], { id: bigint; first: bigint; end: bigint }>(
      `SELECT id, first_seq AS first, end_seq AS end FROM _backstitch_rewrites
        WHERE id > ? ORDER BY id LIMIT 1`,
    )
    .safeIntegers()
    .get(after);
  return row && { id: row.id, range: { above: row.first - 1n, to: row.end - 1n } };
}
