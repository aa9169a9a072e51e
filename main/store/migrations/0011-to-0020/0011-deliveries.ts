import type { Migration } from '../../migrate.ts';

/**
 * Outgoing webhooks. Public ids of deliveries are made of `seq`, which is also the order in which
 * they were accepted. What waits is found by partial indexes, so that they stay as small as the
 * queue is. `capture_id` is the row id of a capture; captures may go before deliveries do.
 */
export const deliveries: Migration = {
  version: 11,
  name: 'deliveries',
  changesExisting: false,
  sql: `
    CREATE TABLE destinations (
      id               TEXT PRIMARY KEY,
      settings         TEXT NOT NULL,
      authorization    BLOB,
      state            TEXT NOT NULL,
      off_reason       TEXT,
      breaker          TEXT NOT NULL,
      failures         INTEGER NOT NULL DEFAULT 0,
      first_failure_at INTEGER,
      discarded        INTEGER NOT NULL DEFAULT 0,
      created_at       INTEGER NOT NULL,
      removed_at       INTEGER
    ) STRICT;

    CREATE TABLE destination_secrets (
      id             TEXT PRIMARY KEY,
      destination_id TEXT NOT NULL REFERENCES destinations (id),
      value          BLOB NOT NULL,
      last4          TEXT NOT NULL,
      created_at     INTEGER NOT NULL,
      signs_until    INTEGER
    ) STRICT;

    CREATE TABLE delivery_messages (
      id              TEXT PRIMARY KEY,
      origin          TEXT NOT NULL,
      capture_id      INTEGER,
      event_type      TEXT,
      content_type    TEXT NOT NULL,
      method          TEXT NOT NULL,
      path            TEXT,
      headers         TEXT,
      signs           INTEGER NOT NULL,
      body            BLOB,
      body_bytes      INTEGER NOT NULL,
      idempotency_key TEXT UNIQUE,
      created_at      INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE deliveries (
      seq             INTEGER PRIMARY KEY AUTOINCREMENT,
      message_id      TEXT NOT NULL REFERENCES delivery_messages (id),
      destination_id  TEXT NOT NULL REFERENCES destinations (id),
      forward_id      TEXT,
      capture_id      INTEGER,
      event_type      TEXT,
      generation      INTEGER NOT NULL DEFAULT 1,
      state           TEXT NOT NULL,
      prior_state     TEXT,
      reason          TEXT,
      attempts        INTEGER NOT NULL DEFAULT 0,
      retrying        INTEGER NOT NULL DEFAULT 0,
      slot            INTEGER NOT NULL DEFAULT 0,
      base_at         INTEGER,
      next_attempt_at INTEGER,
      deadline_at     INTEGER NOT NULL,
      last_status     INTEGER,
      last_failure    TEXT,
      created_at      INTEGER NOT NULL,
      finished_at     INTEGER
    ) STRICT;
    CREATE INDEX deliveries_due ON deliveries (destination_id, retrying, next_attempt_at)
      WHERE state = 'scheduled';
    CREATE INDEX deliveries_open ON deliveries (destination_id, seq) WHERE finished_at IS NULL;
    CREATE INDEX deliveries_deadline ON deliveries (destination_id, deadline_at)
      WHERE finished_at IS NULL;
    CREATE INDEX deliveries_by_destination ON deliveries (destination_id, seq);
    CREATE INDEX deliveries_by_state ON deliveries (state, seq);
    CREATE INDEX deliveries_by_capture ON deliveries (capture_id, seq)
      WHERE capture_id IS NOT NULL;
    CREATE UNIQUE INDEX deliveries_by_forward ON deliveries (forward_id, capture_id)
      WHERE forward_id IS NOT NULL;
    CREATE INDEX deliveries_by_message ON deliveries (message_id);
    CREATE INDEX deliveries_by_end ON deliveries (finished_at) WHERE finished_at IS NOT NULL;

    CREATE TABLE delivery_attempts (
      id               INTEGER PRIMARY KEY AUTOINCREMENT,
      delivery_seq     INTEGER NOT NULL REFERENCES deliveries (seq),
      destination_id   TEXT NOT NULL,
      generation       INTEGER NOT NULL,
      number           INTEGER NOT NULL,
      kind             TEXT NOT NULL,
      started_at       INTEGER NOT NULL,
      finished_at      INTEGER,
      outcome          TEXT NOT NULL,
      status           INTEGER,
      error            TEXT,
      error_code       TEXT,
      method           TEXT NOT NULL,
      url              TEXT NOT NULL,
      remote_address   TEXT,
      timings          TEXT NOT NULL DEFAULT '{}',
      total_ms         REAL,
      request_headers  TEXT NOT NULL DEFAULT '[]',
      secret_ids       TEXT NOT NULL DEFAULT '[]',
      response_headers TEXT NOT NULL DEFAULT '[]',
      response_body    BLOB,
      response_bytes   INTEGER NOT NULL DEFAULT 0,
      response_cut     INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX delivery_attempts_by_delivery ON delivery_attempts (delivery_seq, id);
    CREATE INDEX delivery_attempts_by_time ON delivery_attempts (destination_id, started_at);
    CREATE INDEX delivery_attempts_open ON delivery_attempts (delivery_seq)
      WHERE finished_at IS NULL;

    CREATE TABLE forwards (
      id             TEXT PRIMARY KEY,
      destination_id TEXT NOT NULL REFERENCES destinations (id),
      settings       TEXT NOT NULL,
      after_capture  INTEGER NOT NULL,
      seen_capture   INTEGER NOT NULL,
      sent           INTEGER NOT NULL DEFAULT 0,
      problem        TEXT
    ) STRICT;

    CREATE TABLE endpoint_forwards (
      endpoint_id TEXT PRIMARY KEY,
      settings    TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE delivery_jobs (
      id         INTEGER PRIMARY KEY AUTOINCREMENT,
      kind       TEXT NOT NULL,
      input      TEXT NOT NULL,
      state      TEXT NOT NULL,
      total      INTEGER NOT NULL,
      ok         INTEGER NOT NULL DEFAULT 0,
      bad        INTEGER NOT NULL DEFAULT 0,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE delivery_job_items (
      job_id INTEGER NOT NULL REFERENCES delivery_jobs (id),
      item   INTEGER NOT NULL,
      PRIMARY KEY (job_id, item)
    ) STRICT, WITHOUT ROWID;
  `,
};
