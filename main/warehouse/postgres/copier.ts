import type { Database } from 'better-sqlite3';
import type pg from 'pg';
import { quoted } from '../names.ts';
import { childTables } from '../tables.ts';
import { clearTable, type Place } from './place.ts';
import {
  lastRewrite,
  nextRewrite,
  type Range,
  rejectsOf,
  rowsOf,
  type SourceRow,
  tablesId,
  tableVersion,
  upperBound,
} from './source.ts';
import {
  makeTable,
  REJECT_COLUMNS,
  type TargetColumn,
  targetColumns,
  targetValue,
} from './tables.ts';

/** Records, and characters, in one transaction there; a single record may have more. */
const MAX_RECORDS = 1000;
const MAX_WEIGHT = 8_000_000;
/** Rows in one statement, whatever they weigh. */
const MAX_ROWS = 5000;

/** Tables of a schema and how they are loaded. */
export interface RowParts {
  /** The file of the schema. */
  db: Database;
  schema: string;
  /** Columns of the key; rows of one key replace each other where loading is upsert. */
  keys: readonly string[];
  loading: 'append' | 'upsert';
  signal?: AbortSignal;
  /** Called after each transaction with the records it brought. */
  onBatch?: (records: number) => void;
}

interface Bookmark {
  version: number;
  lastSeq: bigint;
  lastRewrite: bigint;
}

/** Copies the rows of one schema over a connection, transaction by transaction. */
export class Copier {
  private readonly client: pg.Client;
  private readonly parts: RowParts;
  private readonly place: Place;
  /** Whole names of tables made sure of, and with how many columns. */
  private readonly made = new Map<string, { name: string; columns: number }>();
  constructor(client: pg.Client, parts: RowParts, place: Place) {
    this.client = client;
    this.parts = parts;
    this.place = place;
  }
  private get stateTable(): string {
    return `${quoted(this.place.schema)}._backstitch_state`;
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
    const { db } = this.parts;
    const tables = new Map(this.place.tables);
    await client.query('BEGIN');
    // Rows, subtables and rejects of one moment, while the loader goes on.
    db.exec('BEGIN');
    try {
      const done = await this.advance();
      await client.query('COMMIT');
      return done;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      this.made.clear();
      this.place.tables = tables;
      throw error;
    } finally {
      if (db.inTransaction) db.exec('COMMIT');
    }
  }

  private async advance(): Promise<number | null> {
    const { db } = this.parts;
    const mark = await this.bookmark();
    const rewrite = nextRewrite(db, mark.lastRewrite);
    if (rewrite !== undefined) {
      // Rows that the server has not reached yet come with their turn.
      const to = rewrite.range.to < mark.lastSeq ? rewrite.range.to : mark.lastSeq;
      const { records } = await this.copyRange({ above: rewrite.range.above, to }, true);
      await this.save({ ...mark, lastRewrite: rewrite.id });
      return records;
    }
    const to = upperBound(db, mark.lastSeq, MAX_RECORDS);
    if (to === undefined) return null;
    const done = await this.copyRange({ above: mark.lastSeq, to }, false);
    await this.save({ ...mark, lastSeq: done.to });
    return done.records;
  }

  private async bookmark(): Promise<Bookmark> {
    const { db } = this.parts;
    const version = tableVersion(db);
    const { rows } = await this.client.query<{
      version: string;
      last_seq: string;
      last_rewrite: string;
    }>(`SELECT version, last_seq, last_rewrite FROM ${this.stateTable} FOR UPDATE`);
    const [row] = rows;
    if (row !== undefined && Number(row.version) === version) {
      return { version, lastSeq: BigInt(row.last_seq), lastRewrite: BigInt(row.last_rewrite) };
    }
    // Another generation of the tables: all of it is copied again.
    for (const source of this.place.tables.keys()) {
      await clearTable(this.client, this.place, source);
    }
    this.made.clear();
    const fresh = { version, lastSeq: 0n, lastRewrite: lastRewrite(db) };
    await this.save(fresh);
    // Queries find the tables while their rows are still on their way.
    await this.make('data');
    await this.make('_sdc_rejected');
    return fresh;
  }

  private async save({ version, lastSeq, lastRewrite: rewrite }: Bookmark): Promise<void> {
    await this.client.query(
      `INSERT INTO ${this.stateTable} (version, last_seq, last_rewrite, owner)
         VALUES ($1, $2, $3, $4)
       ON CONFLICT (one) DO UPDATE SET version = $1, last_seq = $2, last_rewrite = $3, owner = $4`,
      [version, lastSeq.toString(), rewrite.toString(), tablesId(this.parts.db)],
    );
  }

