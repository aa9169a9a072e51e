import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { errorCode } from '../../../lib/errors.ts';

/** A collection: services are clusters of their own, as they were. */
export interface Namespace {
  service: string;
  database: string;
  collection: string;
}

export interface Row {
  /** Place in the order of insertion. */
  seq: number;
  /** EJSON, canonical. */
  doc: string;
}

const PAGE = 500;
const OPTIMISTIC_TRIES = 3;

// `id_key` is the `_id` in a form that is equal for equal values (see keyOf): the unique index is
// on it, and it is what a query by `_id` looks up.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS collections (
    id INTEGER PRIMARY KEY,
    service TEXT NOT NULL,
    database TEXT NOT NULL,
    collection TEXT NOT NULL,
    UNIQUE (service, database, collection)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS documents (
    seq INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL REFERENCES collections (id),
    id_key TEXT NOT NULL,
    doc TEXT NOT NULL,
    UNIQUE (collection, id_key)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS documents_in_order ON documents (collection, seq);
`;

/** The file of an app: for this user only, WAL. */
export function openDocumentFile(file: string): Tables {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Made before SQLite does, so that no moment passes in which others could read it.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  // Processes of the store write beside each other, one waits for the other's lock.
  const db = new SqliteDatabase(file, { timeout: 5000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('journal_size_limit = 16777216');
  return openTables(db);
}

/** Tables in memory that refuse to grow beyond a size. */
export function openMemoryTables(maxBytes: number): Tables {
  const db = new SqliteDatabase(':memory:');
  const page = Number(db.pragma('page_size', { simple: true }));
  db.pragma(`max_page_count = ${Math.max(16, Math.floor(maxBytes / page))}`);
  return openTables(db);
}

export type Tables = ReturnType<typeof openTables>;

function openTables(db: Database) {
  db.exec(SCHEMA);
  const find = db.prepare<Namespace, { id: number }>(`
    SELECT id FROM collections
     WHERE service = :service AND database = :database AND collection = :collection`);
  const create = db.prepare<Namespace>(`
    INSERT INTO collections (service, database, collection)
    VALUES (:service, :database, :collection)`);
  const page = db.prepare<{ id: number; after: number; limit: number }, Row>(`
    SELECT seq, doc FROM documents
     WHERE collection = :id AND seq > :after ORDER BY seq LIMIT :limit`);
  const byKey = db.prepare<{ id: number; key: string }, Row>(`
    SELECT seq, doc FROM documents WHERE collection = :id AND id_key = :key`);
  const bySeq = db.prepare<{ seq: number }, { doc: string }>(
    'SELECT doc FROM documents WHERE seq = :seq',
  );
  const insert = db.prepare<{ id: number; key: string; doc: string }>(`
    INSERT INTO documents (collection, id_key, doc) VALUES (:id, :key, :doc)`);
  const replace = db.prepare<{ seq: number; doc: string }>(
    'UPDATE documents SET doc = :doc WHERE seq = :seq',
  );
  const remove = db.prepare<{ seq: number }>('DELETE FROM documents WHERE seq = :seq');
  const clear = db.prepare<{ id: number }>('DELETE FROM documents WHERE collection = :id');
  const count = db.prepare<{ id: number }, { n: number }>(
    'SELECT count(*) AS n FROM documents WHERE collection = :id',
  );
  const list = db.prepare<{ service: string }, { id: number } & Namespace>(`
    SELECT id, service, database, collection FROM collections
     WHERE service = :service ORDER BY database, collection`);
  const keyed = db.prepare<{ id: number }, { key: string; doc: string }>(
    'SELECT id_key AS key, doc FROM documents WHERE collection = :id ORDER BY seq',
  );

  return {
    /** The id of a collection; undefined where nothing was ever written to it. */
    find: (namespace: Namespace): number | undefined => find.get(namespace)?.id,
    ensure: (namespace: Namespace): number =>
      find.get(namespace)?.id ?? Number(create.run(namespace).lastInsertRowid),
    /** Behind `after`, in the order of insertion. Rows may be written while they are read. */
    *rows(id: number, behind = -1): Generator<Row, void, void> {
      let after = behind;
      for (;;) {
        const rows = page.all({ id, after, limit: PAGE });
        yield* rows;
        const last = rows.at(-1);
        if (!last || rows.length < PAGE) return;
        after = last.seq;
      }
    },
    byKey: (id: number, key: string): Row | undefined => byKey.get({ id, key }),
    bySeq: (seq: number): string | undefined => bySeq.get({ seq })?.doc,
    insert: (id: number, key: string, doc: string): void => void insert.run({ id, key, doc }),
    replace: (seq: number, doc: string): void => void replace.run({ seq, doc }),
    remove: (seq: number): void => void remove.run({ seq }),
    clear: (id: number): void => void clear.run({ id }),
    count: (id: number): number => count.get({ id })?.n ?? 0,
    list: (service: string) => list.all({ service }),
    /** Takes over a collection of other tables, with the order of its documents. */
    copyFrom(rows: Iterable<{ key: string; doc: string }>, namespace: Namespace): number {
      const id = Number(create.run(namespace).lastInsertRowid);
      for (const { key, doc } of rows) insert.run({ id, key, doc });
      return id;
    },
    keyed: (id: number): Iterable<{ key: string; doc: string }> => keyed.iterate({ id }),
    /** All of `work` is written, or nothing. */
    atomically: <T>(work: () => T): T => db.transaction(work).immediate(),
    /**
     * The same, but others may write until `work` does: what it looks up may take long. Where they
     * did, it runs again from the start, so it must leave nothing behind but what it writes.
     */
    optimistically<T>(work: () => T): T {
      const attempt = db.transaction(work);
      for (let tries = 0; tries < OPTIMISTIC_TRIES; tries += 1) {
        try {
          return attempt.deferred();
        } catch (error) {
          if (errorCode(error) !== 'SQLITE_BUSY_SNAPSHOT') throw error;
        }
      }
      return attempt.immediate();
    },
    /** The way SQLite answers a lookup by `_id` and a walk through a collection. */
    plans: (): string[] =>
      [byKey.source, page.source].flatMap((sql) =>
        db
          .prepare<Record<string, unknown>, { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
          .all({ id: 1, key: '', after: 0, limit: 1 })
          .map((row) => row.detail),
      ),
    close: (): void => void db.close(),
  };
}
