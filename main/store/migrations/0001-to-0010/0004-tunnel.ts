import type { Migration } from '../../migrate.ts';

/**
 * When the tunnel was away. At most one row is open; outages never overlap, so their order by end
 * is their order by beginning too, and one index serves both the filter and the order.
 */
export const tunnel: Migration = {
  version: 4,
  name: 'tunnel',
  changesExisting: false,
  sql: `
    CREATE TABLE tunnel_outages (
      id         INTEGER PRIMARY KEY,
      started_at INTEGER NOT NULL,
      ended_at   INTEGER,
      reason     TEXT NOT NULL
    ) STRICT;
    CREATE INDEX tunnel_outages_by_end
        ON tunnel_outages (coalesce(ended_at, 9007199254740991), id);
    CREATE UNIQUE INDEX tunnel_outages_open
        ON tunnel_outages ((ended_at IS NULL)) WHERE ended_at IS NULL;
  `,
};
