import type { z } from 'zod';
import type {
  Delivery,
  DeliveryFilter,
  DeliveryId,
  DeliveryPage,
  DeliverySummary,
  DestinationId,
} from '../../../preload/contract/deliveries.ts';
import type {
  DeliveryGroupsInput,
  DeliveryHistogram,
  DeliveryHistogramInput,
} from '../../../preload/contract/deliveries/overview.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { readDeliverySearch, type TextPattern } from '../../../preload/rules/delivery-search.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import {
  type DeliveryReader,
  deliverySeq,
  type ListedRow,
  conditionOf,
  type RowCondition,
  type RowFilter,
} from '../store/delivery-reader.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import type { DeliveryOverview } from '../store/delivery-overview.ts';
import type { MessageStore } from '../store/message-store.ts';
import { fitsPattern, sqlOfSearch } from '../store/search-condition.ts';
import { toDelivery, toSummary, toTraced, type ViewParts } from './views.ts';

interface Parts {
  reader: DeliveryReader;
  overview: DeliveryOverview;
  /** All that were ever there, also those that were deleted. */
  all: () => Iterable<KeptDestination>;
  messages: MessageStore;
  clock: Clock;
  find: (id: DestinationId) => KeptDestination | undefined;
  /** The delivery of a key that is tried, while the others of it wait. */
  headOfKey: (id: DestinationId, key: string) => number | undefined;
  /** Whether a delivery that the team makes has to get there still. */
  isOnItsWay: (seq: number) => boolean;
  publicId: (captureRowId: number) => CaptureId;
  captureRowId: (id: CaptureId) => number;
  captureBody: (captureRowId: number) => Promise<Buffer | undefined>;
}

/** A trace shows no more spans than that. */
const TRACED = 2000;

type HistogramOf = z.infer<typeof DeliveryHistogramInput>;
type GroupsOf = z.infer<typeof DeliveryGroupsInput>;
type ListInput = DeliveryFilter & { limit: number; before?: string | undefined };

export type DeliveryList = ReturnType<typeof createDeliveryList>;

/** Deliveries as people and scripts see them. */
export function createDeliveryList(parts: Parts) {
  const { reader, messages, clock } = parts;

  function view(): ViewParts {
    const heads = new Map<DestinationId, number | undefined>();
    return {
      headOfKey: ({ id }, key) => parts.headOfKey(id, key),
      isOnItsWay: parts.isOnItsWay,
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
  /** Ids of the destinations that a search names. */
  function named(patterns: readonly TextPattern[]): string[] {
    const ids: string[] = [];
    for (const { id, settings } of parts.all()) {
      const fits = patterns.some(
        (one) => fitsPattern(settings.name, one) || id.toLowerCase() === one.text.toLowerCase(),
      );
      if (fits) ids.push(id);
    }
    return ids;
  }
  /** @throws BackstitchError SEARCH_INVALID */
  function found(search: string): RowCondition {
    const { conditions, problems } = readDeliverySearch(search, clock.now());
    const [problem] = problems;
    if (problem) throw new BackstitchError('SEARCH_INVALID', problem.message, { field: 'search' });
    return sqlOfSearch(conditions, named);
  }
  const rowFilter = ({ captureId, search = '', ...rest }: DeliveryFilter): RowFilter => ({
    ...rest,
    ...(search.trim() !== '' && { found: found(search) }),
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
    found,
    histogram({ from, to, buckets, ...filter }: DeliveryFilter & HistogramOf): DeliveryHistogram {
      const condition = conditionOf(rowFilter(filter));
      return parts.overview.histogram(condition, { from, to, buckets }, clock.now());
    },
    groups({ by, limit, ...filter }: DeliveryFilter & GroupsOf) {
      const nameOf = (id: string): string =>
        parts.find(id as DestinationId)?.settings.name ?? 'Deleted destination';
      return parts.overview.groups(conditionOf(rowFilter(filter)), { by, limit }, nameOf);
    },
    /** One delivery with its attempts, as a trace needs them. */
    traced(id: DeliveryId) {
      const row = reader.one(seqOf({ id }));
      if (row === undefined) throw new BackstitchError('DELIVERY_NOT_FOUND');
      const delivery = toSummary(row, destinationOf(row.destination_id), view());
      const attempts = reader.tracedAttempts(row.seq, TRACED).map(toTraced);
      return { delivery, attempts };
    },
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
