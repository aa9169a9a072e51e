import type { Migration } from '../migrate.ts';

/**
 * Attempts of deliveries that the team makes: all of those that were accepted here, and of the others those that this node
 * made. `fence` is the number of the claim in the team; `node` the name of the one that made it, null for this one. What was
 * sent and answered is known where `held` is 1, which is where this node made it.
 */
export const sharedAttempts: Migration = {
  version: 46,
  name: 'shared-attempts',
  changesExisting: false,
  sql: `
    CREATE TABLE shared_attempts (
      id               INTEGER PRIMARY KEY,
      message_id       TEXT NOT NULL,
      destination_id   TEXT NOT NULL,
      fence            INTEGER NOT NULL,
      node             TEXT,
      number           INTEGER NOT NULL,
      started_at       INTEGER NOT NULL,
      finished_at      INTEGER,
      outcome          TEXT NOT NULL,
      status           INTEGER,
      error            TEXT,
      late             INTEGER NOT NULL DEFAULT 0,
      held             INTEGER NOT NULL DEFAULT 0,
      error_code       TEXT,
      method           TEXT NOT NULL DEFAULT '',
      url              TEXT NOT NULL DEFAULT '',
      remote_address   TEXT,
      timings          TEXT NOT NULL DEFAULT '{}',
      total_ms         REAL,
      request_headers  TEXT NOT NULL DEFAULT '[]',
      secret_ids       TEXT NOT NULL DEFAULT '[]',
      response_headers TEXT NOT NULL DEFAULT '[]',
      response_body    BLOB,
      response_bytes   INTEGER NOT NULL DEFAULT 0,
      response_cut     INTEGER NOT NULL DEFAULT 0,
      UNIQUE (message_id, destination_id, fence)
    ) STRICT;
    CREATE INDEX shared_attempts_by_destination ON shared_attempts (destination_id, started_at);
    CREATE INDEX shared_attempts_by_time ON shared_attempts (started_at);
  `,
};
