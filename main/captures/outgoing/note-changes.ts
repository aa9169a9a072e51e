import type { Database } from 'better-sqlite3';

/** Columns whose change makes a capture worth telling of. */
const OUTCOME = [
  'duration_us',
  'endpoint_name',
  'decided_by',
  'reason',
  'status',
  'provider',
  'event_type',
  'delivery_id',
  'signature',
  'removed_batch',
];
const NAMES = ['added', 'changed', 'marked', 'removed'].map((what) => `captures_${what}_noted`);

/**
 * Notes every capture that is listed, changed, marked or deleted by a person in a table with the columns `kind` and `ref`,
 * in the transaction of the change: `capture`, `mark` and `gone`. What retention deletes is not noted.
 *
 * The triggers are of this connection and go with it: who never asks for them pays nothing, and what is caught while
 * nobody asks is not noted.
 *
 * @param into name of the table; its rows are replaced, so that a later change moves them to the end.
 */
export function noteChanges(db: Database, into: string): void {
  forgetChanges(db);
  const note = (kind: string, row: 'NEW' | 'OLD'): string =>
    `BEGIN INSERT OR REPLACE INTO ${into} (kind, ref) VALUES ('${kind}', ${row}.id); END`;
  db.exec(`
    CREATE TEMP TRIGGER captures_added_noted AFTER INSERT ON main.captures ${note('capture', 'NEW')};
    CREATE TEMP TRIGGER captures_changed_noted AFTER UPDATE OF ${OUTCOME.join(', ')} ON main.captures
      ${note('capture', 'NEW')};
    CREATE TEMP TRIGGER captures_marked_noted AFTER UPDATE OF pinned, note ON main.captures
      WHEN NEW.import_id IS NULL AND (NEW.pinned IS NOT OLD.pinned OR NEW.note IS NOT OLD.note)
      ${note('mark', 'NEW')};
    CREATE TEMP TRIGGER captures_removed_noted AFTER UPDATE OF removed_batch ON main.captures
      WHEN NEW.removed_batch IS NOT NULL AND NEW.import_id IS NULL ${note('gone', 'NEW')};`);
}

/** Ends the noting. */
export function forgetChanges(db: Database): void {
  db.exec(NAMES.map((name) => `DROP TRIGGER IF EXISTS temp.${name};`).join('\n'));
}
