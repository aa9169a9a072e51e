import type { Database } from 'better-sqlite3';
import pg from 'pg';
import { quoted } from '../names.ts';
import { JudgedSocket, type JudgeServer } from './judged-socket.ts';
import {
  createStatements,
  type TargetColumn,
  targetColumns,
  targetTable,
  targetValue,
} from './tables.ts';
import { targetName } from './target.ts';

/** Records in one transaction there. */
const BATCH = 1000;
const CONNECT_MS = 10_000;
const STATEMENT_MS = 120_000;

export interface CopyParts {
  /** The file of the schema. */
  db: Database;
  schema: string;
  /** Columns of the key; rows of one key replace each other where loading is upsert. */
  keys: readonly string[];
  loading: 'append' | 'upsert';
  url: string;
  judge: JudgeServer;
  signal?: AbortSignal;
  /** Called after each transaction with the records it brought. */
  onBatch?: (records: number) => void;
}

interface Bookmark {
  version: number;
  lastSeq: bigint;
  lastRewrite: bigint;
}

interface Range {
  /** Exclusive. */
  above: bigint;
  /** Inclusive. */
  to: bigint;
}

/**
 * Brings a PostgreSQL server up to the tables of a schema. What it has is written there, in the
 * same transaction as the rows: whichever side ends when, nothing is lost and nothing is doubled.
 *
 * @returns records copied: rows of `data` and rejects
 * @throws Error of the driver; `targetProblem` puts it into words
 */
export async function copyToPostgres(parts: CopyParts): Promise<number> {
  const socket = new JudgedSocket();
  const client = new pg.Client({
    stream: () => socket,
    connectionString: parts.url,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: 'backstitch',
  });
  // A connection that breaks between two statements says so here; the next statement fails.
  client.on('error', () => {});
  await socket.judge(client, parts.judge);
  await client.connect();
  try {
    await prepare(client, parts);
    const copier = new Copier(client, parts);
    return await copier.run();
  } finally {
    await client.end().catch(() => {});
  }
}

const stateTable = (schema: string): string => targetTable(schema, '_backstitch_state');
const rejectTable = (schema: string): string => targetTable(schema, '_sdc_rejected');

