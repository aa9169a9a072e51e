import type { Migration } from '../migrate.ts';

/**
 * Which secret stood in the URL of a capture, without the secret: the id of an integration's URL,
 * or the name of a parameter that was right. Targets of older captures are masked before this
 * migration runs, so that no copy of the database made on the way holds a live token.
 */
export const urlSecrets: Migration = {
  version: 13,
  name: 'url secrets',
  changesExisting: false,
  sql: `
    CREATE TABLE capture_url_secrets (
      capture_id  INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
      proofs      TEXT NOT NULL
    ) STRICT;
  `,
};
