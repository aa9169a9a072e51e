import type { Migration } from '../../migrate.ts';

/**
 * What functions did, and why webhooks answered as they did. Both go with their capture. Lists read
 * the narrow columns; `detail` is JSON that only a single run is asked for.
 */
export const functionRuns: Migration = {
  version: 7,
  name: 'function-runs',
  changesExisting: false,
  sql: `
    CREATE TABLE function_runs (
      id               INTEGER PRIMARY KEY,
      app_id           TEXT NOT NULL,
      capture_id       INTEGER REFERENCES captures (id) ON DELETE CASCADE,
      kind             TEXT NOT NULL,
      name             TEXT NOT NULL,
      started_at       INTEGER NOT NULL,
      duration_us      INTEGER NOT NULL,
      memory_bytes     INTEGER NOT NULL,
      user_id          TEXT NOT NULL,
      user_type        TEXT NOT NULL,
      error_code       TEXT,
      error_message    TEXT,
      log_count        INTEGER NOT NULL,
      host_call_count  INTEGER NOT NULL,
      detail           TEXT NOT NULL
    ) STRICT;
    CREATE INDEX function_runs_by_capture ON function_runs (capture_id, id);
    CREATE INDEX function_runs_by_app     ON function_runs (app_id, id);
    CREATE INDEX function_runs_by_name    ON function_runs (app_id, name, id);

    CREATE TABLE webhook_outcomes (
      capture_id  INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      detail      TEXT NOT NULL
    ) STRICT;
  `,
};
