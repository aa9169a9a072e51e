import type { Migration } from '../migrate.ts';

/**
 * A body is kept as it came, or packed with zstd in `packed`, and `body` is null then. `packed` is empty
 * where packing was tried and was not worth it. The index holds what nobody has looked at yet, old rows too;
 * its number is `LEAST_PACKED_BYTES`. Deletions that are being undone stand in `capture_undos` until all of
 * their captures are back.
 */
export const packedBodies: Migration = {
  version: 32,
  name: 'packed bodies',
  changesExisting: true,
  sql: `
    ALTER TABLE capture_contents ADD COLUMN packed BLOB;
    CREATE INDEX contents_unpacked ON capture_contents (capture_id)
      WHERE packed IS NULL AND length(body) >= 2048;
    CREATE TABLE capture_undos (batch INTEGER PRIMARY KEY) STRICT;
  `,
};
