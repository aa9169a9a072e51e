import { setTimeout as sleep } from 'node:timers/promises';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { isStorageError } from '../../store/health.ts';
import { brokenAttempt, type Made } from './attempt.ts';
import { createLanes } from './lanes.ts';
import type { Taken } from './take-due.ts';
import {
  type Batch,
  type EndedAttempt,
  standingOf,
  withoutAnswer,
  writeTurn,
  type Written,
} from './turn.ts';
import { createWire, type Waiting } from './wire.ts';
import type { DeliveryStore } from '../store/delivery-store.ts';
import type { DestinationStore, KeptDestination, Standing } from '../store/destination-store.ts';
import { afterInterruption } from '../rules/next-state.ts';
import type { Begun, LiveTry } from '../store/rows.ts';
import { WINDOW_MS } from '../rules/schedule.ts';

export interface QueueParts {
  store: DeliveryStore;
  destinations: DestinationStore;
  commit: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  /** A number from 0 to 1. */
  random: () => number;
  /** An attempt that took no longer is one of a destination that can have more taken ahead. */
  quickMs: number;
  find: (id: DestinationId) => KeptDestination | undefined;
  ids: () => Iterable<DestinationId>;
  attempt: (begun: Begun, destination: KeptDestination, signal: AbortSignal) => Promise<Made>;
  /** Told once it is on disk. */
  onChange: (seqs: number[], destinationId: DestinationId | null) => void;
  /** Told when breaker, counters or state of a destination may have changed. */
  onStanding: (destination: KeptDestination) => void;
  onOff: (destination: KeptDestination, last: string) => void;
  /** Told what a destination was and is, and how many deliveries to it were given up. */
  onFortune: (before: KeptDestination, after: Standing, last: string, givenUp: number) => void;
  log: (message: string, error: unknown) => void;
}

