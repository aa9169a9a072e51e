import type { Migration } from '../../migrate.ts';

/**
 * Replays become tries of a draft as well: requests made from nothing have no capture, and stand with
 * `draft:` and the key of their draft in `capture_id`, so that they are numbered and found alike.
 * `request_body` is what was sent where that is not the captured body, up to a limit; `body_kept`
 * says which: 0 the captured one, 1 kept here, 2 too long to be kept.
 */
export const tries: Migration = {
  version: 20,
  name: 'tries',
  changesExisting: true,
  sql: `
    ALTER TABLE replays ADD COLUMN draft_key TEXT;
    ALTER TABLE replays ADD COLUMN signature TEXT;
    ALTER TABLE replays ADD COLUMN body_kept INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE replays ADD COLUMN request_body BLOB;
    CREATE INDEX replays_by_draft ON replays (draft_key, id) WHERE draft_key IS NOT NULL;
  `,
};
