import type { Migration } from '../../migrate.ts';

/**
 * The search index. `captures_text` holds words only (contentless): the words come from the
 * capture, and whoever wants the text reads the capture.
 *
 * `search_values` is kept per field, newest last: a query on one field walks one contiguous range,
 * and new rows are appended at the end of as many ranges as a capture has fields. `nth` keeps
 * repeated values of a field apart; `at` says where in arrays a value stood.
 *
 * `search_documents` knows which fields a capture has, to find its rows again; captures that were
 * deleted wait in `search_forgotten` for theirs to be taken out.
 */
export const search: Migration = {
  version: 2,
  name: 'search',
  changesExisting: false,
  sql: `
    CREATE VIRTUAL TABLE captures_text USING fts5 (
      target, headers, body,
      content = '', contentless_delete = 1,
      tokenize = 'unicode61 remove_diacritics 2'
    );

    CREATE TABLE search_fields (
      id           INTEGER PRIMARY KEY,
      name         TEXT NOT NULL UNIQUE,
      label        TEXT NOT NULL,
      uses         INTEGER NOT NULL DEFAULT 0,
      last_capture INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE search_values (
      field_id     INTEGER NOT NULL,
      capture_id   INTEGER NOT NULL,
      nth          INTEGER NOT NULL,
      at           TEXT NOT NULL,
      text         TEXT NOT NULL,
      number       REAL,
      PRIMARY KEY (field_id, capture_id, nth)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE search_documents (
      capture_id   INTEGER PRIMARY KEY,
      field_ids    TEXT NOT NULL
    ) STRICT;

    CREATE TABLE search_forgotten (
      capture_id   INTEGER PRIMARY KEY
    ) STRICT;
  `,
};
