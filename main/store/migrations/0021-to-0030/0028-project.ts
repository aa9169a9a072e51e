import type { Migration } from '../../migrate.ts';

/**
 * The project file that is followed, and what of it is here. `base` and `seen` are canonical JSON of what both
 * sides last agreed on, as the file has it and as the engine gives it back: they differ where the engine writes
 * a value in another form, and in references to secrets, which the engine does not know. A destination is `held`
 * while it is paused because its host is not allowed. `named_secrets` keeps what the file refers to by name.
 */
export const project: Migration = {
  version: 28,
  name: 'project',
  changesExisting: false,
  sql: `
    CREATE TABLE projects (
      directory   TEXT PRIMARY KEY,
      writes      INTEGER NOT NULL,
      attached_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE project_items (
      project TEXT NOT NULL REFERENCES projects (directory) ON DELETE CASCADE,
      kind    TEXT NOT NULL,
      key     TEXT NOT NULL,
      item_id TEXT NOT NULL,
      base    TEXT NOT NULL,
      seen    TEXT NOT NULL,
      held    INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (project, kind, key)
    ) STRICT;
    CREATE TABLE named_secrets (
      name       TEXT PRIMARY KEY,
      value      BLOB NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
  `,
};
