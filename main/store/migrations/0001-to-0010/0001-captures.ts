import type { Migration } from '../../migrate.ts';

/**
 * What the intake keeps. `captures` holds what lists and searches read and stays narrow, so that a
 * scan of 100,000 rows touches few pages; bytes live in `capture_contents`. What was answered has
 * a table of its own: written after the request, it would make SQLite write the request again.
 *
 * `captures.id` is the arrival time in ms since 2024 times 4096 plus a counter: ids sort by
 * arrival and fit a double exactly.
 */
export const captures: Migration = {
  version: 1,
  name: 'captures',
  changesExisting: false,
  sql: `
    CREATE TABLE captures (
      id               INTEGER PRIMARY KEY,
      received_at      INTEGER NOT NULL,
      duration_us      INTEGER,
      method           TEXT NOT NULL,
      target           TEXT NOT NULL,
      path             TEXT NOT NULL,
      endpoint_id      TEXT,
      endpoint_name    TEXT NOT NULL DEFAULT '',
      size_bytes       INTEGER NOT NULL,
      stored_bytes     INTEGER NOT NULL,
      content_type     TEXT,
      status           INTEGER,
      decided_by       TEXT NOT NULL,
      reason           TEXT,
      failure          TEXT,
      cut              INTEGER NOT NULL DEFAULT 0,
      via_tunnel       INTEGER NOT NULL DEFAULT 0,
      pinned           INTEGER NOT NULL DEFAULT 0,
      note             TEXT NOT NULL DEFAULT '',
      replay_of        INTEGER,
      removed_batch    INTEGER,
      indexed          INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX captures_by_status   ON captures (status) WHERE status IS NOT NULL;
    CREATE INDEX captures_by_method   ON captures (method);
    CREATE INDEX captures_by_endpoint ON captures (endpoint_id)
      WHERE endpoint_id IS NOT NULL;
    CREATE INDEX captures_by_original ON captures (id) WHERE replay_of IS NOT NULL;
    CREATE INDEX captures_pinned      ON captures (id) WHERE pinned = 1;
    CREATE INDEX captures_removed     ON captures (removed_batch) WHERE removed_batch IS NOT NULL;
    CREATE INDEX captures_unindexed   ON captures (id) WHERE indexed = 0;

    CREATE TABLE capture_contents (
      capture_id       INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      http_version     TEXT NOT NULL,
      remote_address   TEXT NOT NULL,
      remote_port      INTEGER NOT NULL,
      reported_client  TEXT,
      headers          TEXT NOT NULL,
      trailers         TEXT NOT NULL DEFAULT '[]',
      declared_bytes   INTEGER,
      body             BLOB,
      body_file        TEXT,
      body_sha256      TEXT
    ) STRICT;
    CREATE INDEX contents_by_file ON capture_contents (body_file) WHERE body_file IS NOT NULL;

    CREATE TABLE capture_replies (
      capture_id       INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      reason           TEXT,
      headers          TEXT,
      body             BLOB,
      completed        INTEGER NOT NULL,
      stages           TEXT NOT NULL
    ) STRICT;

    CREATE TABLE endpoints (
      id            TEXT PRIMARY KEY,
      position      INTEGER NOT NULL,
      name          TEXT NOT NULL,
      enabled       INTEGER NOT NULL,
      path          TEXT NOT NULL,
      methods       TEXT NOT NULL,
      reply         TEXT NOT NULL,
      failures_done INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE settings (
      name  TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT;
  `,
};
