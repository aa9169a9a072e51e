import type { Database } from 'better-sqlite3';

export interface Unpacked {
  id: number;
  bytes: Buffer;
}

/** A body with what came of packing it; null: it stays as it came. */
export interface Tried {
  id: number;
  packed: Buffer | null;
}

/** The words of the index `contents_unpacked`, which is used for nothing else. */
const PENDING = 'packed IS NULL AND length(body) >= 2048';

/** Reads bodies that nobody tried to pack, and writes what came of it. */
export function openPackingStore(db: Database) {
  const selectPending = db.prepare<[], Unpacked>(`
    SELECT capture_id AS id, body AS bytes FROM capture_contents INDEXED BY contents_unpacked
     WHERE ${PENDING} ORDER BY capture_id`);
  const keepAsItCame = db.prepare<[number]>(
    `UPDATE capture_contents SET packed = x'' WHERE capture_id = ? AND ${PENDING}`,
  );
  const columns = (db.pragma('table_info(capture_contents)') as { name: string }[]).map(
    ({ name }) => ({ body: 'NULL', packed: '?' })[name] ?? `"${name}"`,
  );
  // A row that only gets smaller leaves its page half empty for good: pages are joined where rows are
  // deleted. So rows step aside, all of a slice, and come back.
  db.exec('CREATE TEMP TABLE IF NOT EXISTS packing AS SELECT * FROM capture_contents WHERE 0');
  const stepAside = db.prepare<[Buffer, number]>(`
    INSERT INTO temp.packing SELECT ${columns.join(', ')} FROM capture_contents
     WHERE capture_id = ? AND ${PENDING}`);
  const take = db.prepare(
    'DELETE FROM capture_contents WHERE capture_id IN (SELECT capture_id FROM temp.packing)',
  );
  const comeBack = db.prepare(
    'INSERT INTO capture_contents SELECT * FROM temp.packing ORDER BY capture_id',
  );
  const forget = db.prepare('DELETE FROM temp.packing');

  return {
    /** The oldest ones: up to so many, and up to so many bytes, but at least one where there is one. */
    pending(most: { rows: number; bytes: number }): Unpacked[] {
      const found: Unpacked[] = [];
      let bytes = 0;
      for (const row of selectPending.iterate()) {
        bytes += row.bytes.length;
        if (found.length > 0 && bytes > most.bytes) break;
        found.push(row);
        if (found.length === most.rows) break;
      }
      return found;
    },
    /** Writes what came of a slice; call inside a transaction. What is gone meanwhile stays gone. */
    write(slice: readonly Tried[]): void {
      for (const { id, packed } of slice) {
        if (packed === null) keepAsItCame.run(id);
        else stepAside.run(packed, id);
      }
      take.run();
      comeBack.run();
      forget.run();
    },
  };
}
