import type { Migration } from '../../migrate.ts';

/**
 * Which secret of its URL a capture came with is written with its contents, before its row in the list is
 * there: as they, it can refer to that row no more, and goes with it by a trigger.
 */
export const urlSecretsFirst: Migration = {
  version: 19,
  name: 'url secrets first',
  changesExisting: true,
  rewritesSchema: true,
  sql: `
    UPDATE sqlite_schema
       SET sql = replace(sql, ' REFERENCES captures (id) ON DELETE CASCADE', '')
     WHERE type = 'table' AND name = 'capture_url_secrets';
    PRAGMA writable_schema = RESET;
    CREATE TRIGGER captures_take_url_secrets AFTER DELETE ON captures BEGIN
      DELETE FROM capture_url_secrets WHERE capture_id = OLD.id;
    END;
  `,
};
