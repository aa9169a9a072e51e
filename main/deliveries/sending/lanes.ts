import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Lane } from './take-due.ts';
import { type EndedAttempt, isCounted } from './turn.ts';

/**
 * What the queue knows of every destination: how much is under way to it, and when it is to be looked
 * at again. In memory only: after a start all are looked at.
 */
export function createLanes(ids: () => Iterable<DestinationId>) {
  const lanes = new Map<DestinationId, Lane>();

  function of(id: DestinationId): Lane {
    const known = lanes.get(id);
    if (known !== undefined) return known;
    const lane: Lane = { id, inFlight: 0, bucket: null, nextAt: 0, starved: false };
    lanes.set(id, lane);
    return lane;
  }

  return {
    of,
    /** One destination, or all, may have something to send. */
    lookAt(id?: DestinationId): void {
      if (id === undefined) for (const each of ids()) of(each).nextAt = 0;
      else of(id).nextAt = 0;
    },
    /** There is room again: for those that had something due and found none. */
    lookAtStarved(): void {
      for (const lane of lanes.values()) if (lane.starved) lane.nextAt = 0;
    },
    /**
     * Those that may have something to send, beginning with another one each time.
     *
     * @param batch attempts that ended: their slots are free for this turn.
     * @param turn how many turns there were, so that none is always the first.
     */
    due(
      now: number,
      batch: readonly EndedAttempt[],
      turn: number,
    ): { lane: Lane; inFlight: number }[] {
      const freed = new Map<Lane, number>();
      for (const { entry } of batch) {
        const lane = of(entry.destination.id);
        if (isCounted(entry.begun)) freed.set(lane, (freed.get(lane) ?? 0) + 1);
      }
      const all = [...lanes.values()].filter(
        (lane) => freed.has(lane) || (lane.nextAt !== null && lane.nextAt <= now),
      );
      const first = all.length === 0 ? 0 : turn % all.length;
      return [...all.slice(first), ...all.slice(0, first)].map((lane) => ({
        lane,
        inFlight: lane.inFlight - (freed.get(lane) ?? 0),
      }));
    },
    /** @returns when to look next, `latest` if nothing is due before. */
    nextAt(latest: number): number {
      let next = latest;
      for (const { nextAt } of lanes.values()) if (nextAt !== null) next = Math.min(next, nextAt);
      return next;
    },
  };
}