async function prepare(client: pg.Client, { schema }: CopyParts): Promise<void> {
  const there = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [
    targetName(schema),
  ]);
  // Asked first: whoever may not make schemas can still use one that was made for him.
  if (there.rowCount === 0)
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoted(targetName(schema))}`);
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${stateTable(schema)}
       (one boolean PRIMARY KEY DEFAULT true CHECK (one), version bigint NOT NULL,
        last_seq bigint NOT NULL, last_rewrite bigint NOT NULL)`,
  );
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${rejectTable(schema)}
       (record text, reason text, table_name text, _sdc_rejected_at timestamptz, _backstitch_seq bigint)`,
  );
}

class Copier {
  private readonly client: pg.Client;
  private readonly parts: CopyParts;
  /** Columns made sure of, by table. */
  private readonly made = new Map<string, number>();
  constructor(client: pg.Client, parts: CopyParts) {
    this.client = client;
    this.parts = parts;
  }

  async run(): Promise<number> {
    let copied = 0;
    while (this.parts.signal?.aborted !== true) {
      const records = await this.step();
      if (records === null) break;
      copied += records;
      this.parts.onBatch?.(records);
    }
    return copied;
  }

  /** One transaction; null where the server has all. */
  private async step(): Promise<number | null> {
    const { client } = this;
    await client.query('BEGIN');
    try {
      const done = await this.advance();
      await client.query('COMMIT');
      return done;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      this.made.clear();
      throw error;
    }
  }

  private async advance(): Promise<number | null> {
    const { db } = this.parts;
    const mark = await this.bookmark();
    const rewrite = nextRewrite(db, mark.lastRewrite);
    if (rewrite !== undefined) {
      // Rows that the server has not reached yet come with their turn.
      const to = rewrite.range.to < mark.lastSeq ? rewrite.range.to : mark.lastSeq;
      const count = await this.copyRange({ above: rewrite.range.above, to });
      await this.save({ ...mark, lastRewrite: rewrite.id });
      return count;
    }
    const to = upperBound(db, mark.lastSeq);
    if (to === undefined) return null;
    const count = await this.copyRange({ above: mark.lastSeq, to });
    await this.save({ ...mark, lastSeq: to });
    return count;
  }

  private async bookmark(): Promise<Bookmark> {
    const { schema, db } = this.parts;
    const version = tableVersion(db);
    const { rows } = await this.client.query<{
      version: string;
      last_seq: string;
      last_rewrite: string;
    }>(`SELECT version, last_seq, last_rewrite FROM ${stateTable(schema)} FOR UPDATE`);
    const [row] = rows;
    if (row !== undefined && Number(row.version) === version) {
      return { version, lastSeq: BigInt(row.last_seq), lastRewrite: BigInt(row.last_rewrite) };
    }
    // Another generation of the tables: all of it is copied anew.
    await this.dropTables();
    const fresh = { version, lastSeq: 0n, lastRewrite: lastRewrite(db) };
    await this.save(fresh);
    // Queries find the table while its rows are still on their way.
    await this.make('data');
    return fresh;
  }

  private async dropTables(): Promise<void> {
    const { schema } = this.parts;
    const { rows } = await this.client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
        WHERE table_schema = $1 AND table_type = 'BASE TABLE'
          AND (table_name = 'data' OR left(table_name, 6) = 'data__')`,
      [targetName(schema)],
    );
    for (const { name } of rows) {
      await this.client.query(`DROP TABLE ${quoted(targetName(schema))}.${quoted(name)}`);
    }
    await this.client.query(`DELETE FROM ${rejectTable(schema)}`);
    this.made.clear();
  }

  private async save({ version, lastSeq, lastRewrite: rewrite }: Bookmark): Promise<void> {
    await this.client.query(
      `INSERT INTO ${stateTable(this.parts.schema)} (version, last_seq, last_rewrite)
         VALUES ($1, $2, $3)
       ON CONFLICT (one) DO UPDATE SET version = $1, last_seq = $2, last_rewrite = $3`,
      [version, lastSeq.toString(), rewrite.toString()],
    );
  }

  /** Makes the server's records of a range those of the file. */
  private async copyRange(range: Range): Promise<number> {
    const { db, schema } = this.parts;
    const children = childTables(db);
    for (const table of ['data', ...children]) await this.make(table);
    const rows = await this.copyTable('data', range);
    for (const child of children) await this.copyTable(child, range);
    const rejects = db
      .prepare<[bigint, bigint], [string, string, string, string, bigint]>(
        `SELECT r.record, r.reason, r.table_name, r._sdc_rejected_at, x.seq
           FROM _backstitch_rejects x JOIN _sdc_rejected r ON r.rowid = x.reject_id
          WHERE x.seq > ? AND x.seq <= ? ORDER BY x.reject_id`,
      )
      .raw()
      .safeIntegers()
      .all(range.above, range.to);
    await this.deleteRange(rejectTable(schema), '_backstitch_seq', range);
    await this.insert(
      rejectTable(schema),
      ['record', 'reason', 'table_name', '_sdc_rejected_at', '_backstitch_seq'],
      ['text', 'text', 'text', 'timestamptz', 'bigint'],
      rejects,
    );
    return rows + rejects.length;
  }

  /** Makes sure of a table and its columns. */
  private async make(table: string): Promise<void> {
    const { db, schema } = this.parts;
    const columns = targetColumns(db, table);
    if (this.made.get(table) === columns.length) return;
    for (const sql of createStatements(schema, table, columns)) await this.client.query(sql);
    this.made.set(table, columns.length);
  }

  private async copyTable(table: string, range: Range): Promise<number> {
    const { db, schema } = this.parts;
    const columns = targetColumns(db, table);
    const name = targetTable(schema, table);
    const rows = db
      .prepare<[bigint, bigint], unknown[]>(
        `SELECT ${columns.map((column) => quoted(column.name)).join(', ')} FROM ${quoted(table)}
          WHERE _sdc_sequence > ? AND _sdc_sequence <= ? ORDER BY _sdc_sequence`,
      )
      .raw()
      .safeIntegers()
      .all(range.above, range.to);
    await this.deleteRange(name, '_sdc_sequence', range);
    if (table === 'data') await this.replaceKeys(columns, rows);
    await this.insert(
      name,
      columns.map(({ as }) => as),
      columns.map(({ pgType }) => pgType),
      rows,
    );
    return rows.length;
  }

  private async deleteRange(table: string, column: string, { above, to }: Range): Promise<void> {
    await this.client.query(`DELETE FROM ${table} WHERE ${column} > $1 AND ${column} <= $2`, [
      above.toString(),
      to.toString(),
    ]);
  }

  /** Upsert: older rows of the keys that come go, with what belongs to them. */
  private async replaceKeys(
    columns: readonly TargetColumn[],
    rows: readonly unknown[][],
  ): Promise<void> {
    const { schema, keys, loading, db } = this.parts;
    const at = keys.map((key) => columns.findIndex(({ name }) => name === key));
    if (loading !== 'upsert' || keys.length === 0 || at.includes(-1) || rows.length === 0) return;
    const given = at.map((i) => arrayOf(rows, i, columns[i]?.pgType ?? 'text'));
    const types = at.map((i, n) => `$${n + 1}::${columns[i]?.pgType ?? 'text'}[]`);
    const names = at.map((i) => quoted(columns[i]?.as ?? ''));
    const { rows: gone } = await this.client.query<{ seq: string }>(
      `DELETE FROM ${targetTable(schema, 'data')} WHERE (${names.join(', ')}) IN
         (SELECT * FROM unnest(${types.join(', ')})) RETURNING _sdc_sequence AS seq`,
      given,
    );
    if (gone.length === 0) return;
    for (const child of childTables(db)) {
      await this.client.query(
        `DELETE FROM ${targetTable(schema, child)} WHERE _sdc_sequence = ANY ($1::bigint[])`,
        [gone.map(({ seq }) => seq)],
      );
    }
  }

  private async insert(
    table: string,
    names: readonly string[],
    types: readonly TargetColumn['pgType'][],
    rows: readonly unknown[][],
  ): Promise<void> {
    if (rows.length === 0) return;
    const arrays = types.map((type, i) => arrayOf(rows, i, type));
    const given = types.map((type, i) => `$${i + 1}::${type}[]`);
    await this.client.query(
      `INSERT INTO ${table} (${names.map(quoted).join(', ')}) SELECT * FROM unnest(${given.join(', ')})`,
      arrays,
    );
  }
}

