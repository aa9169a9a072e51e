import type {
  Delivery,
  DeliveryFilter,
  DeliveryId,
  DeliveryPage,
  DeliverySummary,
  DestinationId,
} from '../../../preload/contract/deliveries.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import {
  type DeliveryReader,
  deliverySeq,
  type ListedRow,
  type RowFilter,
} from '../store/delivery-reader.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import type { MessageStore } from '../store/message-store.ts';
import { toDelivery, toSummary, toTraced, type ViewParts } from './views.ts';

interface Parts {
  reader: DeliveryReader;
  messages: MessageStore;
  clock: Clock;
  find: (id: DestinationId) => KeptDestination | undefined;
  /** The delivery of a key that is tried, while the others of it wait. */
  headOfKey: (id: DestinationId, key: string) => number | undefined;
  publicId: (captureRowId: number) => CaptureId;
  captureRowId: (id: CaptureId) => number;
  captureBody: (captureRowId: number) => Promise<Buffer | undefined>;
}

/** A trace shows no more spans than that. */
const TRACED = 2000;

type ListInput = DeliveryFilter & { limit: number; before?: string | undefined };

export type DeliveryList = ReturnType<typeof createDeliveryList>;

/** Deliveries as people and scripts see them. */
export function createDeliveryList(parts: Parts) {
  const { reader, messages, clock } = parts;

  function view(): ViewParts {
    const heads = new Map<DestinationId, number | undefined>();
    return {
      headOfKey: ({ id }, key) => parts.headOfKey(id, key),
      publicId: parts.publicId,
      now: clock.now(),
      headOf({ id }) {
        if (!heads.has(id)) heads.set(id, reader.head(id));
        return heads.get(id);
      },
    };
  }
  function destinationOf(id: DestinationId): KeptDestination {
    const destination = parts.find(id);
    if (destination === undefined) throw new BackstitchError('DESTINATION_NOT_FOUND');
    return destination;
  }
  const rowFilter = ({ captureId, ...rest }: DeliveryFilter): RowFilter => ({
    ...rest,
    ...(captureId !== undefined && { captureRowId: parts.captureRowId(captureId) }),
  });

  return {
    destinationOf,
    summaries(rows: readonly ListedRow[]): DeliverySummary[] {
      const shown = view();
      return rows.map((row) => toSummary(row, destinationOf(row.destination_id), shown));
    },
    list(input: ListInput): DeliveryPage {
      const { limit, before, ...filter } = input;
      const below = before === undefined ? undefined : deliverySeq(before);
      const rows = reader.page(rowFilter(filter), limit + 1, below ?? Number.MAX_SAFE_INTEGER);
      const shown = view();
      const items = rows
        .slice(0, limit)
        .map((row) => toSummary(row, destinationOf(row.destination_id), shown));
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    count: (input: DeliveryFilter) => reader.count(rowFilter(input)),
    /** The deliveries of a capture with their attempts, oldest first, and how many there are in all. */
    traceOf(captureId: CaptureId) {
      const filter = rowFilter({ captureId });
      const shown = view();
      const rows = reader.page(filter, TRACED, Number.MAX_SAFE_INTEGER).toReversed();
      let left = TRACED;
      const deliveries = rows.map((row) => {
        const attempts = reader.tracedAttempts(row.seq, left).map(toTraced);
        left -= attempts.length;
        const delivery = toSummary(row, destinationOf(row.destination_id), shown);
        const given = attempts.length;
        const attemptCount = left > 0 ? given : Math.max(given, delivery.attempts);
        return { delivery, attempts, attemptCount };
      });
      return { deliveries, deliveryCount: reader.count(filter).count };
    },
    async get(input: { id: DeliveryId }): Promise<Delivery> {
      const row = reader.one(seqOf(input));
      const message = row && messages.get(row.message_id);
      if (row === undefined || message === undefined) {
        throw new BackstitchError('DELIVERY_NOT_FOUND');
      }
      const captureId = message.body === null ? message.capture_id : null;
      const body = captureId === null ? undefined : await parts.captureBody(captureId);
      return toDelivery(row, destinationOf(row.destination_id), {
        message,
        body: message.body ?? body,
        attempts: reader.attempts(row.seq),
        view: view(),
      });
    },
  };
}

/** The row id of a delivery. @throws BackstitchError DELIVERY_NOT_FOUND */
export function seqOf({ id }: { id: DeliveryId }): number {
  const seq = deliverySeq(id);
  if (seq === undefined) throw new BackstitchError('DELIVERY_NOT_FOUND');
  return seq;
}
