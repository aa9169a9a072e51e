import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import SqliteDatabase, { type ColumnDefinition, type Database } from 'better-sqlite3';
import { answerCalls } from '../lib/child-process/answer-calls.ts';
import { quoted } from './names.ts';
import type { Cell, ReadAnswer, ReadOrder } from './reader.ts';

// The entry of a reading process. Nothing but a kill ends a query that is inside SQLite.

const READING = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*(?:select|with|values|explain)\b/i;

/** What the console shows of the captures; secrets and settings stay out of it. */
const CAPTURE_VIEW = (alias: string): string => `
  CREATE TEMP VIEW captures AS SELECT c.id, strftime('%Y-%m-%dT%H:%M:%fZ', c.received_at / 1000.0, 'unixepoch') AS received_at,
    c.method, c.target, c.path, c.endpoint_name, c.size_bytes, c.content_type, c.status, c.decided_by, c.reason,
    c.duration_us, c.via_tunnel, c.replay_of, c.note, x.headers, CAST(x.body AS TEXT) AS body
  FROM ${alias}.captures c LEFT JOIN ${alias}.capture_contents x ON x.capture_id = c.id
  WHERE c.removed_batch IS NULL`;

function openFor(order: ReadOrder): Database {
  const db = new SqliteDatabase(':memory:');
  for (const { name, file } of order.schemas) {
    db.prepare(`ATTACH ? AS ${quoted(name)}`).run(join(order.folder, file));
  }
  if (order.captures !== null) {
    attachCaptures(db, order.captures);
  }
  db.pragma('query_only = ON');
  return db;
}

/**
 * Lets a query see the captures and nothing else of their database, which holds settings and
 * Secrets too. Its name changes with every query, so that nobody can write it; names without a
 * database would still be looked up there, so each of them meets an empty view first.
 */
function attachCaptures(db: Database, path: string): void {
  const alias = `x${randomBytes(12).toString('hex')}`;
  db.prepare(`ATTACH ? AS ${alias}`).run(path);
  const names = db
    .prepare<[], string>(
      `SELECT name FROM ${alias}.sqlite_schema
        WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .pluck()
    .all();
  for (const name of names) {
    if (name !== 'captures')
      db.exec(`CREATE TEMP VIEW ${quoted(name)} AS SELECT 1 AS hidden WHERE 0`);
  }
  db.exec(CAPTURE_VIEW(alias));
}

function cellOf(value: unknown, maxText: number, isBoolean: boolean): Cell {
  if (isBoolean && value !== null) return value === 1n;
  if (typeof value === 'bigint') {
    const safe =
      value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
    return safe ? Number(value) : value.toString();
  }
  if (typeof value === 'string') {
    return value.length > maxText ? `${value.slice(0, maxText)}…` : value;
  }
  if (Buffer.isBuffer(value)) return `x'${value.subarray(0, maxText / 2).toString('hex')}'`;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return null;
}

/**
 * Which columns of a result are booleans of a sender: SQLite knows no such type, the registry of
 * columns does. An expression is what it computes.
 */
function booleansAmong(
  db: Database,
  { schemas }: ReadOrder,
  columns: readonly ColumnDefinition[],
): boolean[] {
  const known = new Map<string, Set<string>>();
  const namesIn = (schema: string): Set<string> => {
    const held = known.get(schema);
    if (held !== undefined) return held;
    const names = db
      .prepare<[], string>(
        `SELECT table_name || char(0) || name FROM ${quoted(schema)}._backstitch_columns
          WHERE type = 'boolean'`,
      )
      .pluck()
      .all();
    const found = new Set(names);
    known.set(schema, found);
    return found;
  };
  return columns.map(({ database, table, column }) => {
    if (database === null || !schemas.some(({ name }) => name === database)) return false;
    return namesIn(database).has(`${table ?? ''}\0${column ?? ''}`);
  });
}

function read(order: ReadOrder): ReadAnswer {
  if (!READING.test(order.sql)) {
    return { ok: false, message: 'Only SELECT, WITH, VALUES and EXPLAIN can be run here.' };
  }
  const started = performance.now();
  const db = openFor(order);
  try {
    const statement = db.prepare(order.sql);
    if (!statement.readonly || !statement.reader) {
      return { ok: false, message: 'This statement writes; the console only reads.' };
    }
    statement.safeIntegers(true).raw(true);
    const booleans = booleansAmong(db, order, statement.columns());
    const columns = statement
      .columns()
      .map(({ name, type }, i) => ({ name, type: booleans[i] === true ? 'BOOLEAN' : type }));
    const rows: Cell[][] = [];
    let bytes = 0;
    let cut = false;
    for (const row of statement.iterate(...order.params) as Iterable<unknown[]>) {
      if (rows.length >= order.maxRows || bytes > order.maxBytes) {
        cut = true;
        break;
      }
      const cells = row.map((value, i) => cellOf(value, order.maxText, booleans[i] === true));
      for (const cell of cells) bytes += typeof cell === 'string' ? cell.length : 8;
      rows.push(cells);
    }
    return { ok: true, columns, rows, cut, durationMs: performance.now() - started };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  } finally {
    db.close();
  }
}

answerCalls(read);
