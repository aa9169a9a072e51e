import type { Migration } from '../../migrate.ts';

/**
 * Sources of Stitch Data. Of a token only its hash is kept. `integration_queue` holds what was
 * accepted and is not in its table yet; the rows themselves lie in a file of each schema.
 */
export const integrations: Migration = {
  version: 9,
  name: 'integrations',
  changesExisting: false,
  sql: `
    CREATE TABLE integrations (
      id                TEXT PRIMARY KEY,
      name              TEXT NOT NULL,
      schema            TEXT NOT NULL,
      primary_key       TEXT NOT NULL,
      loading           TEXT NOT NULL,
      nested            TEXT NOT NULL,
      detect_timestamps INTEGER NOT NULL,
      strict_types      INTEGER NOT NULL,
      state             TEXT NOT NULL,
      created_at        INTEGER NOT NULL,
      postgres          TEXT
    ) STRICT;
    CREATE UNIQUE INDEX integrations_by_schema ON integrations (schema) WHERE state <> 'deleted';

    CREATE TABLE integration_urls (
      id             INTEGER PRIMARY KEY,
      integration_id TEXT NOT NULL REFERENCES integrations (id),
      token_hash     TEXT NOT NULL UNIQUE,
      last4          TEXT NOT NULL,
      created_at     INTEGER NOT NULL,
      last_used_at   INTEGER,
      revoked_at     INTEGER
    ) STRICT;
    CREATE INDEX integration_urls_by_owner ON integration_urls (integration_id, id);

    CREATE TABLE integration_queue (
      capture_id     INTEGER PRIMARY KEY,
      integration_id TEXT NOT NULL,
      received_at    INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX integration_queue_by_owner ON integration_queue (integration_id, capture_id);

    CREATE TABLE saved_queries (
      id       INTEGER PRIMARY KEY,
      name     TEXT NOT NULL,
      sql      TEXT NOT NULL,
      is_saved INTEGER NOT NULL,
      ran_at   INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX saved_queries_by_kind ON saved_queries (is_saved, ran_at);
  `,
};
