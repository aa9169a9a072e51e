import { randomBytes } from 'node:crypto';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { RedactedValues } from '../interchange/redacted-values.ts';
import { quoted } from './names.ts';
import { GENERATED_KEY, sourceKey } from './tables.ts';

/** Columns that Backstitch gives by itself: their values are nobody's secret, and long numbers. */
const OURS = /^_sdc_/;
const KEY_OF_PARENT = sourceKey('');

export interface CutSchema extends Disposable {
  /** Columns of results that are booleans of a sender: table and column as SQLite tells of them. */
  isBoolean: (table: string, column: string) => boolean;
}

/**
 * Lets a query see the tables and views of a schema with credentials cut: by the names of columns,
 * which were keys of JSON, and by what values look like. The file is read through a connection of its
 * own and is not attached, so no name leads to rows that were not cut; what the query computes, it
 * computes from the rest. Columns and tables whose names hold a credential are left out.
 *
 * @param name of the schema, as queries write it
 * @param path of its file
 */
export function attachCut(
  db: Database,
  { name, path }: { name: string; path: string },
  values: RedactedValues,
): CutSchema {
  const source = new SqliteDatabase(path, { fileMustExist: true });
  const reading = new Set<IterableIterator<unknown>>();
  const booleans = new Map<string, ReadonlySet<string>>();
  const close = (): void => {
    // A query that ends early leaves its rows where they are.
    for (const rows of reading) rows.return?.();
    source.close();
  };
  try {
    source.pragma('query_only = ON');
    // All tables as of one moment, as one query over an attached file sees them.
    source.exec('BEGIN');
    db.exec(`ATTACH ':memory:' AS ${quoted(name)}`);
    const sent = columnsSent(source);
    for (const table of tablesOf(source)) {
      if (!isPlain(table, values)) continue;
      const all = `SELECT * FROM ${quoted(table)}`;
      const columns = source
        .prepare(all)
        .columns()
        .map((column) => column.name);
      // Nobody can write this name: it is another one in every query.
      const alias = `x${randomBytes(12).toString('hex')}`;
      db.table(alias, {
        columns,
        safeIntegers: true,
        *rows() {
          const found = source.prepare<[], unknown[]>(all).raw(true).safeIntegers(true).iterate();
          reading.add(found);
          yield* found;
          reading.delete(found);
        },
      });
      const own = sent.filter((one) => one.table === table);
      const flags = new Set(own.filter((one) => one.isBoolean).map((one) => one.column));
      booleans.set(alias, flags);
      const keys = OURS.test(table) ? null : table;
      const list = columns
        .filter((column) => isPlain(column, values))
        .map((column) => {
          const isSent = sent.some((one) => one.column === column);
          if (flags.has(column) || (!isSent && isOurs(column))) return quoted(column);
          return `${cutOf(keys, column, values)} AS ${quoted(column)}`;
        });
      if (list.length === 0) continue;
      db.exec(
        `CREATE VIEW ${quoted(name)}.${quoted(table)} AS SELECT ${list.join(', ')} FROM ${alias}`,
      );
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    isBoolean: (table, column) => booleans.get(table)?.has(column) === true,
    [Symbol.dispose]: close,
  };
}

/** The functions that the views use. */
export function addCutting(db: Database, values: RedactedValues): void {
  const how = { deterministic: true, safeIntegers: true };
  db.function('cut_cell', how, values.cell);
  db.function('cut_number', how, values.cardNumber);
  db.function('cut_folded', how, values.folded);
}

const isOurs = (column: string): boolean =>
  column === GENERATED_KEY || (OURS.test(column) && !column.startsWith(KEY_OF_PARENT));

function cutOf(table: string | null, column: string, values: RedactedValues): string {
  // Texts of ours about a record speak of its keys, in small letters.
  if (table === null && column !== 'record') return `cut_folded(${quoted(column)})`;
  const named = values.named([
    ...keysIn(table ?? ''),
    ...keysIn(column.startsWith(KEY_OF_PARENT) ? column.slice(KEY_OF_PARENT.length) : column),
  ]);
  if (named === 'whole') return `iif(${quoted(column)} IS NULL, NULL, '[redacted]')`;
  return named === 'number' ? `cut_number(${quoted(column)})` : `cut_cell(${quoted(column)})`;
}

/** Keys of JSON that a name was made of: `data__user__password`, `password__st`, `password__st_`. */
const keysIn = (name: string): string[] =>
  name.split(/_{2,}/).flatMap((part) => [part, part.replaceAll(/^_|_$/g, '')]);

/** By its parts, too: a word that begins within a name is none to the patterns. */
const isPlain = (name: string, values: RedactedValues): boolean =>
  [name, ...keysIn(name)].every((part) => values.isPlainName(part));

function tablesOf(source: Database): string[] {
  return source
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')
          AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_backstitch%' ESCAPE '\\'`,
    )
    .pluck()
    .all();
}

/** Columns that came with records, of all tables. Views have those of `data`; latest ones as they are. */
function columnsSent(source: Database): { table: string; column: string; isBoolean: boolean }[] {
  const rows = source
    .prepare<[], { table: string; column: string; type: string }>(
      'SELECT table_name AS "table", name AS "column", type FROM _backstitch_columns',
    )
    .all();
  return rows.flatMap(({ table, column, type }) => {
    const one = { table, column, isBoolean: type === 'boolean' };
    return table === 'data' ? [one, { ...one, table: 'data_latest' }] : [one];
  });
}
