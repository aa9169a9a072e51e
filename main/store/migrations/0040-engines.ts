import type { Migration } from '../migrate.ts';

/**
 * Event engines as destinations. `credentials` is JSON that rests as `Protection` wants. `facts` is what a
 * message needs to know of its capture, and `engine` what became of an attempt at an engine: JSON both.
 */
export const engines: Migration = {
  version: 40,
  name: 'engines',
  changesExisting: true,
  sql: `
    ALTER TABLE destinations ADD COLUMN credentials BLOB;
    ALTER TABLE delivery_messages ADD COLUMN facts TEXT;
    ALTER TABLE delivery_attempts ADD COLUMN engine TEXT;
  `,
};
