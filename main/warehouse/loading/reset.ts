import type { Database } from 'better-sqlite3';
import { quoted } from '../names.ts';
import type { Tables } from '../tables.ts';

/** What became of captures that were loaded; of those that are named nowhere, they are still here. */
export interface Fates {
  /** Somebody deleted them: their rows go. */
  deleted: readonly number[];
  /** Retention took them: their rows are all there is, and stay. */
  expired: readonly number[];
}

interface Span {
  first: bigint;
  records: number;
}

/** Loading again what was loaded before: a single capture, or all of them for a new generation. */
export function openReset(db: Database, tables: Tables) {
  const noteRewrite = db.prepare(
    'INSERT INTO _backstitch_rewrites (first_seq, end_seq) VALUES (?, ?)',
  );

  /** Whether any table needs to be kept; without, columns are met again and their types with them. */
  function keepExpired(): boolean {
    db.exec(`
      CREATE TEMP TABLE kept_spans AS
        SELECT l.first_seq AS first, l.first_seq + l.records AS until FROM _backstitch_loads l
         WHERE l.capture_id IN (SELECT id FROM temp.expired);
      CREATE UNIQUE INDEX temp.kept_spans_by_first ON kept_spans (first)`);
    return db.prepare('SELECT 1 FROM temp.kept_spans').get() !== undefined;
  }
  function emptyAround(version: number): void {
    const isKept = (seq: string): string =>
      `coalesce((SELECT k.until > ${seq} FROM temp.kept_spans k WHERE k.first <= ${seq}
                  ORDER BY k.first DESC LIMIT 1), 0)`;
    for (const table of ['data', ...tables.children()]) {
      const name = quoted(table);
      db.exec(`DELETE FROM ${name} WHERE NOT ${isKept(`${name}._sdc_sequence`)}`);
      db.prepare(`UPDATE ${name} SET _sdc_table_version = ?`).run(version);
    }
    db.exec(`
      DELETE FROM _sdc_rejected WHERE rowid IN (
        SELECT reject_id FROM _backstitch_rejects WHERE capture_id NOT IN temp.expired);
      DELETE FROM _backstitch_rejects WHERE capture_id NOT IN temp.expired`);
  }
  function dropAll(): void {
    for (const table of tables.children()) db.exec(`DROP TABLE ${quoted(table)}`);
    db.exec(`
      DROP VIEW IF EXISTS data_latest; DROP VIEW IF EXISTS data_unsplit;
      DROP TABLE IF EXISTS data;
      DELETE FROM _sdc_rejected; DELETE FROM _backstitch_rejects;
      DELETE FROM _backstitch_columns`);
  }
  function note(table: string, ids: readonly number[]): void {
    db.exec(`CREATE TEMP TABLE ${table} (id INTEGER PRIMARY KEY)`);
    db.prepare(`INSERT OR IGNORE INTO temp.${table} SELECT value FROM json_each(?)`).run(
      JSON.stringify(ids),
    );
  }

  return {
    noteRewrite: (first: bigint, end: bigint): void => void noteRewrite.run(first, end),
    /** Captures that were loaded, by id, above one. */
    loaded: (after: number, limit: number): number[] =>
      db
        .prepare<[number, number], number>(
          `SELECT capture_id FROM _backstitch_loads WHERE capture_id > ? ORDER BY capture_id LIMIT ?`,
        )
        .pluck()
        .all(after, limit),
    /** Takes a capture out of all tables; undefined where it is in none. */
    forget(captureId: number): Span | undefined {
      const held = db
        .prepare('SELECT first_seq, records FROM _backstitch_loads WHERE capture_id = ?')
        .safeIntegers()
        .get(captureId) as { first_seq: bigint; records: bigint } | undefined;
      if (held === undefined) return undefined;
      const { first_seq: first, records } = held;
      for (const table of ['data', ...tables.children()]) {
        db.prepare(
          `DELETE FROM ${quoted(table)} WHERE _sdc_sequence >= ? AND _sdc_sequence < ?`,
        ).run(first, first + records);
      }
      db.prepare(
        'DELETE FROM _sdc_rejected WHERE rowid IN (SELECT reject_id FROM _backstitch_rejects WHERE capture_id = ?)',
      ).run(captureId);
      db.prepare('DELETE FROM _backstitch_rejects WHERE capture_id = ?').run(captureId);
      db.prepare('DELETE FROM _backstitch_loads WHERE capture_id = ?').run(captureId);
      return { first, records: Number(records) };
    },
    /**
     * Empties the tables of all that can be loaded again, and puts that in line. Part of the running
     * transaction.
     *
     * @param nextVersion begins the generation, and gives its number.
     * @returns how many captures are in line
     */
    begin({ deleted, expired }: Fates, nextVersion: () => number): number {
      note('deleted', deleted);
      note('expired', expired);
      db.exec(`
        CREATE TABLE IF NOT EXISTS _backstitch_pending (
          first_seq INTEGER PRIMARY KEY, capture_id INTEGER NOT NULL, received_at TEXT NOT NULL) STRICT;
        INSERT OR IGNORE INTO _backstitch_pending
          SELECT first_seq, capture_id, received_at FROM _backstitch_loads
           WHERE capture_id NOT IN temp.deleted AND capture_id NOT IN temp.expired
           ORDER BY first_seq`);
      const version = nextVersion();
      if (keepExpired()) emptyAround(version);
      else dropAll();
      // A capture that is brought back finds its place at the next reset.
      db.exec(`
        DELETE FROM _backstitch_loads
         WHERE capture_id NOT IN temp.deleted AND capture_id NOT IN temp.expired;
        UPDATE _backstitch_loads SET records = 0, row_count = 0, rejected = 0
         WHERE capture_id IN temp.deleted;
        DROP TABLE temp.kept_spans; DROP TABLE temp.deleted; DROP TABLE temp.expired`);
      return db.prepare<[], number>('SELECT count(*) FROM _backstitch_pending').pluck().get() ?? 0;
    },
    /** Captures that a reset still has to load, oldest first. */
    pending: (limit: number): { captureId: number; firstSeq: bigint; receivedAt: number }[] =>
      hasPending(db)
        ? db
            .prepare<[number], { first_seq: bigint; capture_id: bigint; received_at: string }>(
              'SELECT * FROM _backstitch_pending ORDER BY first_seq LIMIT ?',
            )
            .safeIntegers()
            .all(limit)
            .map((row) => ({
              captureId: Number(row.capture_id),
              firstSeq: row.first_seq,
              receivedAt: Date.parse(row.received_at),
            }))
        : [],
    done: (firstSeq: bigint): void =>
      void db.prepare('DELETE FROM _backstitch_pending WHERE first_seq = ?').run(firstSeq),
  };
}

function hasPending(db: Database): boolean {
  return (
    db.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_backstitch_pending'").get() !== undefined
  );
}
