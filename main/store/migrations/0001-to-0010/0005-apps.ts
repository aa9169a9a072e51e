import type { Migration } from '../../migrate.ts';

/** Apps as their files, and what Backstitch keeps about them beside the vendor's format. */
export const apps: Migration = {
  version: 5,
  name: 'apps',
  changesExisting: false,
  sql: `
    CREATE TABLE apps (
      id             TEXT PRIMARY KEY,
      client_app_id  TEXT NOT NULL UNIQUE,
      name           TEXT NOT NULL,
      created_at     INTEGER NOT NULL,
      directory      TEXT,
      watched        INTEGER NOT NULL DEFAULT 0,
      settings       TEXT NOT NULL DEFAULT '{}',
      removed        INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE app_files (
      app_id  TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
      path    TEXT NOT NULL,
      bytes   BLOB NOT NULL,
      PRIMARY KEY (app_id, path)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE service_settings (
      app_id    TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
      service   TEXT NOT NULL,
      settings  TEXT NOT NULL,
      PRIMARY KEY (app_id, service)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE function_limits (
      app_id  TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
      name    TEXT NOT NULL,
      limits  TEXT NOT NULL,
      PRIMARY KEY (app_id, name)
    ) STRICT, WITHOUT ROWID;
  `,
};
