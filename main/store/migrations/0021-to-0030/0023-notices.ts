import type { Migration } from '../../migrate.ts';

/** What was told, for those who were not there: `kind` is the rule, `subject` what it is about. */
export const notices: Migration = {
  version: 23,
  name: 'notices',
  changesExisting: false,
  sql: `
    CREATE TABLE notices (
      id       INTEGER PRIMARY KEY AUTOINCREMENT,
      at       INTEGER NOT NULL,
      kind     TEXT NOT NULL,
      subject  TEXT NOT NULL,
      title    TEXT NOT NULL,
      body     TEXT NOT NULL,
      route    TEXT NOT NULL,
      count    INTEGER NOT NULL,
      read_at  INTEGER
    ) STRICT;
    CREATE INDEX notices_unread ON notices (kind) WHERE read_at IS NULL;
  `,
};
