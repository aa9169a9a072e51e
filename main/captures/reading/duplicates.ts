import type { Database } from 'better-sqlite3';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { pathOf } from '../arrival.ts';
import { encodeId, idSpan } from '../capture-id.ts';
import type { CaptureRow } from '../capture-row.ts';
import type { CaptureStore } from '../capture-store.ts';

interface Parts {
  db: Database;
  store: CaptureStore;
  /** Lists what is on disk and not in the list yet. */
  settle: () => void;
  /** @throws BackstitchError CAPTURE_NOT_FOUND */
  mustFind: (id: CaptureId) => CaptureRow;
}

interface Row {
  id: number;
  received_at: number;
  status: number | null;
}

/** Without an id of the sender, the same bytes within this time are one event. */
const SAME_BYTES_MS = 600_000;
/** More than these are not listed. */
const MOST_DUPLICATES = 50;
/** Finds what arrived more than once. */
export function createDuplicates({ db, store, settle, mustFind }: Parts) {
  const sameDelivery = db.prepare<[string, string, number], Row>(`
    SELECT id, received_at, status FROM captures
     WHERE delivery_id = +? AND provider = +? AND id <> +? AND removed_batch IS NULL
     ORDER BY id DESC LIMIT ${MOST_DUPLICATES}`);
  const sameBytes = db.prepare<Record<string, string | number>, Row>(`
    SELECT c.id, c.received_at, c.status
      FROM captures c JOIN capture_contents k ON k.capture_id = c.id
     WHERE c.id BETWEEN +:from AND +:to AND c.id <> +:id AND c.removed_batch IS NULL
       AND c.method = +:method AND c.path = +:path AND c.size_bytes = +:size
       AND k.body_sha256 = +:sha256
     ORDER BY c.id DESC LIMIT ${MOST_DUPLICATES}`);

  /** By the sender's id, else by method, path and bytes within a few minutes. */
  function rowsLike(row: CaptureRow): Row[] {
    const { delivery_id: deliveryId, provider } = row;
    settle();
    if (deliveryId !== null && provider !== null) {
      return sameDelivery.all(deliveryId, provider, row.id);
    }
    const sha256 = store.contents(row.id)?.body_sha256 ?? null;
    if (sha256 === null || row.size_bytes === 0) return [];
    const span = idSpan(SAME_BYTES_MS);
    return sameBytes.all({
      from: row.id - span,
      to: row.id + span,
      id: row.id,
      method: row.method,
      path: pathOf(row.target),
      size: row.size_bytes,
      sha256,
    });
  }

  const held = db
    .prepare<[string], number>(
      `SELECT id FROM captures WHERE delivery_id = +? AND removed_batch IS NULL ORDER BY id LIMIT 1`,
    )
    .pluck();

  return {
    /** Row ids of the oldest captures by the id that their sender gave them; those that are not here are left out. */
    heldOf(deliveryIds: readonly string[]): Map<string, number> {
      settle();
      return new Map(
        deliveryIds.flatMap((id) => {
          const rowId = held.get(id);
          return rowId === undefined ? [] : [[id, rowId] as const];
        }),
      );
    },
    /** Other captures that are the same event again, newest first. */
    duplicatesOf: (id: CaptureId) =>
      rowsLike(mustFind(id)).map(({ id: other, received_at: receivedAt, status }) => ({
        id: encodeId(other),
        receivedAt,
        status,
      })),
  };
}
