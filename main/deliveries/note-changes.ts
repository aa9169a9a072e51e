import type { Database } from 'better-sqlite3';

const NAMES = ['deliveries_added_noted', 'deliveries_changed_noted'];
/** What others are told of. */
const TOLD = ['state', 'attempts', 'last_status'];

/**
 * Notes every delivery of a capture that is made or gets on, in a table with the columns `kind` and `ref`, as `delivery` in the
 * transaction of the change. The triggers are of this connection and go with it: who never asks for them pays nothing.
 *
 * @param into name of the table; its rows are replaced, so that a later change moves them to the end.
 */
export function noteDeliveryChanges(db: Database, into: string): void {
  forgetDeliveryChanges(db);
  const note = `BEGIN INSERT OR REPLACE INTO ${into} (kind, ref) VALUES ('delivery', NEW.seq); END`;
  const differs = TOLD.map((name) => `NEW.${name} IS NOT OLD.${name}`).join(' OR ');
  db.exec(`
    CREATE TEMP TRIGGER deliveries_added_noted AFTER INSERT ON main.deliveries
      WHEN NEW.capture_id IS NOT NULL ${note};
    CREATE TEMP TRIGGER deliveries_changed_noted AFTER UPDATE OF ${TOLD.join(', ')} ON main.deliveries
      WHEN NEW.capture_id IS NOT NULL AND (${differs}) ${note};`);
}

/** Ends the noting. */
export function forgetDeliveryChanges(db: Database): void {
  db.exec(NAMES.map((name) => `DROP TRIGGER IF EXISTS temp.${name};`).join('\n'));
}
