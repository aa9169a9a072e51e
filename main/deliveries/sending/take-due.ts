import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import { atTime, type Breaker } from '../rules/breaker.ts';
import type { DeliveryStore } from '../store/delivery-store.ts';
import type { KeptDestination, Standing } from '../store/destination-store.ts';
import { type Bucket, refill, untilNext } from '../rules/rate.ts';
import type { Begun, DeliveryRow } from '../store/rows.ts';
import { FINAL_LEAD_MS, slotAtStart } from '../rules/schedule.ts';

/** What the queue knows of a destination beside its settings. */
export interface Lane {
  id: DestinationId;
  inFlight: number;
  bucket: Bucket | null;
  /** When it is to be looked at again; null where only news would change anything. */
  nextAt: number | null;
  /** Something is due and there is no room: to be looked at when an attempt ends. */
  starved: boolean;
}

/** A look at one lane: what may go now, and when to look again. */
interface Look {
  lane: Lane;
  rows: DeliveryRow[];
  bucket: Bucket | null;
  breaker: Breaker;
}

export const AT_ONCE = 20;
const EXPIRED_AT_ONCE = 500;
/** Due and not taken although there is room: never at once again, or the queue would spin. */
const AGAIN_MS = 100;
const EXPIRED = 'The 48 hours were over before it could be tried again.';

/** What one turn of the queue took. Memory is changed by the caller, once it is on disk. */
export interface Taken {
  begun: Begun[];
  breakers: { id: DestinationId; breaker: Breaker }[];
  lanes: ({ lane: Lane } & Pick<Lane, 'bucket' | 'nextAt' | 'starved'>)[];
  expired: DeliveryRow[];
}

interface Parts {
  store: DeliveryStore;
  find: (id: DestinationId) => KeptDestination | undefined;
  /** The standing with what ended in this turn. */
  standing: (id: DestinationId) => Standing;
}

/**
 * Takes what is due, in a transaction: round robin over the destinations, in each first attempts
 * before retries and the oldest first.
 *
 * @param lanes in the order in which they are served.
 * @param free how many may begin in all.
 */
export function takeDue(
  parts: Parts,
  lanes: readonly { lane: Lane; inFlight: number }[],
  free: number,
  now: number,
): Taken {
  const expired = lanes.flatMap(({ lane }) => expire(parts, lane.id, now));
  const looks = lanes.flatMap((entry) => look(parts, entry, free, now) ?? []);
  const begun: Begun[] = [];
  for (let round = 0; begun.length < free; round += 1) {
    const inRound = looks.filter(({ rows }) => rows.length > round);
    if (inRound.length === 0) break;
    for (const { rows, bucket } of inRound) {
      const row = rows[round];
      if (row === undefined || begun.length >= free) continue;
      const one = begin(parts, row, now);
      if (one === undefined) continue;
      begun.push(one);
      if (bucket !== null) bucket.tokens -= 1;
    }
  }
  return {
    begun,
    expired,
    breakers: looks.map(({ lane, breaker }) => ({ id: lane.id, breaker })),
    lanes: lanes.map(({ lane, inFlight }) => {
      const seen = looks.find((one) => one.lane === lane);
      const bucket = seen?.bucket ?? lane.bucket;
      const nextAt = nextLook(parts, lane, seen, now);
      if (nextAt === null || nextAt > now) return { lane, bucket, nextAt, starved: false };
      const isFull = inFlight > 0 || begun.length > 0 || free <= 0;
      return { lane, bucket, nextAt: isFull ? null : now + AGAIN_MS, starved: isFull };
    }),
  };
}

function expire({ store }: Parts, id: DestinationId, now: number): DeliveryRow[] {
  const rows = store.endingBy(id, now - 1, EXPIRED_AT_ONCE);
  for (const row of rows) {
    store.end(row.seq, {
      ...row,
      state: 'discarded',
      reason: EXPIRED,
      next_attempt_at: null,
      finished_at: now,
    });
  }
  return rows;
}

function look(
  { store, find, standing }: Parts,
  { lane, inFlight }: { lane: Lane; inFlight: number },
  free: number,
  now: number,
): Look | undefined {
  const destination = find(lane.id);
  const { state, breaker: before } = standing(lane.id);
  if (destination === undefined || state !== 'live') return undefined;
  const { ordering, concurrency, rate } = destination.settings;
  const isFifo = ordering === 'fifo';
  const breaker = atTime(before, now);
  const bucket = rate === null ? null : refill(lane.bucket, rate, now);
  let room = Math.min(free, (isFifo ? 1 : concurrency) - inFlight);
  if (bucket !== null) room = Math.min(room, Math.floor(bucket.tokens));
  if (breaker.state === 'half-open') room = Math.min(room, inFlight > 0 ? 0 : 1);
  const rows = room <= 0 ? [] : rowsFor(store, lane.id, { breaker, isFifo, room, now });
  return { lane, rows, bucket, breaker };
}

function rowsFor(
  store: DeliveryStore,
  id: DestinationId,
  how: { breaker: Breaker; isFifo: boolean; room: number; now: number },
): DeliveryRow[] {
  const { breaker, isFifo, room, now } = how;
  const isFinal = (row: DeliveryRow): boolean => row.deadline_at <= now + FINAL_LEAD_MS;
  if (isFifo) {
    const head = store.head(id);
    if (head?.state !== 'scheduled' || (head.next_attempt_at ?? 0) > now) return [];
    return breaker.state === 'open' && !isFinal(head) ? [] : [head];
  }
  if (breaker.state !== 'open') return store.due(id, now, room);
  // While it cools down, only what would never be tried again goes out.
  return store
    .endingBy(id, now + FINAL_LEAD_MS, room)
    .filter(({ state, next_attempt_at: at }) => state === 'scheduled' && at !== null);
}

function begin({ store, find }: Parts, row: DeliveryRow, now: number): Begun | undefined {
  const offsets = find(row.destination_id)?.offsets ?? [];
  const progress = { offsets, baseAt: row.base_at ?? now, slot: row.slot };
  const slot = slotAtStart(progress, row.next_attempt_at ?? now, now);
  return store.begin(row, { trigger: 'auto', slot, startedAt: now, byHand: false });
}

/** When a lane may have something to do, if nothing happens before. */
function nextLook(
  { store, find, standing }: Parts,
  lane: Lane,
  seen: Look | undefined,
  now: number,
): number | null {
  const destination = find(lane.id);
  const deadline = store.nextDeadline(lane.id);
  if (deadline === null || destination === undefined) return null;
  const final = deadline - FINAL_LEAD_MS;
  // Held ones end at their deadline too.
  if (seen === undefined || standing(lane.id).state !== 'live') return deadline + 1;
  if (seen.breaker.state === 'open') {
    const until = seen.breaker.nothingListens ? null : seen.breaker.until;
    return Math.min(final > now ? final : deadline + 1, until ?? Number.POSITIVE_INFINITY);
  }
  const { ordering, rate } = destination.settings;
  const due = ordering === 'fifo' ? headDue(store, lane.id) : store.nextDue(lane.id);
  if (due === null) return null;
  const wait = seen.bucket === null || rate === null ? 0 : untilNext(seen.bucket, rate);
  return Math.max(due, now + wait);
}

function headDue(store: DeliveryStore, id: DestinationId): number | null {
  const head = store.head(id);
  return head?.state === 'scheduled' ? (head.next_attempt_at ?? null) : null;
}