  /**
   * Makes the server's records of a range those of the file.
   *
   * @param whole whether all of it must be; else it ends where it weighs enough.
   */
  private async copyRange(range: Range, whole: boolean): Promise<{ records: number; to: bigint }> {
    const { db } = this.parts;
    const children = childTables(db);
    const data = await this.make('data');
    const columns = targetColumns(db, 'data');
    const first = whole ? range : { ...range, to: this.weighed(columns, range) };
    await this.deleteRange(data, '_sdc_sequence', first);
    const rows = await this.insertAll(data, columns, rowsOf(db, 'data', columns, first), (some) =>
      this.replaceKeys(data, columns, some),
    );
    for (const child of children) {
      const name = await this.make(child);
      const own = targetColumns(db, child);
      await this.deleteRange(name, '_sdc_sequence', first);
      await this.insertAll(name, own, rowsOf(db, child, own, first));
    }
    const rejects = await this.make('_sdc_rejected');
    await this.deleteRange(rejects, '_backstitch_seq', first);
    const rejected = await this.insertAll(rejects, REJECT_COLUMNS, rejectsOf(db, first));
    return { records: rows + rejected, to: first.to };
  }

  /** Where a range weighs as much as a transaction may. */
  private weighed(columns: readonly TargetColumn[], range: Range): bigint {
    let weight = 0;
    for (const row of rowsOf(this.parts.db, 'data', columns, range)) {
      weight += row.weight;
      if (weight >= MAX_WEIGHT) return row.sequence;
    }
    return range.to;
  }

  /** Makes sure of a table and its columns; gives its whole name. */
  private async make(source: string): Promise<string> {
    const columns =
      source === '_sdc_rejected' ? REJECT_COLUMNS : targetColumns(this.parts.db, source);
    const known = this.made.get(source);
    if (known?.columns === columns.length) return known.name;
    const name = await makeTable(this.client, this.place, source, columns);
    this.made.set(source, { name, columns: columns.length });
    return name;
  }

  /** Inserts rows as they are read, in statements that are no larger than the driver takes. */
  private async insertAll(
    table: string,
    columns: readonly TargetColumn[],
    rows: Iterable<SourceRow>,
    before: (rows: readonly unknown[][]) => Promise<void> = async () => {},
  ): Promise<number> {
    let some: unknown[][] = [];
    let weight = 0;
    let count = 0;
    const flush = async (): Promise<void> => {
      if (some.length === 0) return;
      await before(some);
      await this.insert(table, columns, some);
      some = [];
      weight = 0;
    };
    for (const row of rows) {
      if (weight + row.weight > MAX_WEIGHT || some.length >= MAX_ROWS) await flush();
      some.push(row.values);
      weight += row.weight;
      count += 1;
    }
    await flush();
    return count;
  }

  private async deleteRange(table: string, column: string, { above, to }: Range): Promise<void> {
    await this.client.query(`DELETE FROM ${table} WHERE ${column} > $1 AND ${column} <= $2`, [
      above.toString(),
      to.toString(),
    ]);
  }

  /** Upsert: older rows of the keys that come go, with what belongs to them. */
  private async replaceKeys(
    table: string,
    columns: readonly TargetColumn[],
    rows: readonly unknown[][],
  ): Promise<void> {
    const { keys, loading, db } = this.parts;
    const at = keys.map((key) => columns.findIndex(({ name }) => name === key));
    if (loading !== 'upsert' || keys.length === 0 || at.includes(-1)) return;
    const given = at.map((i) => arrayOf(rows, i, columns[i]?.pgType ?? 'text'));
    const types = at.map((i, n) => `$${n + 1}::${columns[i]?.pgType ?? 'text'}[]`);
    const names = at.map((i) => quoted(columns[i]?.as ?? ''));
    const { rows: gone } = await this.client.query<{ seq: string }>(
      `DELETE FROM ${table} WHERE (${names.join(', ')}) IN
         (SELECT * FROM unnest(${types.join(', ')})) RETURNING _sdc_sequence AS seq`,
      given,
    );
    if (gone.length === 0) return;
    for (const child of childTables(db)) {
      await this.client.query(
        `DELETE FROM ${await this.make(child)} WHERE _sdc_sequence = ANY ($1::bigint[])`,
        [gone.map(({ seq }) => seq)],
      );
    }
  }

  private async insert(
    table: string,
    columns: readonly TargetColumn[],
    rows: readonly unknown[][],
  ): Promise<void> {
    const names = columns.map(({ as }) => quoted(as)).join(', ');
    const given = columns.map(({ pgType }, i) => `$${i + 1}::${pgType}[]`);
    await this.client.query(
      `INSERT INTO ${table} (${names}) SELECT * FROM unnest(${given.join(', ')})`,
      columns.map(({ pgType }, i) => arrayOf(rows, i, pgType)),
    );
  }
}

const arrayOf = (
  rows: readonly unknown[][],
  at: number,
  type: TargetColumn['pgType'],
): (string | null)[] => rows.map((row) => targetValue(row[at], type));
