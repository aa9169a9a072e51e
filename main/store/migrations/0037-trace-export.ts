import type { Migration } from '../migrate.ts';

/** Where spans go; one row. `headers` is JSON and rests as `Protection` wants: tokens stand in it. */
export const traceExport: Migration = {
  version: 37,
  name: 'trace export',
  changesExisting: false,
  sql: `
    CREATE TABLE trace_export (
      id       INTEGER PRIMARY KEY CHECK (id = 1),
      endpoint TEXT,
      headers  BLOB NOT NULL,
      search   TEXT NOT NULL,
      share    REAL NOT NULL
    ) STRICT;
  `,
};
