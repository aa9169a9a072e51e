import type { Migration } from '../migrate.ts';

/**
 * Values of fields are kept in segments: some captures that were indexed one after the other, and for each
 * of their fields a block with all the values. A row for each value of each capture took three times
 * the room of the bodies, and was written to as many pages as a capture has fields.
 *
 * `ids` of a segment are doubles, little endian. The id of a block is that of its segment times 2^22, plus
 * that of its field; `main/captures/search/blocks` reads them. The index is made again in the background.
 */
export const searchSegments: Migration = {
  version: 31,
  name: 'search segments',
  changesExisting: true,
  sql: `
    DROP TABLE search_values;
    DROP TABLE search_documents;
    DELETE FROM search_fields;
    DELETE FROM search_forgotten;
    INSERT INTO captures_text (captures_text) VALUES ('delete-all');
    UPDATE captures SET indexed = 0 WHERE indexed <> 0;

    CREATE TABLE search_segments (
      id           INTEGER PRIMARY KEY,
      first_id     INTEGER NOT NULL,
      last_id      INTEGER NOT NULL,
      captures     INTEGER NOT NULL,
      ids          BLOB NOT NULL
    ) STRICT;
    CREATE INDEX search_segments_by_last ON search_segments (last_id, first_id, captures);
    CREATE INDEX search_segments_small ON search_segments (first_id, captures) WHERE captures < 256;

    CREATE TABLE search_blocks (
      id           INTEGER PRIMARY KEY,
      data         BLOB NOT NULL
    ) STRICT;
  `,
};
