import type { Migration } from '../../migrate.ts';

/**
 * What arrived beside a request: more bytes than it announced, or framing that nobody could read.
 * Hardly any request has some, so it has a table of its own and costs the others nothing.
 * `size_bytes` counts all that arrived; `bytes` may be only the first part.
 */
export const surplus: Migration = {
  version: 12,
  name: 'surplus',
  changesExisting: false,
  sql: `
    CREATE TABLE capture_surplus (
      capture_id INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      bytes      BLOB NOT NULL,
      size_bytes INTEGER NOT NULL
    ) STRICT;
  `,
};
