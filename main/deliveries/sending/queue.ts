import type { Attempt, DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { Made } from './attempt.ts';
import { AT_ONCE, type Claimed, claimDue, type Lane } from './claims.ts';
import type { DeliveryStore } from '../store/delivery-store.ts';
import type { DestinationStore, KeptDestination, Standing } from '../store/destination-store.ts';
import { afterEnd, afterInterruption, type Ended, standingAfter } from '../rules/ending.ts';
import type { Begun, LiveTry } from '../store/rows.ts';
import { WINDOW_MS } from '../rules/schedule.ts';

export interface QueueParts {
  store: DeliveryStore;
  destinations: DestinationStore;
  commit: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  /** A number from 0 to 1. */
  random: () => number;
  find: (id: DestinationId) => KeptDestination | undefined;
  ids: () => Iterable<DestinationId>;
  attempt: (begun: Begun, destination: KeptDestination, signal: AbortSignal) => Promise<Made>;
  /** Told once it is on disk. */
  onChange: (seqs: number[], destinationId: DestinationId | null) => void;
  /** Told when breaker, counters or state of a destination may have changed. */
  onStanding: (destination: KeptDestination) => void;
  onOff: (destination: KeptDestination, last: string) => void;
  /** Told what a destination will be, while it still is as before. */
  onFortune: (destination: KeptDestination, after: Standing, last: string) => void;
  log: (message: string, error: unknown) => void;
}

interface Running {
  begun: Begun;
  stop: AbortController;
  cancelAsked: boolean;
  ended: Promise<void>;
  made?: Made;
}

interface Try {
  trigger: Exclude<Attempt['trigger'], 'auto'>;
  /** A failure leaves the delivery as it was. */
  byHand: boolean;
  /** Runs in the transaction that begins, if the delivery is not being sent. */
  before?: () => void;
  live?: LiveTry;
}

/** No wake-up is further away: a clock that is set, or a sleep, is noticed within this time. */
const LONGEST_WAIT_MS = 30_000;
const AFTER_FAILED_WRITE_MS = 1000;
const GATHER_MS = 2;
const GATHERED = 10;
const QUIT_MS = 5000;

export type Queue = ReturnType<typeof createQueue>;

/**
 * Makes the attempts that are due. One turn is one transaction: it writes what ended and takes what
 * is due, and only then is anything sent.
 */
export function createQueue(parts: QueueParts) {
  const { store, clock, find } = parts;
  const lanes = new Map<DestinationId, Lane>();
  const running = new Map<number, Running>();
  let ended: { entry: Ended; made: Made; done: () => void }[] = [];
  let working: Promise<void> | null = null;
  let again = false;
  let started = false;
  let closing = false;
  let turns = 0;
  let lastNow = clock.now();
  let cancelTimer = (): void => {};

  const laneOf = (id: DestinationId): Lane => {
    const known = lanes.get(id);
    if (known !== undefined) return known;
    const lane: Lane = { id, inFlight: 0, bucket: null, nextAt: 0, starved: false };
    lanes.set(id, lane);
    return lane;
  };

  /** Looks again, now; at one destination, or at all. */
  function wake(id?: DestinationId): void {
    if (id === undefined) for (const each of parts.ids()) laneOf(each).nextAt = 0;
    else laneOf(id).nextAt = 0;
    run();
  }

  function run(): void {
    again = true;
    working ??= work().finally(() => {
      working = null;
    });
  }

  async function work(): Promise<void> {
    cancelTimer();
    let wait = LONGEST_WAIT_MS;
    while (again) {
      again = false;
      if (isWorthWaiting()) await gather();
      try {
        wait = await turn();
      } catch (error) {
        parts.log('The queue of deliveries could not be written; it tries again.', error);
        wait = AFTER_FAILED_WRITE_MS;
      }
    }
    if (!closing && started) cancelTimer = clock.after(wait, run);
  }

  /** Most of what is under way may end in a moment: one commit for all is cheaper. */
  function isWorthWaiting(): boolean {
    return !closing && ended.length > 0 && ended.length < GATHERED && running.size > ended.length;
  }

  /** @returns ms until the next look. */
  async function turn(): Promise<number> {
    const now = clock.now();
    if (now < lastNow - 1000) for (const each of parts.ids()) laneOf(each).nextAt = 0;
    const isBack = now < lastNow - 1000;
    lastNow = now;
    const batch = ended;
    turns += 1;
    const due = dueLanes(now, batch);
    if (batch.length === 0 && due.length === 0 && !isBack) return untilNext(now);
    const { standings, claimed } = await parts.commit.commit(() => {
      if (isBack) store.mendClock(now + WINDOW_MS);
      return write(batch, due, now);
    });
    ended = ended.slice(batch.length);
    remember(batch, standings, claimed);
    for (const begun of claimed.begun) launch(begun);
    if (claimed.expired.length > 0) again = true;
    return untilNext(clock.now());
  }

  /** Those that may have something to send, beginning with another one each time. */
  function dueLanes(now: number, batch: typeof ended): { lane: Lane; inFlight: number }[] {
    if (closing || !started) return [];
    const freed = new Map<Lane, number>();
    for (const { entry } of batch) {
      const lane = laneOf(entry.destination.id);
      if (isCounted(entry.begun)) freed.set(lane, (freed.get(lane) ?? 0) + 1);
    }
    const all = [...lanes.values()].filter(
      (lane) => freed.has(lane) || (lane.nextAt !== null && lane.nextAt <= now),
    );
    const first = all.length === 0 ? 0 : turns % all.length;
    return [...all.slice(first), ...all.slice(0, first)].map((lane) => ({
      lane,
      inFlight: lane.inFlight - (freed.get(lane) ?? 0),
    }));
  }

  /** Runs in a transaction, perhaps twice: it leaves memory as it is. */
  function write(
    batch: typeof ended,
    due: { lane: Lane; inFlight: number }[],
    now: number,
  ): { standings: Map<DestinationId, Standing>; claimed: Claimed } {
    const standings = new Map<DestinationId, Standing>();
    const standing = (id: DestinationId): Standing => standings.get(id) ?? standingOf(find(id));
    for (const { entry, made } of batch) {
      const { begun } = entry;
      const change = afterEnd(entry, parts.random());
      store.finishAttempt(begun.attemptId, made.made);
      store.end(begun.row.seq, change);
      const { id } = entry.destination;
      standings.set(id, standingAfter(standing(id), entry, change, parts.random()));
    }
    const free = AT_ONCE - [...running.values()].filter(({ begun }) => isCounted(begun)).length;
    const freed = batch.filter(({ entry }) => isCounted(entry.begun)).length;
    const claimed = claimDue({ store, find, standing }, due, free + freed, now);
    for (const { id, breaker } of claimed.breakers) {
      if (breaker !== standing(id).breaker) standings.set(id, { ...standing(id), breaker });
    }
    for (const [id, next] of standings) parts.destinations.saveStanding(id, next);
    return { standings, claimed };
  }

  function remember(
    batch: typeof ended,
    standings: Map<DestinationId, Standing>,
    claimed: Claimed,
  ): void {
    for (const [id, standing] of standings) {
      const destination = find(id);
      if (destination === undefined) continue;
      const wasLive = destination.state === 'live';
      const last = batch.findLast(({ entry }) => entry.destination.id === id)?.entry.words ?? '';
      parts.onFortune(destination, standing, last);
      Object.assign(destination, standing);
      parts.onStanding(destination);
      if (wasLive && standing.state === 'off') parts.onOff(destination, last);
    }
    for (const { lane, ...seen } of claimed.lanes) Object.assign(lane, seen);
    if (batch.length > 0) {
      for (const lane of lanes.values()) if (lane.starved) lane.nextAt = 0;
    }
    for (const { entry, done } of batch) {
      const { seq } = entry.begun.row;
      running.delete(seq);
      const lane = laneOf(entry.destination.id);
      if (isCounted(entry.begun)) lane.inFlight -= 1;
      if (!closing) lane.nextAt = 0;
      again ||= !closing;
      done();
    }
    const seqs = [
      ...batch.map(({ entry }) => entry.begun.row.seq),
      ...claimed.begun.map(({ row }) => row.seq),
      ...claimed.expired.map(({ seq }) => seq),
    ];
    const touched = new Set([
      ...batch.map(({ entry }) => entry.destination.id),
      ...claimed.lanes.map(({ lane }) => lane.id),
    ]);
    if (seqs.length > 0) {
      const [only] = touched;
      parts.onChange(seqs, touched.size === 1 ? (only ?? null) : null);
    }
  }

  function untilNext(now: number): number {
    let next = now + LONGEST_WAIT_MS;
    for (const { nextAt } of lanes.values()) if (nextAt !== null) next = Math.min(next, nextAt);
    return Math.max(0, next - now);
  }

  /** Sends what was claimed. Its row is on disk by now. */
  function launch(begun: Begun): Running {
    const { promise, resolve } = Promise.withResolvers<void>();
    const entry: Running = {
      begun,
      stop: new AbortController(),
      cancelAsked: false,
      ended: promise,
    };
    running.set(begun.row.seq, entry);
    if (isCounted(begun)) laneOf(begun.row.destination_id).inFlight += 1;
    send(entry, resolve).catch((error: unknown) => {
      parts.log('An attempt broke off.', error);
      resolve();
    });
    return entry;
  }

  async function send(entry: Running, done: () => void): Promise<void> {
    const { begun, stop } = entry;
    const destination = find(begun.row.destination_id);
    if (destination === undefined) throw new Error('the destination is unknown');
    const made = await parts.attempt(begun, destination, stop.signal);
    entry.made = made;
    const { verdict, words } = made;
    const { cancelAsked } = entry;
    if (verdict.kind === 'canceled' && !cancelAsked) {
      // Stopped because the program ends: the next start finds it interrupted.
      done();
      return;
    }
    const endedAt = made.made.finishedAt;
    ended.push({ entry: { begun, destination, verdict, words, endedAt, cancelAsked }, made, done });
    run();
  }

  return {
    wake,
    /** Takes up what an earlier run left, and begins. */
    async start(): Promise<void> {
      const now = clock.now();
      await parts.commit.commit(() => {
        store.mendClock(now + WINDOW_MS);
        for (const row of store.interrupted(now)) {
          store.end(row.seq, afterInterruption(row, now, parts.random()));
        }
      });
      started = true;
      wake();
    },
    isSending: (seq: number): boolean => running.has(seq),
    /**
     * Tries a delivery now, whatever its schedule, the breaker and the rate say, and waits for it.
     *
     * @returns how it went; undefined where the program ended meanwhile.
     * @throws BackstitchError DELIVERY_REFUSED, while it is being sent.
     */
    async tryNow(seq: number, { trigger, byHand, before, live }: Try): Promise<Made | undefined> {
      const startedAt = clock.now();
      const begun = await parts.commit.commit(() => {
        if (store.get(seq)?.state === 'sending') return undefined;
        before?.();
        const row = store.get(seq);
        return row && store.begin(row, { trigger, slot: row.slot, startedAt, byHand });
      });
      if (begun === undefined) {
        throw new BackstitchError('DELIVERY_REFUSED', 'This delivery is being sent right now.');
      }
      const entry = launch(live === undefined ? begun : { ...begun, live });
      parts.onChange([seq], begun.row.destination_id);
      await entry.ended;
      return entry.made;
    },
    /** Stops an attempt under way and waits until it is written. */
    async stopSending(seq: number): Promise<void> {
      const entry = running.get(seq);
      if (entry === undefined) return;
      entry.cancelAsked = true;
      entry.stop.abort();
      await entry.ended;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closing = true;
      cancelTimer();
      const all = Promise.all([...running.values()].map(({ ended: end }) => end));
      await Promise.race([all, quitTime()]);
      for (const { stop } of running.values()) stop.abort();
      await working;
    },
  };
}

const gather = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, GATHER_MS);
  });

const quitTime = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, QUIT_MS).unref();
  });

/** Attempts by hand take no slot: somebody waits for them. */
const isCounted = ({ trigger }: Begun): boolean => trigger === 'auto';

function standingOf(destination: KeptDestination | undefined): Standing {
  if (destination === undefined) throw new Error('the destination is unknown');
  const { state, offReason, breaker, failures, firstFailureAt, discarded } = destination;
  return { state, offReason, breaker, failures, firstFailureAt, discarded };
}
