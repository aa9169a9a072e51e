import type { Migration } from '../../migrate.ts';

/**
 * Replays with what they sent and what came back. A row is written before the connection is made,
 * as one that was interrupted, and changed when the exchange ended: a crash in between leaves the
 * truth. `capture_id` is the public id.
 */
export const replays: Migration = {
  version: 3,
  name: 'replays',
  changesExisting: false,
  sql: `
    CREATE TABLE replays (
      id               INTEGER PRIMARY KEY AUTOINCREMENT,
      capture_id       TEXT NOT NULL,
      number           INTEGER NOT NULL,
      started_at       INTEGER NOT NULL,
      endpoint_id      TEXT,
      url              TEXT NOT NULL,
      method           TEXT NOT NULL,
      edited           INTEGER NOT NULL,
      request_headers  TEXT NOT NULL,
      request_bytes    INTEGER NOT NULL,
      dropped          TEXT NOT NULL,
      outcome          TEXT NOT NULL,
      status           INTEGER,
      reason           TEXT NOT NULL DEFAULT '',
      error            TEXT,
      error_code       TEXT,
      note             TEXT,
      remote_address   TEXT,
      timings          TEXT NOT NULL DEFAULT '{}',
      total_ms         REAL NOT NULL DEFAULT 0,
      response_headers TEXT NOT NULL DEFAULT '[]',
      response_bytes   INTEGER NOT NULL DEFAULT 0,
      response_cut     INTEGER NOT NULL DEFAULT 0,
      response_body    BLOB
    ) STRICT;
    CREATE UNIQUE INDEX replays_by_capture ON replays (capture_id, number);

    CREATE TABLE replay_targets (
      endpoint_id      TEXT NOT NULL,
      url              TEXT NOT NULL,
      last_used        INTEGER NOT NULL,
      PRIMARY KEY (endpoint_id, url)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX replay_targets_by_use ON replay_targets (endpoint_id, last_used);

    CREATE TABLE allowed_hosts (
      host             TEXT PRIMARY KEY,
      allowed_at       INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
