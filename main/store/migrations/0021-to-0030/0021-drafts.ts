import type { Migration } from '../../migrate.ts';

/**
 * What a person typed and did not save, by `kind:object`, with the revision of the object it began
 * from; a draft may hold what was captured, secrets included, so it is read by its key alone. `prefs`
 * are choices of the window: keys, columns. A browser that signed in may have a name.
 */
export const drafts: Migration = {
  version: 21,
  name: 'drafts',
  changesExisting: true,
  sql: `
    CREATE TABLE drafts (
      key         TEXT PRIMARY KEY,
      kind        TEXT NOT NULL,
      base        TEXT,
      value       BLOB NOT NULL,
      size_bytes  INTEGER NOT NULL,
      rev         INTEGER NOT NULL,
      session     TEXT NOT NULL,
      updated_at  INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX drafts_by_age ON drafts (updated_at, key, kind, base, size_bytes, rev, session);

    CREATE TABLE prefs (
      key         TEXT PRIMARY KEY,
      value       TEXT NOT NULL,
      updated_at  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE control_sessions ADD COLUMN label TEXT NOT NULL DEFAULT '';
  `,
};
