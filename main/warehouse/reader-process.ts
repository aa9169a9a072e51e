import { join } from 'node:path';
import SqliteDatabase, { type ColumnDefinition, type Database } from 'better-sqlite3';
import { answerCalls } from '../lib/child-process/answer-calls.ts';
import type { RedactedValues } from '../interchange/redacted-values.ts';
import type { CutSchema } from './cut-schema.ts';
import { attachEngine } from './engine-views.ts';
import { quoted } from './names.ts';
import type { Cell, ReadAnswer, ReadOrder } from './reader.ts';
import { sqlPlace } from './sql-place.ts';
import { ClosingStack } from '../lib/closing-stack.ts';

// The entry of a reading process. Nothing but a kill ends a query that is inside SQLite.

const READING = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*(?:select|with|values|explain)\b/i;

async function valuesFor({ secrets }: ReadOrder): Promise<RedactedValues | undefined> {
  if (secrets === undefined) return undefined;
  // Most queries cut nothing, and a process is started for a query.
  const { redactedValues } = await import('../interchange/redacted-values.ts');
  return redactedValues(secrets);
}

interface Opened extends Disposable {
  db: Database;
  /** Schemas whose credentials are cut; empty where nothing is. */
  cut: CutSchema[];
}

async function openFor(order: ReadOrder, values: RedactedValues | undefined): Promise<Opened> {
  using stack = new ClosingStack();
  const db = stack.adopt(new SqliteDatabase(':memory:'), (one) => one.close());
  const cut: CutSchema[] = [];
  const places = order.schemas.map(({ name, file }) => ({ name, path: join(order.folder, file) }));
  if (values === undefined) {
    for (const { name, path } of places) db.prepare(`ATTACH ? AS ${quoted(name)}`).run(path);
  } else if (places.length > 0) {
    const { addCutting, attachCut } = await import('./cut-schema.ts');
    addCutting(db, values);
    for (const place of places) cut.push(stack.use(attachCut(db, place, values)));
  }
  if (order.engine !== null) attachEngine(db, order.engine, values);
  db.pragma('query_only = ON');
  const opened = stack.move();
  return { db, cut, [Symbol.dispose]: () => opened.dispose() };
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
  { db, cut }: Opened,
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
    if (cut.length > 0) return cut.some((one) => one.isBoolean(table ?? '', column ?? ''));
    if (database === null || !schemas.some(({ name }) => name === database)) return false;
    return namesIn(database).has(`${table ?? ''}\0${column ?? ''}`);
  });
}

async function read(order: ReadOrder): Promise<ReadAnswer> {
  if (!READING.test(order.sql)) {
    return { ok: false, message: 'Only SELECT, WITH, VALUES and EXPLAIN can be run here.' };
  }
  const values = await valuesFor(order);
  const started = performance.now();
  using opened = await openFor(order, values);
  const { db } = opened;
  try {
    const statement = db.prepare(order.sql);
    if (!statement.readonly || !statement.reader) {
      return { ok: false, message: 'This statement writes; the console is read-only.' };
    }
    statement.safeIntegers(true).raw(true);
    const booleans = booleansAmong(opened, order, statement.columns());
    const columns = statement
      .columns()
      .map(({ name, type }, i) => ({ name, type: booleans[i] === true ? 'BOOLEAN' : type }));
    const rows: Cell[][] = [];
    let bytes = 0;
    let cut = false;
    const params = Array.isArray(order.params) ? order.params : [order.params];
    for (const row of statement.iterate(...params) as Iterable<unknown[]>) {
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
    const message = messageOf(error);
    return { ok: false, message, place: sqlPlace(order.sql, message, problemIn(db)) };
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** What SQLite says of a text, without running it; null where it has nothing to say. */
function problemIn(db: Database): (sql: string) => string | null {
  return (sql) => {
    try {
      db.prepare(sql);
      return null;
    } catch (error) {
      return messageOf(error);
    }
  };
}

answerCalls(read);
