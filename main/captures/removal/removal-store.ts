import type { Database } from 'better-sqlite3';

export interface RemovedRow {
  id: number;
  body_file: string | null;
}

interface Removed {
  count: number;
  bytes: number;
}

/** Whether a slice has lasted long enough; asked between its rows, of which it does one at least. */
type IsOver = () => boolean;

/** So many are brought back between two looks at the clock. */
const FEW = 20;

export type RemovalStore = ReturnType<typeof openRemovalStore>;

/**
 * What waits for its table, or for a reset, is needed yet: the database says what that is. So is what has
 * no outcome: whose it is, is only known with that.
 */
const UNUSED = `c.duration_us IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM captures_in_use u WHERE u.capture_id = c.id)`;

/**
 * Takes captures away in two steps: `mark` hides a batch, which `restore` can undo; `purge`
 * deletes for good.
 */
export function openRemovalStore(db: Database) {
  const markOne = db.prepare<[number, number], { stored_bytes: number }>(`
    UPDATE captures SET removed_batch = ? WHERE id = ? AND removed_batch IS NULL
    RETURNING stored_bytes`);
  const markUnpinned = db.prepare<[number, number], { stored_bytes: number }>(`
    UPDATE captures SET removed_batch = ? WHERE id = ? AND pinned = 0 AND removed_batch IS NULL
    RETURNING stored_bytes`);
  const batchOf = db
    .prepare<[number], number | null>('SELECT removed_batch FROM captures WHERE id = ?')
    .pluck();
  const countBatch = db
    .prepare<[number], number>('SELECT count(*) FROM captures WHERE removed_batch = ?')
    .pluck();
  const newestId = db.prepare<[], number | null>('SELECT max(id) FROM captures').pluck();
  const restoreSome = db.prepare<[number, number], { stored_bytes: number }>(`
    UPDATE captures SET removed_batch = NULL
     WHERE id IN (SELECT id FROM captures INDEXED BY captures_removed WHERE removed_batch = ? LIMIT ?)
    RETURNING stored_bytes`);
  const insertUndo = db.prepare<[number]>('INSERT OR IGNORE INTO capture_undos VALUES (?)');
  const deleteUndo = db.prepare<[number]>('DELETE FROM capture_undos WHERE batch = ?');
  const selectUndos = db.prepare<[], number>('SELECT batch FROM capture_undos').pluck();
  const selectHidden = db.prepare<[number, number], RemovedRow>(`
    SELECT c.id, k.body_file FROM captures c JOIN capture_contents k ON k.capture_id = c.id
     WHERE c.removed_batch IS NOT NULL AND c.removed_batch < ?
       AND c.removed_batch NOT IN (SELECT batch FROM capture_undos) AND ${UNUSED} LIMIT ?`);
  const selectOldest = db.prepare<[number, number], RemovedRow & { stored_bytes: number }>(`
    SELECT c.id, c.stored_bytes, k.body_file
      FROM captures c JOIN capture_contents k ON k.capture_id = c.id
     WHERE c.pinned = 0 AND c.removed_batch IS NULL AND c.id > ? AND ${UNUSED}
     ORDER BY c.id LIMIT ?`);
  const selectOldestOwn = db.prepare<[number, number], RemovedRow & { stored_bytes: number }>(`
    SELECT c.id, c.stored_bytes, k.body_file
      FROM captures c JOIN capture_contents k ON k.capture_id = c.id
     WHERE c.import_id IS NULL AND c.pinned = 0 AND c.removed_batch IS NULL AND c.id < ?
       AND ${UNUSED}
     ORDER BY c.id LIMIT ?`);
  const selectOldestImported = db.prepare<[number, number], RemovedRow & { stored_bytes: number }>(`
    SELECT c.id, c.stored_bytes, k.body_file
      FROM capture_origins o CROSS JOIN captures c ON c.id = o.capture_id
                             JOIN capture_contents k ON k.capture_id = c.id
     WHERE o.imported_at < ? AND c.pinned = 0 AND c.removed_batch IS NULL AND ${UNUSED}
     ORDER BY o.imported_at LIMIT ?`);
  const selectThese = db.prepare<[string], RemovedRow & { stored_bytes: number; hidden: number }>(`
    SELECT c.id, c.stored_bytes, k.body_file, c.removed_batch IS NOT NULL AS hidden
      FROM captures c JOIN capture_contents k ON k.capture_id = c.id
     WHERE c.id IN (SELECT value FROM json_each(?))`);
  const selectSizes = db.prepare<
    [number, number],
    { id: number; stored_bytes: number; imported_at: number | null }
  >(`
    SELECT c.id, c.stored_bytes, o.imported_at
      FROM captures c LEFT JOIN capture_origins o ON o.capture_id = c.id
     WHERE c.pinned = 0 AND c.removed_batch IS NULL AND c.id > ? AND ${UNUSED}
     ORDER BY c.id LIMIT ?`);
  const deleteOne = db.prepare<[number]>(`DELETE FROM captures AS c WHERE c.id = ? AND ${UNUSED}`);

  const sum = (rows: { stored_bytes: number }[]): Removed => ({
    count: rows.length,
    bytes: rows.reduce((total, row) => total + row.stored_bytes, 0),
  });

  return {
    /**
     * Hides rows as part of a batch, pinned ones only where asked, until the slice is over.
     *
     * @returns what was hidden, and how many of the rows were looked at.
     */
    mark(
      ids: readonly number[],
      { batch, includePinned }: { batch: number; includePinned: boolean },
      isOver: IsOver,
    ): Removed & { looked: number } {
      const one = includePinned ? markOne : markUnpinned;
      const rows: { stored_bytes: number }[] = [];
      let looked = 0;
      for (const id of ids) {
        rows.push(...one.all(batch, id));
        looked += 1;
        if (isOver()) break;
      }
      return { ...sum(rows), looked };
    },
    /**
     * Brings some of a batch back, until the slice is over, and remembers that all of them are to come; call inside
     * a group commit.
     *
     * @returns what came back, and whether it was the last of the batch.
     */
    restore(batch: number, isOver: IsOver): Removed & { isLast: boolean } {
      const rows: { stored_bytes: number }[] = [];
      let isLast = false;
      do {
        const some = restoreSome.all(batch, FEW);
        rows.push(...some);
        isLast = some.length < FEW;
      } while (!isLast && !isOver());
      if (isLast) deleteUndo.run(batch);
      else insertUndo.run(batch);
      return { ...sum(rows), isLast };
    },
    /** Batches of which some are back and some are not. */
    halfRestored: (): number[] => selectUndos.all(),
    /** Hidden rows of batches before `batch`. */
    hiddenBefore: (batch: number, limit: number): RemovedRow[] => selectHidden.all(batch, limit),
    /** Oldest unpinned rows with an id above `after`. */
    oldest: (after: number, limit: number) => selectOldest.all(after, limit),
    /**
     * Unpinned rows that are older than a time: by their arrival, or by their import. What came in today is
     * young, however old it says it is.
     */
    olderThan: (ms: number, firstIdAt: (ms: number) => number, limit: number) => {
      const own = selectOldestOwn.all(firstIdAt(ms), limit);
      return own.length > 0 ? own : selectOldestImported.all(ms, limit);
    },
    these: (ids: readonly number[]) => selectThese.all(JSON.stringify(ids)),
    /** Those that retention may delete, oldest first, with an id above `after`. */
    sizesAfter: (after: number, limit: number) => selectSizes.all(after, limit),
    /** The batch it was hidden with; null where it is not hidden, or not there at all. */
    batchOf: (id: number): number | null => batchOf.get(id) ?? null,
    countOf: (batch: number): number => countBatch.get(batch) ?? 0,
    newestId: (): number => newestId.get() ?? 0,
    /**
     * Deletes for good, until the slice is over; call inside a group commit.
     *
     * @returns those that went, and how many were looked at: what somebody began to need meanwhile stays.
     */
    purge(ids: readonly number[], isOver: IsOver): { ids: number[]; looked: number } {
      const went: number[] = [];
      let looked = 0;
      for (const id of ids) {
        if (deleteOne.run(id).changes > 0) went.push(id);
        looked += 1;
        if (isOver()) break;
      }
      return { ids: went, looked };
    },
  };
}
