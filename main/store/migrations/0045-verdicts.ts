import type { Migration } from '../migrate.ts';

/** What became of a capture when a suite sent it last, for the search: runs themselves are kept for a while only. */
export const verdicts: Migration = {
  version: 45,
  name: 'verdicts',
  changesExisting: false,
  sql: `
    CREATE TABLE capture_verdicts (
      capture_id INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      verdict    TEXT NOT NULL
    ) STRICT;
    CREATE INDEX capture_verdicts_by_verdict ON capture_verdicts (verdict, capture_id);
  `,
};
