import type { Migration } from '../../migrate.ts';

/** What services of apps would have sent, and what they answer while offline. */
export const services: Migration = {
  version: 8,
  name: 'services',
  changesExisting: false,
  sql: `
    CREATE TABLE outbox_messages (
      id          INTEGER PRIMARY KEY,
      app_id      TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
      service     TEXT NOT NULL,
      kind        TEXT NOT NULL,
      capture_id  INTEGER,
      created_at  INTEGER NOT NULL,
      sender      TEXT NOT NULL,
      recipient   TEXT NOT NULL,
      text        TEXT NOT NULL,
      args        TEXT NOT NULL,
      sent        TEXT NOT NULL,
      outcome     TEXT NOT NULL
    ) STRICT;
    CREATE INDEX outbox_by_app ON outbox_messages (app_id, id);

    CREATE TABLE service_stubs (
      id       TEXT PRIMARY KEY,
      app_id   TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
      service  TEXT NOT NULL,
      action   TEXT NOT NULL,
      match    TEXT NOT NULL,
      answer   TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX service_stubs_by_app ON service_stubs (app_id, service, action);
  `,
};
