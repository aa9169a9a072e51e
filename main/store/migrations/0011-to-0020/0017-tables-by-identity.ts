import type { Migration } from '../../migrate.ts';

/**
 * `file` is where the tables of an integration are: an integration that was deleted keeps them when
 * another one takes its name, and what it accepted still goes there. `rebuilding` is 1 where a reset
 * was asked for, 2 where it has begun, so that one which a crash interrupts is taken up again.
 *
 * `captures_in_use` tells retention what it may not take: captures in line for their table, and those
 * that a reset loads again. `integration_removals` are captures that somebody deleted: a reset leaves
 * their rows out, while rows of captures that retention took stay. A crash may have left a capture
 * without its owner.
 */
export const tablesByIdentity: Migration = {
  version: 17,
  name: 'tables-by-identity',
  changesExisting: true,
  sql: `
    ALTER TABLE integrations ADD COLUMN file TEXT NOT NULL DEFAULT '';
    UPDATE integrations SET file = 'schema_' || schema || '.sqlite';
    ALTER TABLE integrations ADD COLUMN rebuilding INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE integrations ADD COLUMN reserved_names TEXT NOT NULL DEFAULT 'reject-record';
    CREATE INDEX integrations_by_file ON integrations (file);

    CREATE VIEW captures_in_use AS
      SELECT capture_id FROM integration_queue
      UNION ALL
      SELECT c.id FROM captures c
        JOIN integrations owner ON owner.id = c.endpoint_id
        JOIN integrations rebuilt ON rebuilt.file = owner.file
       WHERE rebuilt.rebuilding > 0;

    CREATE TABLE integration_removals (capture_id INTEGER PRIMARY KEY) STRICT;
    CREATE TRIGGER captures_removed AFTER DELETE ON captures
      WHEN OLD.removed_batch IS NOT NULL
        AND (OLD.endpoint_id IS NULL
             OR EXISTS (SELECT 1 FROM integrations WHERE id = OLD.endpoint_id))
    BEGIN
      INSERT OR IGNORE INTO integration_removals VALUES (OLD.id);
    END;
  `,
};
