import type { Migration } from '../../migrate.ts';

/**
 * The charset that a person chose for bodies of an endpoint, webhook or integration. Captures below
 * `reindex_below` are still to be indexed in it; null when all are.
 *
 * `json_in_forms`: whether an integration takes JSON that stands in a field of a form.
 */
export const charsets: Migration = {
  version: 15,
  name: 'charsets',
  changesExisting: true,
  sql: `
    CREATE TABLE endpoint_charsets (
      endpoint_id   TEXT PRIMARY KEY,
      charset       TEXT,
      reindex_below INTEGER
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE integrations ADD COLUMN json_in_forms INTEGER NOT NULL DEFAULT 0;
  `,
};
