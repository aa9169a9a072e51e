import type { Database } from 'better-sqlite3';
import type { DeliveryNotice, DestinationId } from '../../../preload/contract/deliveries.ts';

interface Row {
  id: number;
  at: number;
  destination_id: DestinationId;
  destination_name: string | null;
  kind: DeliveryNotice['kind'];
  text: string;
  times: number;
}

/** More are not read by anybody. */
const KEPT = 200;
const LISTED = 50;

export type NoticeStore = ReturnType<typeof openNoticeStore>;

/** Reads and writes `delivery_notices`. */
export function openNoticeStore(db: Database) {
  // The name comes along: a list of destinations that is asked for by itself may be older.
  const selectNewest = db.prepare<[number], Row>(`
    SELECT notice.*, iif(removed_at IS NULL, settings ->> 'name', NULL) AS destination_name
      FROM delivery_notices AS notice JOIN destinations ON destinations.id = destination_id
     ORDER BY notice.id DESC LIMIT ?`);
  const insert = db.prepare(`
    INSERT INTO delivery_notices (at, destination_id, kind, text, times)
    VALUES (:at, :destinationId, :kind, :text, :times)`);
  const update = db.prepare<[number, number, string, number]>(
    'UPDATE delivery_notices SET at = ?, times = times + ?, text = ? WHERE id = ?',
  );
  const trim = db.prepare<[number]>('DELETE FROM delivery_notices WHERE id <= ?');
  const removeAll = db.prepare('DELETE FROM delivery_notices');
  return {
    /** @returns its id. */
    add(notice: Omit<DeliveryNotice, 'id' | 'destinationName'>): number {
      const id = Number(insert.run(notice).lastInsertRowid);
      trim.run(id - KEPT);
      return id;
    },
    /** More of the same, with the words of the last. */
    again: (id: number, at: number, times: number, text: string): void =>
      void update.run(at, times, text, id),
    newest: (): DeliveryNotice[] =>
      selectNewest
        .all(LISTED)
        .map(({ destination_id: destinationId, destination_name: destinationName, ...row }) => ({
          ...row,
          destinationId,
          destinationName,
        })),
    removeAll: (): number => removeAll.run().changes,
  };
}
