import type { Database } from 'better-sqlite3';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Arrival } from '../arrival.ts';
import { arrivedAt } from '../capture-id.ts';
import { storedBytesOf } from '../capture-writes.ts';
import { openListRows } from '../list-rows.ts';

interface Contents {
  id: number;
  headers: string;
  method: string;
  target: string;
  size_bytes: number;
  failure: Arrival['failure'];
  cut: number | null;
  via_tunnel: number | null;
  replay_of: number | null;
  surplus: number | null;
}

/**
 * Lists captures whose contents are on disk and whose row is not, because the engine ended between the
 * two. What became of them is said by `left-open.ts`. Call inside a transaction.
 *
 * @param after row ids up to this one are not looked at.
 * @returns how many there were.
 */
export function restoreUnlisted(db: Database, after: number): number {
  const rows = openListRows(db);
  const lost = db
    .prepare<[number], Contents>(
      `SELECT k.capture_id AS id, k.headers, k.method, k.target, k.size_bytes, k.failure, k.cut,
              k.via_tunnel, k.replay_of, length(s.bytes) AS surplus
         FROM capture_contents k LEFT JOIN capture_surplus s USING (capture_id)
        WHERE k.capture_id > ? AND k.method IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.id = k.capture_id)`,
    )
    .all(after);
  for (const one of lost) {
    const headers = JSON.parse(one.headers) as HeaderPair[];
    const storedBytes = storedBytesOf(one.headers, one.size_bytes, one.surplus ?? 0);
    const arrival = {
      id: one.id,
      receivedAt: arrivedAt(one.id),
      method: one.method,
      target: one.target,
      headers,
      body: { sizeBytes: one.size_bytes },
      failure: one.failure,
      cut: one.cut === 1,
      viaTunnel: one.via_tunnel === 1,
      replayOf: one.replay_of,
    };
    rows.list({ arrival, storedBytes, outcome: null, sender: null });
  }
  return lost.length;
}
