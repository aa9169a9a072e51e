import type { Migration } from '../../migrate.ts';

/** Users of apps and Secrets by name. Neither is part of an export. */
export const users: Migration = {
  version: 6,
  name: 'users',
  changesExisting: false,
  sql: `
    CREATE TABLE app_users (
      app_id      TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
      id          TEXT NOT NULL,
      type        TEXT NOT NULL,
      name        TEXT NOT NULL DEFAULT '',
      email       TEXT,
      password    TEXT,
      data        TEXT NOT NULL DEFAULT '{}',
      disabled    INTEGER NOT NULL DEFAULT 0,
      created_at  INTEGER NOT NULL,
      PRIMARY KEY (app_id, id)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX app_users_by_email ON app_users (app_id, email) WHERE email IS NOT NULL;

    CREATE TABLE app_identities (
      app_id         TEXT NOT NULL,
      user_id        TEXT NOT NULL,
      id             TEXT NOT NULL,
      provider_type  TEXT NOT NULL,
      data           TEXT NOT NULL DEFAULT '{}',
      PRIMARY KEY (app_id, provider_type, id),
      FOREIGN KEY (app_id, user_id) REFERENCES app_users (app_id, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX app_identities_by_user ON app_identities (app_id, user_id);

    CREATE TABLE app_api_keys (
      id          TEXT PRIMARY KEY,
      app_id      TEXT NOT NULL,
      user_id     TEXT NOT NULL,
      name        TEXT NOT NULL,
      hash        TEXT NOT NULL UNIQUE,
      created_at  INTEGER NOT NULL,
      FOREIGN KEY (app_id, user_id) REFERENCES app_users (app_id, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX app_api_keys_by_user ON app_api_keys (app_id, user_id);

    CREATE TABLE app_secrets (
      app_id  TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
      name    TEXT NOT NULL,
      value   BLOB NOT NULL,
      PRIMARY KEY (app_id, name)
    ) STRICT, WITHOUT ROWID;
  `,
};
