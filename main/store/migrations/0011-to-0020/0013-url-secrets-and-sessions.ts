import type { Migration } from '../../migrate.ts';

/**
 * Which secret stood in the URL of a capture, without the secret: the id of an integration's URL,
 * or the name of a parameter that was right. Targets of older captures are masked before this
 * migration runs, so that no copy of the database made on the way holds a live token.
 *
 * `control_sessions` are browsers that signed in: of their cookies only hashes are kept.
 */
export const urlSecretsAndSessions: Migration = {
  version: 13,
  name: 'url secrets and sessions',
  changesExisting: false,
  sql: `
    CREATE TABLE capture_url_secrets (
      capture_id  INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      proofs      TEXT NOT NULL
    ) STRICT;

    CREATE TABLE control_sessions (
      id            INTEGER PRIMARY KEY AUTOINCREMENT,
      hash          TEXT NOT NULL UNIQUE,
      browser       TEXT NOT NULL,
      created_at    INTEGER NOT NULL,
      last_used_at  INTEGER NOT NULL
    ) STRICT;
  `,
};
