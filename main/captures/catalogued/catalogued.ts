import type { Database } from 'better-sqlite3';

/** What the catalogue found of a capture. */
export interface Catalogued {
  captureId: number;
  typeId: number;
  version: string | null;
  /** Kinds of drift, with a space before and after each; null where there is none. */
  drift: string | null;
  breaking: boolean;
}

/** Whose outcome is not known yet may turn out to belong to an endpoint; what is gone is taken off the list. */
const WAITING = `FROM captures_uncatalogued u LEFT JOIN captures c ON c.id = u.capture_id
  WHERE c.id IS NULL OR c.duration_us IS NOT NULL`;

export type CataloguedCaptures = ReturnType<typeof openCatalogued>;

/**
 * Which captures the catalogue has still to look at, and what it said of the others. Writes belong inside a
 * transaction of the caller.
 */
export function openCatalogued(db: Database) {
  const waiting = db
    .prepare<[number], number>(`SELECT u.capture_id ${WAITING} ORDER BY u.capture_id LIMIT ?`)
    .pluck();
  const countWaiting = db
    .prepare<[number], number>(`SELECT count(*) FROM (SELECT 1 ${WAITING} LIMIT ?)`)
    .pluck();
  const take = db.prepare<[string]>(
    'DELETE FROM captures_uncatalogued WHERE capture_id IN (SELECT value FROM json_each(?))',
  );
  // One statement for all of a round; what was deleted meanwhile is left out.
  const put = db.prepare<[string]>(`
    INSERT OR REPLACE INTO capture_types (capture_id, type_id, version, drift, breaking)
    SELECT c.id, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4
      FROM json_each(?) j JOIN captures c ON c.id = j.value ->> 0`);
  const held = db.prepare<[], { type_id: number; held: number }>(
    'SELECT type_id, count(*) AS held FROM capture_types GROUP BY type_id',
  );
  const heldOf = db
    .prepare<[number], number>('SELECT count(*) FROM capture_types WHERE type_id = ?')
    .pluck();
  const typeOf = db
    .prepare<[number], number>('SELECT type_id FROM capture_types WHERE capture_id = ?')
    .pluck();
  const again = db.prepare<[number]>(`
    INSERT OR IGNORE INTO captures_uncatalogued SELECT capture_id FROM capture_types WHERE type_id = ?`);
  const forget = db.prepare<[number]>('DELETE FROM capture_types WHERE type_id = ?');
  const isHeld = db
    .prepare<[number], number>('SELECT 1 FROM captures WHERE id = ? AND removed_batch IS NULL')
    .pluck();

  return {
    /** Row ids, oldest first. */
    waiting: (limit: number): number[] => waiting.all(limit),
    /** How many wait, counted up to a bound. */
    countWaiting: (most: number): number => countWaiting.get(most) ?? 0,
    note(taken: readonly number[], found: readonly Catalogued[]): void {
      const rows = found.map(({ captureId, typeId, version, drift, breaking }) => [
        captureId,
        typeId,
        version,
        drift,
        breaking ? 1 : 0,
      ]);
      put.run(JSON.stringify(rows));
      take.run(JSON.stringify(taken));
    },
    /** How many captures of each type are held. */
    held: (): Map<number, number> => new Map(held.all().map((row) => [row.type_id, row.held])),
    heldOf: (typeId: number): number => heldOf.get(typeId) ?? 0,
    /** Undefined where it was not looked at yet. */
    typeOf: (rowId: number): number | undefined => typeOf.get(rowId),
    /** All captures of a type are looked at once more. */
    again(typeId: number): void {
      again.run(typeId);
      forget.run(typeId);
    },
    isHeld: (rowId: number): boolean => isHeld.get(rowId) !== undefined,
  };
}
