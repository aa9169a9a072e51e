import type { Migration } from '../../migrate.ts';

/**
 * Searches that were kept, with how what they find is shown: `shown` is JSON with the order, the grouping,
 * the columns, the density and the icon. The built-in ones have a row once anything was changed.
 */
export const views: Migration = {
  version: 22,
  name: 'views',
  changesExisting: false,
  sql: `
    CREATE TABLE views (
      id         TEXT PRIMARY KEY,
      position   INTEGER NOT NULL,
      name       TEXT NOT NULL,
      search     TEXT NOT NULL,
      shown      TEXT NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
  `,
};
