import type { Migration } from '../migrate.ts';

/**
 * How many requests chaos of an endpoint was asked for, and captures whose reply was spoilt by it. What
 * goes wrong when stands in the reply of the endpoint.
 */
export const chaos: Migration = {
  version: 34,
  name: 'chaos',
  changesExisting: false,
  sql: `
    CREATE TABLE endpoint_chaos (
      endpoint_id TEXT PRIMARY KEY REFERENCES endpoints (id) ON DELETE CASCADE,
      seen        INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE capture_chaos (
      capture_id INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      kind       TEXT NOT NULL
    ) STRICT;
    CREATE INDEX capture_chaos_by_kind ON capture_chaos (kind, capture_id);
  `,
};
