import type { Migration } from '../../migrate.ts';

/** Profiles of redaction, by name: `rules` is JSON as it was saved. */
export const redaction: Migration = {
  version: 27,
  name: 'redaction',
  changesExisting: false,
  sql: `
    CREATE TABLE redaction_profiles (
      name       TEXT PRIMARY KEY COLLATE NOCASE,
      rules      TEXT NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
  `,
};
