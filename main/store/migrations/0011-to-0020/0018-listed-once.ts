import type { Migration } from '../../migrate.ts';

/**
 * The row of `captures` is written once, complete, after the reply; before it only the contents are.
 * So contents may be without a row for a moment, and hold what a row needs, should the engine end
 * before it is written: null where nothing is out of the ordinary, and in contents of older versions.
 */
export const listedOnce: Migration = {
  version: 18,
  name: 'listed once',
  changesExisting: true,
  rewritesSchema: true,
  sql: `
    ALTER TABLE capture_contents ADD COLUMN method TEXT;
    ALTER TABLE capture_contents ADD COLUMN target TEXT;
    ALTER TABLE capture_contents ADD COLUMN size_bytes INTEGER;
    ALTER TABLE capture_contents ADD COLUMN failure TEXT;
    ALTER TABLE capture_contents ADD COLUMN cut INTEGER;
    ALTER TABLE capture_contents ADD COLUMN via_tunnel INTEGER;
    ALTER TABLE capture_contents ADD COLUMN replay_of INTEGER;
    UPDATE sqlite_schema
       SET sql = replace(sql, ' REFERENCES captures (id) ON DELETE CASCADE', '')
     WHERE type = 'table' AND name = 'capture_contents';
    PRAGMA writable_schema = RESET;
    CREATE TRIGGER captures_take_contents AFTER DELETE ON captures BEGIN
      DELETE FROM capture_contents WHERE capture_id = OLD.id;
    END;
  `,
};
