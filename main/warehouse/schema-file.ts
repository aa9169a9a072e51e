import { chmodSync } from 'node:fs';
import { basename, join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';

/** Version of the tables below; a file of a newer one is not touched. */
const FORMAT = 1;

const INTERNAL = `
  CREATE TABLE _sdc_rejected (
    record           TEXT,
    reason           TEXT,
    table_name       TEXT,
    _sdc_rejected_at TEXT
  ) STRICT;
  CREATE TABLE _sdc_primary_keys (
    table_name       TEXT NOT NULL,
    column_name      TEXT NOT NULL,
    ordinal_position INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE _backstitch_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE _backstitch_columns (
    table_name TEXT NOT NULL,
    name       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    type       TEXT NOT NULL,
    base       TEXT NOT NULL,
    is_split   INTEGER NOT NULL,
    capture_id INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (table_name, name)
  ) STRICT;
  -- One row per capture that was loaded: written with its rows, so that none is loaded twice.
  CREATE TABLE _backstitch_loads (
    capture_id  INTEGER PRIMARY KEY,
    batch_id    INTEGER NOT NULL,
    first_seq   INTEGER NOT NULL,
    records     INTEGER NOT NULL,
    row_count   INTEGER NOT NULL,
    rejected    INTEGER NOT NULL,
    received_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX _backstitch_loads_by_seq ON _backstitch_loads (first_seq);
  CREATE TABLE _backstitch_batches (
    id          INTEGER PRIMARY KEY,
    started_at  TEXT NOT NULL,
    captures    INTEGER NOT NULL,
    records     INTEGER NOT NULL,
    row_count   INTEGER NOT NULL,
    rejected    INTEGER NOT NULL,
    new_columns TEXT NOT NULL,
    splits      TEXT NOT NULL,
    duration_us INTEGER NOT NULL,
    max_seq     INTEGER NOT NULL
  ) STRICT;
  -- Which capture a rejected record came in; beside the four columns that users of Stitch know.
  CREATE TABLE _backstitch_rejects (
    reject_id  INTEGER PRIMARY KEY,
    capture_id INTEGER NOT NULL,
    seq        INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX _backstitch_rejects_by_capture ON _backstitch_rejects (capture_id);
  -- Captures that were loaded again in their old place: who copies the tables has to know.
  CREATE TABLE _backstitch_rewrites (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    first_seq INTEGER NOT NULL,
    end_seq   INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX _backstitch_rejects_by_seq ON _backstitch_rejects (seq);
  PRAGMA user_version = ${FORMAT};
`;

/** Name of the file that a schema's tables are in, unless they were moved aside. */
export const fileOf = (schema: string): string => `schema_${schema}.sqlite`;

/** File of a schema. The prefix keeps names such as `con` usable on every platform. */
export const schemaFile = (folder: string, schema: string): string => join(folder, fileOf(schema));

/**
 * Opens the file of a schema, made if it is not there, readable by its owner alone.
 *
 * @throws Error where the file is from a newer Backstitch or is no database
 */
export function openSchemaFile(path: string): Database {
  const db = new SqliteDatabase(path);
  try {
    chmodSync(path, 0o600);
    db.pragma('busy_timeout = 2000');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    // Pages that every batch touches are written back less often; 16 MB of journal are soon read.
    db.pragma('wal_autocheckpoint = 4000');
    const version = db.pragma('user_version', { simple: true });
    if (version === 0) db.transaction(() => db.exec(INTERNAL)).immediate();
    else if (version !== FORMAT) {
      throw new Error(`The tables in ${basename(path)} were written by a newer Backstitch.`);
    }
    if (
      db.prepare("SELECT 1 FROM _backstitch_state WHERE name = 'tables_id'").get() === undefined
    ) {
      db.exec("INSERT INTO _backstitch_state VALUES ('tables_id', lower(hex(randomblob(16))))");
    }
    // Nothing reads it, and every capture paid for it.
    db.exec('DROP INDEX IF EXISTS _backstitch_loads_by_batch');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
