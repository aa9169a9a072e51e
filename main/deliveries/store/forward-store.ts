import type { Database } from 'better-sqlite3';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Forward, ForwardInput } from '../../../preload/contract/deliveries/forwards.ts';

/** A forward as the engine holds it. */
export interface KeptForward extends Forward {
  /** Row id of the newest capture when it was switched on: older ones are not sent. */
  afterCapture: number;
  /** The newest capture it looked at. */
  seenCapture: number;
}

interface Row {
  id: string;
  destination_id: DestinationId;
  settings: string;
  after_capture: number;
  seen_capture: number;
  sent: number;
  problem: string | null;
}

/** Reads and writes `forwards`. */
export function openForwardStore(db: Database) {
  const selectAll = db.prepare<[], Row>('SELECT * FROM forwards ORDER BY rowid');
  const upsert = db.prepare(`
    INSERT INTO forwards (id, destination_id, settings, after_capture, seen_capture, sent, problem)
    VALUES (:id, :destinationId, :settings, :afterCapture, :seenCapture, :sent, :problem)
    ON CONFLICT (id) DO UPDATE SET destination_id = :destinationId, settings = :settings,
      after_capture = :afterCapture, seen_capture = :seenCapture, sent = :sent,
      problem = :problem`);
  const saveSeen = db.prepare<[number, number, string | null, string]>(`
    UPDATE forwards SET seen_capture = max(seen_capture, ?), sent = sent + ?, problem = ?
     WHERE id = ?`);
  const remove = db.prepare<[string]>('DELETE FROM forwards WHERE id = ?');
  return {
    all: (): KeptForward[] =>
      selectAll.all().map((row) => ({
        ...(JSON.parse(row.settings) as ForwardInput),
        id: row.id,
        destinationId: row.destination_id,
        afterCapture: row.after_capture,
        seenCapture: row.seen_capture,
        sent: row.sent,
        problem: row.problem,
      })),
    put(forward: KeptForward): void {
      const { id, sent, problem, afterCapture, seenCapture, ...settings } = forward;
      upsert.run({
        id,
        sent,
        problem,
        afterCapture,
        seenCapture,
        destinationId: forward.destinationId,
        settings: JSON.stringify(settings),
      });
    },
    saveSeen: (id: string, seen: number, sent: number, problem: string | null): void =>
      void saveSeen.run(seen, sent, problem, id),
    remove: (id: string): number => remove.run(id).changes,
  };
}
