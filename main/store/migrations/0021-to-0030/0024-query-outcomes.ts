import type { Migration } from '../../migrate.ts';

/** What came of each query of the history: `ran` is JSON, null for a saved one and for those before. */
export const queryOutcomes: Migration = {
  version: 24,
  name: 'query outcomes',
  changesExisting: true,
  sql: `ALTER TABLE saved_queries ADD COLUMN ran TEXT;`,
};
