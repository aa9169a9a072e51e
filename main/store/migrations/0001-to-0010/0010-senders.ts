import type { Migration } from '../../migrate.ts';

/**
 * Who sent a capture, as far as it can be told, and what is known of senders: secrets and what is
 * asked of them at each endpoint. `captures.signature` is one of ok, token, bad, unset, unknown.
 */
export const senders: Migration = {
  version: 10,
  name: 'senders',
  changesExisting: true,
  sql: `
    ALTER TABLE captures ADD COLUMN provider TEXT;
    ALTER TABLE captures ADD COLUMN event_type TEXT;
    ALTER TABLE captures ADD COLUMN delivery_id TEXT;
    ALTER TABLE captures ADD COLUMN signature TEXT;
    CREATE INDEX captures_by_provider  ON captures (provider) WHERE provider IS NOT NULL;
    CREATE INDEX captures_by_delivery  ON captures (delivery_id) WHERE delivery_id IS NOT NULL;
    CREATE INDEX captures_by_signature ON captures (signature) WHERE signature IS NOT NULL;

    CREATE TABLE capture_senders (
      capture_id  INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      detail      TEXT NOT NULL
    ) STRICT;

    CREATE TABLE sender_settings (
      endpoint_id TEXT PRIMARY KEY,
      settings    TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sender_secrets (
      id          TEXT PRIMARY KEY,
      endpoint_id TEXT,
      provider    TEXT,
      label       TEXT NOT NULL,
      value       BLOB NOT NULL,
      retiring    INTEGER NOT NULL DEFAULT 0,
      is_test_key INTEGER NOT NULL DEFAULT 0,
      created_at  INTEGER NOT NULL
    ) STRICT;
  `,
};