const arrayOf = (
  rows: readonly unknown[][],
  at: number,
  type: TargetColumn['pgType'],
): (string | null)[] => rows.map((row) => targetValue(row[at], type));

function tableVersion(db: Database): number {
  return Number(
    db
      .prepare<[], string>("SELECT value FROM _backstitch_state WHERE name = 'table_version'")
      .pluck()
      .get() ?? '0',
  );
}

const childTables = (db: Database): string[] =>
  db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 6) = 'data__'",
    )
    .pluck()
    .all();

/** The last sequence of the next batch; undefined where nothing is above the bookmark. */
function upperBound(db: Database, above: bigint): bigint | undefined {
  const found = db
    .prepare<[bigint, bigint, number], bigint | null>(
      `SELECT max(seq) FROM (SELECT _sdc_sequence AS seq FROM data WHERE _sdc_sequence > ?
         UNION ALL SELECT seq FROM _backstitch_rejects WHERE seq > ? ORDER BY seq LIMIT ?)`,
    )
    .pluck()
    .safeIntegers()
    .get(above, above, BATCH);
  return found ?? undefined;
}

function lastRewrite(db: Database): bigint {
  return (
    db
      .prepare<[], bigint | null>('SELECT max(id) FROM _backstitch_rewrites')
      .pluck()
      .safeIntegers()
      .get() ?? 0n
  );
}

function nextRewrite(db: Database, after: bigint): { id: bigint; range: Range } | undefined {
  const row = db
    .prepare<[bigint], { id: bigint; first: bigint; end: bigint }>(
      `SELECT id, first_seq AS first, end_seq AS end FROM _backstitch_rewrites
        WHERE id > ? ORDER BY id LIMIT 1`,
    )
    .safeIntegers()
    .get(after);
  return row && { id: row.id, range: { above: row.first - 1n, to: row.end - 1n } };
}
