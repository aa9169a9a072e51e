import type { Migration } from '../migrate.ts';

/**
 * Event types, what captures of them look like, and how captures differ from that. `capture_types` says of
 * each capture which type it is of; `captures_uncatalogued` which are still to be looked at. `event_types.key` is JSON
 * of what tells types apart. `shape` and `baseline` are deflated JSON; `facts` and `mutes` JSON. Types outlive their captures.
 */
export const catalogue: Migration = {
  version: 33,
  name: 'catalogue',
  changesExisting: false,
  sql: `
    CREATE TABLE event_types (
      id            INTEGER PRIMARY KEY,
      key           TEXT NOT NULL UNIQUE,
      provider      TEXT,
      event         TEXT,
      version       TEXT,
      endpoint_id   TEXT,
      method        TEXT NOT NULL,
      count         INTEGER NOT NULL,
      first_at      INTEGER NOT NULL,
      last_at       INTEGER NOT NULL,
      facts         TEXT NOT NULL,
      shape         BLOB,
      samples       INTEGER NOT NULL,
      learns_from   INTEGER,
      baseline      BLOB,
      baseline_at   INTEGER,
      baseline_kind TEXT,
      mutes         TEXT NOT NULL DEFAULT '{"paths":[],"kinds":[]}'
    ) STRICT;
    CREATE INDEX event_types_by_provider ON event_types (provider, event);

    CREATE TABLE event_changes (
      id            INTEGER PRIMARY KEY,
      type_id       INTEGER NOT NULL REFERENCES event_types (id) ON DELETE CASCADE,
      path          TEXT NOT NULL,
      kind          TEXT NOT NULL,
      was           TEXT NOT NULL,
      now           TEXT NOT NULL,
      first_capture INTEGER NOT NULL,
      last_capture  INTEGER NOT NULL,
      first_at      INTEGER NOT NULL,
      last_at       INTEGER NOT NULL,
      count         INTEGER NOT NULL,
      captures      TEXT NOT NULL,
      state         TEXT NOT NULL,
      UNIQUE (type_id, path, kind)
    ) STRICT;
    CREATE INDEX event_changes_by_state ON event_changes (state, last_at);

    CREATE TABLE capture_types (
      capture_id INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      type_id    INTEGER NOT NULL,
      version    TEXT,
      drift      TEXT,
      breaking   INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX capture_types_by_type ON capture_types (type_id, capture_id);
    CREATE INDEX capture_types_by_version ON capture_types (version, capture_id)
      WHERE version IS NOT NULL;
    CREATE INDEX capture_types_drifted ON capture_types (capture_id, breaking)
      WHERE drift IS NOT NULL;

    CREATE TABLE captures_uncatalogued (capture_id INTEGER PRIMARY KEY) STRICT;
    INSERT INTO captures_uncatalogued SELECT id FROM captures;
  `,
};
