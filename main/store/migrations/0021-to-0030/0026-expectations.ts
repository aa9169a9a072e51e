import type { Migration } from '../../migrate.ts';

/** What captures must hold to, by name: `expectation` is JSON as it was saved. */
export const expectations: Migration = {
  version: 26,
  name: 'expectations',
  changesExisting: false,
  sql: `
    CREATE TABLE expectations (
      name        TEXT PRIMARY KEY COLLATE NOCASE,
      expectation TEXT NOT NULL,
      updated_at  INTEGER NOT NULL
    ) STRICT;
  `,
};