interface Running extends Waiting {
  stop: AbortController;
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
/** Where the wire has work meanwhile, so many times 2 ms may pass. */
const MOST_WAITS = 5;
const QUIT_MS = 5000;

export type Queue = ReturnType<typeof createQueue>;

/**
 * Makes the attempts that are due. One turn is one transaction: it writes what ended and takes what
 * is due, and only then is anything sent.
 */
export function createQueue(parts: QueueParts) {
  const { store, clock, find } = parts;
  const lanes = createLanes(parts.ids);
  const running = new Map<number, Running>();
  const wire = createWire<Running>({
    find,
    laneOf: lanes.of,
    send(entry) {
      send(entry).catch((error: unknown) => parts.log('An attempt broke off.', error));
    },
  });
  let ended: EndedAttempt[] = [];
  let working: Promise<void> | null = null;
  let again = false;
  let started = false;
  let closing = false;
  let turns = 0;
  let lastNow = clock.now();
  let cancelTimer = (): void => {};

  /** Looks again, now; at one destination, or at all. */
  function wake(id?: DestinationId): void {
    lanes.lookAt(id);
    run();
  }

  function run(): void {
    again = true;
    working ??= work().finally(() => {
      working = null;
      // Asked for between the last look and this moment: nobody else would look.
      if (again) run();
    });
  }

  async function work(): Promise<void> {
    cancelTimer();
    let nextAt = clock.now() + LONGEST_WAIT_MS;
    while (again) {
      again = false;
      for (let waits = 0; isWorthWaiting(waits); waits += 1) await sleep(GATHER_MS);
      try {
        nextAt = await turn();
      } catch (error) {
        parts.log('The queue of deliveries could not be written; it tries again.', error);
        // What cannot be written as it came must not keep the rest from being written.
        if (!isStorageError(error)) ended = ended.map(withoutAnswer);
        nextAt = clock.now() + AFTER_FAILED_WRITE_MS;
      }
    }
    if (closing || !started) return;
    // From what the turn took for now: a computer that slept since then has nothing more to wait for.
    const wait = Math.min(Math.max(0, nextAt - clock.now()), LONGEST_WAIT_MS);
    cancelTimer = clock.after(wait, run);
  }

  /** Most of what is under way may end in a moment: one commit for all is cheaper. */
  function isWorthWaiting(waits: number): boolean {
    if (closing || waits >= (wire.standsReady() > 0 ? MOST_WAITS : 1)) return false;
    if (ended.length === 0 || ended.length >= GATHERED || wire.untaken().length > 0) return false;
    return running.size > ended.length;
  }

  /** @returns when to look next. */
  async function turn(): Promise<number> {
    const now = clock.now();
    const isBack = now < lastNow - 1000;
    if (isBack) lanes.lookAt();
    lastNow = now;
    wire.sift();
    // What ends while it is written is for the next turn.
    const batch = { ended: [...ended], untaken: [...wire.untaken()] };
    turns += 1;
    const due = closing || !started ? [] : lanes.due(now, batch.ended, turns);
    const longest = now + LONGEST_WAIT_MS;
    if (batch.ended.length + batch.untaken.length + due.length === 0 && !isBack)
      return lanes.nextAt(longest);
    const free = wire.free();
    const written = await parts.commit.commit(() => {
      if (isBack) store.mendClock(now + WINDOW_MS);
      return writeTurn(parts, batch, due, { free, now });
    });
    ended = ended.slice(batch.ended.length);
    wire.forget(batch.untaken.length);
    remember(batch, written);
    const taken = written.taken.begun.map(({ isAhead, ...begun }) => enter(begun, isAhead));
    wire.add(taken);
    if (closing) wire.stop();
    if (written.taken.expired.length > 0 || wire.untaken().length > 0) again = true;
    return lanes.nextAt(longest);
  }

  /** Takes over what is on disk now. Whoever is told of it cannot keep a slot from being freed. */
  function remember({ ended: batch, untaken }: Batch, written: Written): void {
    const { standings, exhausted, taken } = written;
    const tell: (() => void)[] = [];
    for (const id of new Set([...standings.keys(), ...exhausted.keys()])) {
      const destination = find(id);
      if (destination === undefined) continue;
      const before = { ...destination };
      const standing = standings.get(id) ?? standingOf(destination);
      const last = batch.findLast(({ entry }) => entry.destination.id === id)?.entry.words ?? '';
      Object.assign(destination, standing);
      tell.push(
        () => parts.onFortune(before, standing, last, exhausted.get(id) ?? 0),
        () => parts.onStanding(destination),
      );
      const isOff = before.state === 'live' && standing.state === 'off';
      if (isOff) tell.push(() => parts.onOff(destination, last));
    }
    for (const { lane, ...seen } of taken.lanes) Object.assign(lane, seen);
    if (batch.length > 0) lanes.lookAtStarved();
    for (const { entry, done } of batch) {
      const { seq } = entry.begun.row;
      running.delete(seq);
      if (!closing) lanes.lookAt(entry.destination.id);
      again ||= !closing;
      done();
    }
    for (const { begun, done } of untaken) {
      running.delete(begun.row.seq);
      if (!closing) lanes.lookAt(begun.row.destination_id);
      done();
    }
    tell.push(() => tellOf({ ended: batch, untaken }, taken));
    for (const one of tell) {
      try {
        one();
      } catch (error) {
        parts.log('A reader of the queue failed.', error);
      }
    }
  }

  function tellOf({ ended: batch, untaken }: Batch, taken: Taken): void {
    const seqs = [
      ...batch.map(({ entry }) => entry.begun.row.seq),
      ...untaken.map(({ begun }) => begun.row.seq),
      ...taken.begun.map(({ row }) => row.seq),
      ...taken.expired.map(({ seq }) => seq),
    ];
    const touched = new Set([
      ...batch.map(({ entry }) => entry.destination.id),
      ...untaken.map(({ begun }) => begun.row.destination_id),
      ...taken.lanes.map(({ lane }) => lane.id),
    ]);
    if (seqs.length === 0) return;
    const [only] = touched;
    parts.onChange(seqs, touched.size === 1 ? (only ?? null) : null);
  }

  /** What was taken is under way from now on, until its end is on disk. */
  function enter(begun: Begun, isAhead: boolean): Running {
    const { promise, resolve: done } = Promise.withResolvers<void>();
    const stop = new AbortController();
    const entry: Running = { begun, isAhead, stop, cancelAsked: false, ended: promise, done };
    running.set(begun.row.seq, entry);
    return entry;
  }

  async function send(entry: Running): Promise<void> {
    const { begun, stop, done } = entry;
    const destination = find(begun.row.destination_id);
    if (destination === undefined) throw new Error('the destination is unknown');
    const made = await parts.attempt(begun, destination, stop.signal).catch((error: unknown) => {
      parts.log('An attempt failed inside Backstitch; it is tried again.', error);
      return brokenAttempt(error, clock.now());
    });
    entry.made = made;
    const { verdict, words } = made;
    const { cancelAsked } = entry;
    wire.freed(entry, verdict.kind === 'delivered' && made.made.result.totalMs < parts.quickMs);
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
    /** Resolves once nothing is being sent and nothing is due at the present time. */
    async idle(): Promise<void> {
      const isBusy = (): boolean => working !== null || running.size > 0;
      while (isBusy()) {
        await working;
        await Promise.all([...running.values()].map(({ ended: end }) => end));
      }
    },
    /**
     * Tries a delivery now, whatever its schedule, the breaker and the rate say, and waits for it.
     *
     * @returns how it went; undefined where the program ended meanwhile.
     * @throws BackstitchError DELIVERY_REFUSED, while it is being sent.
     */
    async tryNow(seq: number, { trigger, byHand, before, live }: Try): Promise<Made | undefined> {
      const startedAt = clock.now();
      const of = store.get(seq);
      if (of !== undefined && find(of.destination_id)?.settings.shared) {
        throw new BackstitchError('DELIVERY_REFUSED', 'The team sends this one.');
      }
      const begun = await parts.commit.commit(() => {
        if (store.get(seq)?.state === 'sending') return undefined;
        before?.();
        const row = store.get(seq);
        return row && store.begin(row, { trigger, slot: row.slot, startedAt, byHand });
      });
      if (begun === undefined) {
        throw new BackstitchError('DELIVERY_REFUSED', 'This delivery is being sent right now.');
      }
      const entry = enter(live === undefined ? begun : { ...begun, live }, false);
      wire.launch(entry);
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
      wire.pull(entry);
      await entry.ended;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closing = true;
      cancelTimer();
      wire.stop();
      if (wire.untaken().length > 0) run();
      const all = Promise.all([...running.values()].map(({ ended: end }) => end));
      await Promise.race([all, sleep(QUIT_MS, undefined, { ref: false })]);
      for (const { stop } of running.values()) stop.abort();
      await working;
    },
  };
}
