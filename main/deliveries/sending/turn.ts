import { isDeepStrictEqual } from 'node:util';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import { nextState, type Ended, standingAfter } from '../rules/next-state.ts';
import type { DeliveryStore } from '../store/delivery-store.ts';
import type { DestinationStore, KeptDestination, Standing } from '../store/destination-store.ts';
import type { Begun } from '../store/rows.ts';
import { brokenAttempt, type Made } from './attempt.ts';
import { type Free, type LaneNow, type Taken, takeDue } from './take-due.ts';

/** An attempt that ended and is not on disk yet. */
export interface EndedAttempt {
  entry: Ended;
  made: Made;
  /** Called once it is. */
  done: () => void;
}

/** An attempt that was taken ahead and will not be made. */
export interface Untaken {
  begun: Begun;
  /** Somebody canceled its delivery. */
  cancelAsked: boolean;
  /** Called once that is on disk. */
  done: () => void;
}

/** What one turn writes beside what it takes. */
export interface Batch {
  ended: readonly EndedAttempt[];
  untaken: readonly Untaken[];
}

/** What one turn changed; memory follows once it is on disk. */
export interface Written {
  standings: Map<DestinationId, Standing>;
  /** Deliveries given up, by destination. */
  exhausted: Map<DestinationId, number>;
  taken: Taken;
}

interface TurnParts {
  store: DeliveryStore;
  destinations: DestinationStore;
  find: (id: DestinationId) => KeptDestination | undefined;
  /** A number from 0 to 1. */
  random: () => number;
}

/** The same end without what came back, for an answer that cannot be written. */
export function withoutAnswer(one: EndedAttempt): EndedAttempt {
  const broken = brokenAttempt(new Error('its answer could not be kept'), one.entry.endedAt);
  const { outcome } = one.made.made;
  return { ...one, made: { ...one.made, made: { ...broken.made, outcome } } };
}

/** Attempts by hand take no slot: somebody waits for them. */
export const isCounted = ({ trigger }: Begun): boolean => trigger === 'auto';

/**
 * Writes what ended and takes what is due, in a transaction that may run twice: memory stays as it
 * is.
 */
export function writeTurn(
  { store, destinations, find, random }: TurnParts,
  batch: Batch,
  due: readonly LaneNow[],
  { free, now }: { free: Free; now: number },
): Written {
  const standings = new Map<DestinationId, Standing>();
  const exhausted = new Map<DestinationId, number>();
  const giveUp = (id: DestinationId): void => void exhausted.set(id, (exhausted.get(id) ?? 0) + 1);
  const standing = (id: DestinationId): Standing => standings.get(id) ?? standingOf(find(id));
  for (const { entry, made } of batch.ended) {
    const { begun } = entry;
    const change = nextState(entry, random());
    store.finishAttempt(begun.attemptId, made.made);
    store.end(begun.row.seq, change);
    const { id } = entry.destination;
    const before = standing(id);
    const after = standingAfter(before, entry, change, random());
    // One success after the other changes nothing.
    if (!isDeepStrictEqual(before, after)) standings.set(id, after);
    if (change.state === 'discarded') giveUp(id);
  }
  for (const { begun, cancelAsked } of batch.untaken) {
    const destination = find(begun.row.destination_id);
    const reason = cancelAsked
      ? 'Canceled.'
      : destination?.removedAt
        ? 'Its destination was deleted.'
        : null;
    store.takeBack(begun, destination?.state === 'live' ? 'scheduled' : 'held');
    if (reason === null) continue;
    const finished = { next_attempt_at: null, finished_at: now };
    store.end(begun.row.seq, { ...begun.was, ...finished, state: 'canceled', reason });
  }
  const taken = takeDue({ store, find, standing }, due, free, now);
  for (const { id, breaker } of taken.breakers) {
    if (breaker !== standing(id).breaker) standings.set(id, { ...standing(id), breaker });
  }
  for (const { destination_id: id } of taken.expired) giveUp(id);
  for (const [id, next] of standings) destinations.saveStanding(id, next);
  return { standings, exhausted, taken };
}

export function standingOf(destination: KeptDestination | undefined): Standing {
  if (destination === undefined) throw new Error('the destination is unknown');
  const { state, offReason, breaker, failures, firstFailureAt, discarded } = destination;
  return { state, offReason, breaker, failures, firstFailureAt, discarded };
}
