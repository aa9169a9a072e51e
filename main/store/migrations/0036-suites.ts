import type { Migration } from '../migrate.ts';

/**
 * Suites, which are captures with the answers a handler must give, and their runs. `request`, `expect` and
 * `detail` are JSON; a body of an answer is its first 64 KiB. `url` names the handler that was asked.
 */
export const suites: Migration = {
  version: 36,
  name: 'suites',
  changesExisting: false,
  sql: `
    CREATE TABLE suites (
      id         TEXT PRIMARY KEY,
      name       TEXT NOT NULL UNIQUE COLLATE NOCASE,
      match      TEXT NOT NULL,
      ignored    TEXT NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE suite_cases (
      suite_id   TEXT NOT NULL REFERENCES suites (id) ON DELETE CASCADE,
      n          INTEGER NOT NULL,
      capture_id TEXT,
      name       TEXT NOT NULL,
      request    TEXT NOT NULL,
      body       BLOB NOT NULL,
      expect     TEXT NOT NULL,
      answer     BLOB,
      PRIMARY KEY (suite_id, n)
    ) STRICT;
    CREATE TABLE suite_runs (
      id         INTEGER PRIMARY KEY AUTOINCREMENT,
      started_at INTEGER NOT NULL,
      ended_at   INTEGER,
      url        TEXT NOT NULL,
      state      TEXT NOT NULL,
      detail     TEXT NOT NULL
    ) STRICT;
    CREATE TABLE suite_results (
      run_id      INTEGER NOT NULL REFERENCES suite_runs (id) ON DELETE CASCADE,
      n           INTEGER NOT NULL,
      case_key    TEXT NOT NULL,
      verdict     TEXT NOT NULL,
      slower      INTEGER NOT NULL,
      fails       INTEGER NOT NULL,
      result      TEXT NOT NULL,
      detail      TEXT NOT NULL,
      body        BLOB,
      before_body BLOB,
      PRIMARY KEY (run_id, n)
    ) STRICT;
    CREATE INDEX suite_results_by_case ON suite_results (case_key, run_id);
  `,
};
