import type { Database } from 'better-sqlite3';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { MessageRow } from './rows.ts';
import type { SizeStore } from './size-store.ts';

export interface NewMessage extends Omit<MessageRow, 'signs'> {
  signs: boolean;
  idempotencyKey: string | null;
}

export interface NewDelivery {
  messageId: string;
  destinationId: DestinationId;
  forwardId: string | null;
  captureId: number | null;
  eventType: string | null;
  state: 'scheduled' | 'held';
  now: number;
  deadlineAt: number;
  /** It waits for others of this key; null: for none. */
  orderKey: string | null;
}

export type MessageStore = ReturnType<typeof openMessageStore>;

/** Accepts messages: writes `delivery_messages` and their first rows of `deliveries`. */
export function openMessageStore(db: Database, sizes: SizeStore) {
  const insertMessage = db.prepare(`
    INSERT INTO delivery_messages (id, origin, capture_id, event_type, content_type, method, path,
                                   headers, signs, body, body_bytes, idempotency_key, created_at,
                                   facts)
    VALUES (:id, :origin, :capture_id, :event_type, :content_type, :method, :path, :headers,
            :signs, :body, :body_bytes, :idempotencyKey, :created_at, :facts)`);
  // A capture goes to a destination once for each forward, also when it is looked at again.
  const insertDelivery = db.prepare(`
    INSERT INTO deliveries (message_id, destination_id, forward_id, capture_id, event_type, state,
                            next_attempt_at, deadline_at, created_at, order_key)
    VALUES (:messageId, :destinationId, :forwardId, :captureId, :eventType, :state, :dueAt,
            :deadlineAt, :now, :orderKey)`);
  const selectOfKey = db
    .prepare<[DestinationId, string], number>(
      `SELECT 1 FROM deliveries INDEXED BY deliveries_by_key
        WHERE destination_id = +? AND order_key = +? AND finished_at IS NULL LIMIT 1`,
    )
    .pluck();
  const selectOfForward = db
    .prepare<[string, number], number>(
      'SELECT seq FROM deliveries WHERE forward_id = ? AND capture_id = ?',
    )
    .pluck();
  const selectByKey = db
    .prepare<[string], string>('SELECT id FROM delivery_messages WHERE idempotency_key = ?')
    .pluck();
  const selectMessage = db.prepare<[string], MessageRow>(`
    SELECT id, origin, capture_id, event_type, content_type, method, path, headers, signs, body,
           body_bytes, created_at, facts
      FROM delivery_messages WHERE id = ?`);
  const selectSeqs = db
    .prepare<[string], number>('SELECT seq FROM deliveries WHERE message_id = +? ORDER BY seq')
    .pluck();

  return {
    /** Id of the message that came with this key before. */
    byKey: (key: string): string | undefined => selectByKey.get(key),
    addMessage(message: NewMessage): void {
      insertMessage.run({ ...message, signs: message.signs ? 1 : 0 });
      sizes.add(message.body?.length ?? 0);
    },
    /** One that waits behind another of its key is due at no time: the trigger gives it one. */
    addDelivery(delivery: NewDelivery): number {
      const { destinationId, orderKey, now } = delivery;
      const waits = orderKey !== null && selectOfKey.get(destinationId, orderKey) !== undefined;
      return Number(insertDelivery.run({ ...delivery, dueAt: waits ? null : now }).lastInsertRowid);
    },
    wasForwarded: (forwardId: string, captureId: number): boolean =>
      selectOfForward.get(forwardId, captureId) !== undefined,
    get: (id: string): MessageRow | undefined => selectMessage.get(id),
    /** Deliveries of a message, in the order they were accepted. */
    deliveriesOf: (id: string): number[] => selectSeqs.all(id),
  };
}
