import type { Delivery } from '../../../preload/contract/deliveries.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { MessageFacts } from '../engines/facts.ts';
import type { ListedRow } from '../store/delivery-reader.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import { newMessageId } from './message-id.ts';
import { orderKeyOf } from './order-key.ts';
import type { MessageStore } from '../store/message-store.ts';
import { WINDOW_MS } from '../rules/schedule.ts';

/** A message that is to be accepted. */
export interface Message {
  origin: Delivery['origin'];
  eventType: string | null;
  contentType: string;
  body: Buffer;
  /** The capture it is made of: row id. */
  captureId: number | null;
  /** Whether the body is that of the capture, byte for byte. */
  isCaptured: boolean;
  method: string;
  path: string | null;
  headers: readonly HeaderPair[] | null;
  /** False: it goes out with the signature it came with. */
  signs: boolean;
  idempotencyKey: string | null;
  forwardId: string | null;
  /** What event engines are told of its capture; null for none. */
  facts: MessageFacts | null;
}

export interface Accepted {
  messageId: string;
  /** The key was seen before: nothing was queued. */
  known: boolean;
  seqs: number[];
}

/** With the rows as lists read them. */
export interface AcceptedRows extends Accepted {
  rows: ListedRow[];
}

/** Longer bodies of captures are not copied: they stand in the capture. */
const COPIED_BYTES = 64 * 1024;

/** Writes a message with a delivery for each destination. Call it in a transaction. */
export function accept(
  store: MessageStore,
  message: Message,
  destinations: readonly KeptDestination[],
  now: number,
): Accepted {
  const { idempotencyKey, body, captureId, forwardId, eventType } = message;
  const before = idempotencyKey === null ? undefined : store.byKey(idempotencyKey);
  if (before !== undefined) {
    return { messageId: before, known: true, seqs: store.deliveriesOf(before) };
  }
  const id = newMessageId(now);
  const isLong = message.isCaptured && body.length > COPIED_BYTES;
  store.addMessage({
    id,
    origin: message.origin,
    capture_id: captureId,
    event_type: eventType,
    content_type: message.contentType,
    method: message.method,
    path: message.path,
    headers: message.headers && JSON.stringify(message.headers),
    facts: message.facts && JSON.stringify(message.facts),
    signs: message.signs,
    body: isLong ? null : body,
    body_bytes: body.length,
    idempotencyKey,
    created_at: now,
  });
  const seqs = destinations.map(({ id: destinationId, state, settings }) =>
    store.addDelivery({
      messageId: id,
      destinationId,
      forwardId,
      captureId,
      eventType,
      state: state === 'live' || settings.shared !== null ? 'scheduled' : 'held',
      now,
      deadlineAt: now + WINDOW_MS,
      orderKey:
        settings.ordering === 'keyed' && settings.orderKey !== null
          ? orderKeyOf(settings.orderKey, message)
          : null,
    }),
  );
  return { messageId: id, known: false, seqs };
}

/** Whether a destination takes events of a type: none named takes all, `order.*` a prefix. */
export function takesEvent(events: readonly string[], eventType: string | null): boolean {
  if (events.length === 0) return true;
  if (eventType === null) return false;
  return events.some((pattern) =>
    pattern.endsWith('*') ? eventType.startsWith(pattern.slice(0, -1)) : pattern === eventType,
  );
}
