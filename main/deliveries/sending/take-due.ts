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
  /** Attempts on the wire, those by hand left out. */
  inFlight: number;
  /** Attempts that are on disk and wait for one on the wire to end. */
  ahead: number;
  /** The last attempt was delivered at once, so that more may be taken than the wire has room for. */
  isQuick: boolean;
  bucket: Bucket | null;
  /** When it is to be looked at again; null where only news would change anything. */
  nextAt: number | null;
  /** Something is due and there is no room: to be looked at when an attempt ends. */
  starved: boolean;
}

/** A lane as it was when a turn began: attempts end while the turn is written. */
export interface LaneNow {
  lane: Lane;
  inFlight: number;
  ahead: number;
}

/** Room for attempts: on the wire, and ahead of it. */
export interface Free {
  wire: number;
  ahead: number;
}

/** A look at one lane: what may go now, and when to look again. */
interface Look {
  lane: Lane;
  rows: DeliveryRow[];
  /** How many of the rows the wire has room for; the others are taken ahead. */
  direct: number;
  bucket: Bucket | null;
  breaker: Breaker;
}

export const AT_ONCE = 20;
/** So many are taken ahead, so that the wire has work while a turn is written. */
export const AHEAD = 40;
const EXPIRED_AT_ONCE = 500;
/** Due and not taken although there is room: never at once again, or the queue would spin. */
const AGAIN_MS = 100;
const EXPIRED = 'The 48 hours were over before it could be tried again.';

/** What one turn of the queue took. Memory is changed by the caller, once it is on disk. */
export interface Taken {
  begun: (Begun & { isAhead: boolean })[];
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
export function takeDue(parts: Parts, lanes: readonly LaneNow[], free: Free, now: number): Taken {
  // Of a shared destination the team takes care.
  const own = lanes.filter(({ lane }) => !isShared(parts, lane.id));
  const expired = own.flatMap(({ lane }) => expire(parts, lane.id, now));
  const looks = own.flatMap((entry) => look(parts, entry, free, now) ?? []);
  const begun: Taken['begun'] = [];
  const left = { ...free };
  for (let round = 0; left.wire > 0 || left.ahead > 0; round += 1) {
    const inRound = looks.filter(({ rows }) => rows.length > round);
    if (inRound.length === 0) break;
    for (const { lane, rows, direct, bucket } of inRound) {
      const row = rows[round];
      const isAhead = round >= direct || left.wire <= 0;
      if (row === undefined || (isAhead && (!lane.isQuick || left.ahead <= 0))) continue;
      const one = begin(parts, row, now);
      if (one === undefined) continue;
      begun.push({ ...one, isAhead });
      left[isAhead ? 'ahead' : 'wire'] -= 1;
      if (bucket !== null) bucket.tokens -= 1;
    }
  }
  return {
    begun,
    expired,
    breakers: looks.map(({ lane, breaker }) => ({ id: lane.id, breaker })),
    lanes: lanes.map(({ lane, inFlight, ahead }) => {
      const seen = looks.find((one) => one.lane === lane);
      const bucket = seen?.bucket ?? lane.bucket;
      const nextAt = nextLook(parts, lane, seen, now);
      if (nextAt === null || nextAt > now) return { lane, bucket, nextAt, starved: false };
      const isFull = inFlight + ahead > 0 || begun.length > 0 || free.wire <= 0;
      return { lane, bucket, nextAt: isFull ? null : now + AGAIN_MS, starved: isFull };
    }),
  };
}

const isShared = ({ find }: Pick<Parts, 'find'>, id: DestinationId): boolean =>
  (find(id)?.settings.shared ?? null) !== null;

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
  { lane, inFlight, ahead }: LaneNow,
  free: Free,
  now: number,
): Look | undefined {
  const destination = find(lane.id);
  const { state, breaker: before } = standing(lane.id);
  if (destination === undefined || state !== 'live') return undefined;
  const { ordering, concurrency, rate } = destination.settings;
  const isFifo = ordering === 'fifo';
  const breaker = atTime(before, now);
  const bucket = rate === null ? null : refill(lane.bucket, rate, now);
  let direct = Math.min(free.wire, (isFifo ? 1 : concurrency) - inFlight - ahead);
  if (bucket !== null) direct = Math.min(direct, Math.floor(bucket.tokens));
  if (breaker.state === 'half-open') direct = Math.min(direct, inFlight > 0 ? 0 : 1);
  direct = Math.max(0, direct);
  const isEager = lane.isQuick && breaker.state === 'closed' && mayRunAhead(destination);
  const room = direct + (isEager ? Math.max(0, Math.min(free.ahead, AHEAD - ahead)) : 0);
  const rows = room <= 0 ? [] : rowsFor(store, lane.id, { breaker, isFifo, room, now });
  return { lane, rows, direct, bucket, breaker };
}

/** Where each attempt has to wait for the one before it, or for its time, nothing is taken ahead. */
export function mayRunAhead({ settings }: KeptDestination): boolean {
  return settings.ordering !== 'fifo' && settings.rate === null;
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
function nextLook(parts: Parts, lane: Lane, seen: Look | undefined, now: number): number | null {
  if (isShared(parts, lane.id)) return null;
  const { store, find, standing } = parts;
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
