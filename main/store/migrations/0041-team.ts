import type { Migration } from '../migrate.ts';

/**
 * What a node of a team keeps. `team_out` says which rows have to go out yet: a row that changes moves to the end, and a
 * number is never used twice, since it is the node's place in the order of the team. `team_cursors` says how far each
 * other node was read. Of a capture that was read from the team, `origin_node` and `origin_id` say which one it is there;
 * captures of before were all caught here, or came in as files.
 */
export const team: Migration = {
  version: 41,
  name: 'team',
  changesExisting: true,
  sql: `
    CREATE TABLE team_settings (
      one      INTEGER PRIMARY KEY CHECK (one = 1),
      url      BLOB NOT NULL,
      node_id  TEXT NOT NULL,
      settings TEXT NOT NULL,
      lost     INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE team_out (
      seq  INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      ref  INTEGER NOT NULL,
      UNIQUE (kind, ref)
    ) STRICT;
    CREATE TABLE team_cursors (
      node TEXT PRIMARY KEY,
      seq  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE team_follows (
      node      TEXT PRIMARY KEY,
      endpoints TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE captures ADD COLUMN origin_node TEXT;
    ALTER TABLE captures ADD COLUMN origin_id INTEGER;
    CREATE UNIQUE INDEX captures_by_origin ON captures (origin_node, origin_id)
      WHERE origin_node IS NOT NULL;
  `,
};
