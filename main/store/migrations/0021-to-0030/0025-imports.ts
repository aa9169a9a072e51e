import type { Migration } from '../../migrate.ts';

/**
 * Captures that came in as files. `import_id` says which import brought one, `rebuilt` that its bytes are not
 * the original ones, `redacted` that something was cut out of it. `capture_origins` holds what its file says
 * of it and what this installation cannot say for itself: `told` is JSON; `fingerprint` and `origin_id` tell
 * whether the same one came in before. Captures of before came by the wire, all of them.
 */
export const imports: Migration = {
  version: 25,
  name: 'imports',
  changesExisting: true,
  sql: `
    CREATE TABLE imports (
      id TEXT PRIMARY KEY,
      at INTEGER NOT NULL,
      format TEXT NOT NULL,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      captures INTEGER NOT NULL,
      state TEXT NOT NULL
    ) STRICT;
    ALTER TABLE captures ADD COLUMN import_id TEXT;
    ALTER TABLE captures ADD COLUMN rebuilt INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE captures ADD COLUMN redacted INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX captures_by_import ON captures (import_id, id) WHERE import_id IS NOT NULL;
    CREATE INDEX captures_imported ON captures (id) WHERE import_id IS NOT NULL;
    CREATE TABLE capture_origins (
      capture_id INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      imported_at INTEGER NOT NULL,
      fingerprint TEXT NOT NULL,
      origin_id INTEGER,
      told TEXT NOT NULL
    ) STRICT;
    CREATE INDEX capture_origins_by_time ON capture_origins (imported_at);
    CREATE INDEX capture_origins_by_fingerprint ON capture_origins (fingerprint);
    CREATE INDEX capture_origins_by_origin ON capture_origins (origin_id)
      WHERE origin_id IS NOT NULL;
  `,
};
