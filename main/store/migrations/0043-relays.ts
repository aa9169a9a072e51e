import type { Migration } from '../migrate.ts';

/**
 * Captures that the team's database takes in no way are counted apart from those that retention removed too soon: they
 * were one number before. Of whom a node follows, `forward_since` says from when on captures go through the forwards of this
 * node; null: they are only kept. `team_forwards` holds those that came and did not go through them yet.
 */
export const relays: Migration = {
  version: 43,
  name: 'relays',
  changesExisting: true,
  sql: `
    ALTER TABLE team_settings ADD COLUMN untaken INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE team_follows ADD COLUMN forward_since INTEGER;
    CREATE TABLE team_forwards (row_id INTEGER PRIMARY KEY) STRICT;
  `,
};
