import type { Migration } from '../migrate.ts';

/**
 * Stretches of time in which Backstitch ran, the newest last: `alive_at` is when it last was seen to run. A computer
 * that woke up begins another one. Between two of them nothing could arrive. Epoch ms.
 */
export const engineRuns: Migration = {
  version: 38,
  name: 'engine runs',
  changesExisting: false,
  sql: `
    CREATE TABLE engine_runs (
      id         INTEGER PRIMARY KEY,
      started_at INTEGER NOT NULL,
      alive_at   INTEGER NOT NULL
    ) STRICT;
  `,
};
