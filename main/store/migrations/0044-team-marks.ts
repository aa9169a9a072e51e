import type { Migration } from '../migrate.ts';

/**
 * Marks that others of a team put on captures of this node, as they are shown: a pin or a note each, `author` the name of the
 * node. `team_marks` says which text of this node's own went out last, and which version of the team's both last
 * agreed on; `marks_at` until when marks of others were read, by the clock of the database.
 */
export const teamMarks: Migration = {
  version: 44,
  name: 'team-marks',
  changesExisting: true,
  sql: `
    CREATE TABLE capture_marks (
      capture_id INTEGER NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
      kind       TEXT NOT NULL,
      value      TEXT NOT NULL,
      author     TEXT NOT NULL,
      at         INTEGER NOT NULL,
      PRIMARY KEY (capture_id, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE team_marks (
      capture_id INTEGER NOT NULL,
      kind       TEXT NOT NULL,
      sent       TEXT NOT NULL,
      agreed     INTEGER NOT NULL,
      PRIMARY KEY (capture_id, kind)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE team_settings ADD COLUMN marks_at INTEGER NOT NULL DEFAULT 0;
  `,
};
