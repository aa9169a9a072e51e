import type { Database } from 'better-sqlite3';
import type { DeliveryLimits } from './retention.ts';

/** How many deliveries each limit by itself would delete now. */
export interface DeliveryEffect {
  keepDeliveryDays: number;
  keepDeliveryBytes: number;
}

const DAY_MS = 86_400_000;
const SLICE = 1000;

/**
 * Counts what limits would delete of deliveries that ended, the oldest first, with a turn of the
 * event loop after each slice. Deletes nothing.
 */
export function createDeliveryEffect(db: Database, bytesHeld: () => number) {
  const countOld = db
    .prepare<[number], number>(
      `SELECT count(*) FROM deliveries INDEXED BY deliveries_by_end
        WHERE finished_at IS NOT NULL AND finished_at < ? AND state <> 'sending'`,
    )
    .pluck();
  const selectSizes = db.prepare<[number], { bytes: number }>(`
    SELECT coalesce((SELECT sum(length(response_body)) FROM delivery_attempts
                      WHERE delivery_seq = seq), 0)
         + coalesce((SELECT length(body) FROM delivery_messages
                      WHERE id = message_id), 0) AS bytes
      FROM deliveries INDEXED BY deliveries_by_end
     WHERE finished_at IS NOT NULL AND state <> 'sending'
     ORDER BY finished_at LIMIT ${SLICE} OFFSET ?`);

  return async (limits: DeliveryLimits, now: number): Promise<DeliveryEffect> => {
    const keepDeliveryDays = countOld.get(now - limits.days * DAY_MS) ?? 0;
    let surplus = bytesHeld() - limits.bytes;
    let keepDeliveryBytes = 0;
    while (surplus > 0) {
      const rows = selectSizes.all(keepDeliveryBytes);
      for (const { bytes } of rows) {
        if (surplus <= 0) break;
        surplus -= bytes;
        keepDeliveryBytes += 1;
      }
      if (rows.length < SLICE) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { keepDeliveryDays, keepDeliveryBytes };
  };
}
