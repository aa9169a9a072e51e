import type { Migration } from '../../migrate.ts';

/**
 * What the client API of apps keeps: sessions and devices of users (of refresh tokens only hashes),
 * registrations that have no user yet, tokens that would be mailed (only hashes), tokens for push,
 * and what is to be said of a captured call.
 */
export const clientApi: Migration = {
  version: 16,
  name: 'client api',
  changesExisting: true,
  sql: `
    ALTER TABLE app_api_keys ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE client_devices (
      app_id            TEXT NOT NULL,
      user_id           TEXT NOT NULL,
      id                TEXT NOT NULL,
      app_name          TEXT NOT NULL,
      app_version       TEXT NOT NULL,
      platform          TEXT NOT NULL,
      platform_version  TEXT NOT NULL,
      sdk_version       TEXT NOT NULL,
      created_at        INTEGER NOT NULL,
      used_at           INTEGER NOT NULL,
      PRIMARY KEY (app_id, user_id, id),
      FOREIGN KEY (app_id, user_id) REFERENCES app_users (app_id, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE client_sessions (
      id          TEXT PRIMARY KEY,
      app_id      TEXT NOT NULL,
      user_id     TEXT NOT NULL,
      device_id   TEXT NOT NULL,
      provider    TEXT NOT NULL,
      hash        TEXT NOT NULL UNIQUE,
      created_at  INTEGER NOT NULL,
      used_at     INTEGER NOT NULL,
      expires_at  INTEGER NOT NULL,
      FOREIGN KEY (app_id, user_id) REFERENCES app_users (app_id, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX client_sessions_by_user ON client_sessions (app_id, user_id, created_at);

    CREATE TABLE app_registrations (
      app_id      TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
      email       TEXT NOT NULL,
      password    TEXT NOT NULL,
      confirmed   INTEGER NOT NULL DEFAULT 0,
      created_at  INTEGER NOT NULL,
      PRIMARY KEY (app_id, email)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE app_email_tokens (
      id          TEXT PRIMARY KEY,
      app_id      TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
      email       TEXT NOT NULL,
      kind        TEXT NOT NULL,
      hash        TEXT NOT NULL,
      expires_at  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX app_email_tokens_by_email ON app_email_tokens (app_id, email, kind);

    CREATE TABLE push_registrations (
      app_id      TEXT NOT NULL,
      service     TEXT NOT NULL,
      user_id     TEXT NOT NULL,
      device_id   TEXT NOT NULL,
      token       TEXT NOT NULL,
      created_at  INTEGER NOT NULL,
      PRIMARY KEY (app_id, service, user_id, device_id),
      FOREIGN KEY (app_id, user_id) REFERENCES app_users (app_id, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE client_calls (
      capture_id  INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      detail      TEXT NOT NULL
    ) STRICT;
  `,
};
