import type { Migration } from '../migrate.ts';

/**
 * Accounts at providers, scans of what those sent, and their items. `settings`, `detail` and `ref` are JSON;
 * `token` rests as `Protection` wants; `ref` is what a provider needs to be asked for that event.
 */
export const backfill: Migration = {
  version: 35,
  name: 'backfill',
  changesExisting: false,
  sql: `
    CREATE TABLE backfill_sources (
      id         TEXT PRIMARY KEY,
      provider   TEXT NOT NULL,
      name       TEXT NOT NULL,
      settings   TEXT NOT NULL,
      path       TEXT NOT NULL,
      token      BLOB NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE backfill_scans (
      id         TEXT PRIMARY KEY,
      source_id  TEXT NOT NULL,
      provider   TEXT NOT NULL,
      from_at    INTEGER NOT NULL,
      to_at      INTEGER NOT NULL,
      wanted     TEXT NOT NULL,
      state      TEXT NOT NULL,
      detail     TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      ended_at   INTEGER
    ) STRICT;
    CREATE TABLE backfill_items (
      scan_id     TEXT NOT NULL,
      n           INTEGER NOT NULL,
      delivery_id TEXT,
      ids         TEXT NOT NULL,
      event_type  TEXT,
      sent_at     INTEGER,
      state       TEXT NOT NULL,
      ref         TEXT NOT NULL,
      capture_id  INTEGER,
      asked_at    INTEGER,
      note        TEXT,
      PRIMARY KEY (scan_id, n)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX backfill_items_by_state ON backfill_items (scan_id, state, n);
  `,
};
