import type { Delivery, DeliveryId } from '../../../preload/contract/deliveries.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { ByHand, TeamLanes } from '../shared/lane.ts';
import type { SharedLanes } from '../shared/shared-lanes.ts';
import type { Tried } from '../shared/tried.ts';
import { deliveryId } from '../store/delivery-reader.ts';
import type { DeliveryStore } from '../store/delivery-store.ts';
import { type DeliveryList, seqOf } from './delivery-list.ts';
import type { LiveDeliveries } from './live-deliveries.ts';
import type { Queue } from '../sending/queue.ts';
import type { DeliveryRow } from '../store/rows.ts';
import { WINDOW_MS } from '../rules/schedule.ts';

interface Parts {
  store: DeliveryStore;
  queue: Queue;
  deliveryList: DeliveryList;
  live: LiveDeliveries;
  commit: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  team: TeamLanes;
  mirror: SharedLanes['mirror'];
  tried: Tried;
}

type ById = { id: DeliveryId };

/** What a person does with one delivery: try it, queue it again, cancel it. */
export function createByHand(parts: Parts) {
  const { store, queue, deliveryList, live, commit, clock, team } = parts;
  function mustFind(input: ById): DeliveryRow {
    const row = store.get(seqOf(input));
    if (row === undefined) throw new BackstitchError('DELIVERY_NOT_FOUND');
    if (deliveryList.destinationOf(row.destination_id).removedAt !== null) {
      throw new BackstitchError('DELIVERY_REFUSED', 'The destination was deleted.');
    }
    return row;
  }
  /** A new round from now; in a transaction. False where the delivery has not ended. */
  function requeueRow(seq: number): boolean {
    const row = store.get(seq);
    if (row === undefined || row.finished_at === null || row.state === 'sending') return false;
    const isLive = deliveryList.destinationOf(row.destination_id).state === 'live';
    const now = clock.now();
    store.requeue(seq, isLive ? 'scheduled' : 'held', now, now + WINDOW_MS);
    return true;
  }
  function cancelRow(seq: number, reason: string): DeliveryRow['state'] | undefined {
    const row = store.get(seq);
    if (row?.state !== 'scheduled' && row?.state !== 'held') return row?.state;
    const finished = { next_attempt_at: null, finished_at: clock.now() };
    store.end(seq, { ...row, ...finished, state: 'canceled', reason });
    return row.state;
  }

  const isShared = (row: DeliveryRow): boolean =>
    deliveryList.destinationOf(row.destination_id).settings.shared !== null;
  /** Where the team makes it: there first, then here. @returns whether it could be done */
  async function inTeam(row: DeliveryRow, what: ByHand): Promise<boolean> {
    if (team.isOnItsWay(row.seq)) return false;
    const { message_id: messageId, destination_id: destinationId, seq } = row;
    const found = await team.byHand({ messageId, destinationId }, what);
    if (found === undefined) return false;
    await parts.mirror([{ seq, now: found.now, attempts: [] }]);
    return found.done;
  }
  /** @throws BackstitchError DELIVERY_REFUSED, with why; TEAM_UNREACHABLE and the like */
  async function mustInTeam(row: DeliveryRow, what: ByHand): Promise<Delivery> {
    const was = row.finished_at === null ? 'has not finished yet' : 'has already finished';
    if (await inTeam(row, what)) return deliveryList.get({ id: deliveryId(row.seq) });
    throw new BackstitchError(
      'DELIVERY_REFUSED',
      team.isOnItsWay(row.seq)
        ? 'This delivery has not reached the team yet.'
        : `This delivery ${was}, or the team no longer has it.`,
    );
  }

  return {
    async retry(input: ById, signal?: AbortSignal): Promise<Delivery> {
      const row = mustFind(input);
      if (isShared(row)) {
        const { timeoutMs } = deliveryList.destinationOf(row.destination_id);
        const what = row.finished_at === null ? 'retry' : 'requeue';
        await parts.tried.next(row, timeoutMs, () => mustInTeam(row, what), signal);
        return deliveryList.get(input);
      }
      await queue.tryNow(mustFind(input).seq, { trigger: 'manual', byHand: true });
      return deliveryList.get(input);
    },
    async requeue(input: ById): Promise<Delivery> {
      const found = mustFind(input);
      if (isShared(found)) return mustInTeam(found, 'requeue');
      const { seq, destination_id: id } = found;
      if (!(await commit.commit(() => requeueRow(seq)))) {
        throw new BackstitchError('DELIVERY_REFUSED', 'This delivery has not finished yet.');
      }
      queue.wake(id);
      live.changed([seq], id);
      return deliveryList.get(input);
    },
    async cancel(input: ById): Promise<Delivery> {
      const found = mustFind(input);
      if (isShared(found)) return mustInTeam(found, 'cancel');
      const { seq, destination_id: id } = found;
      const was = await commit.commit(() => cancelRow(seq, 'Canceled.'));
      if (was === 'sending') await queue.stopSending(seq);
      else if (was !== 'scheduled' && was !== 'held') {
        throw new BackstitchError('DELIVERY_REFUSED', 'This delivery has already finished.');
      }
      queue.wake(id);
      live.changed([seq], id);
      return deliveryList.get(input);
    },
    /** Requeues or cancels several in one transaction; those that do not allow it stay as they are. */
    async change(input: {
      ids: readonly DeliveryId[];
      to: 'requeue' | 'cancel';
    }): Promise<{ changed: DeliveryId[] }> {
      const changed: DeliveryId[] = [];
      const destinations = new Set<DeliveryRow['destination_id']>();
      const sending: number[] = [];
      const inTheTeam: DeliveryRow[] = [];
      await commit.commit(() => {
        for (const id of new Set(input.ids)) {
          const row = store.get(seqOf({ id }));
          if (row === undefined) continue;
          if (deliveryList.destinationOf(row.destination_id).removedAt !== null) continue;
          if (isShared(row)) {
            inTheTeam.push(row);
            continue;
          }
          const was = input.to === 'cancel' ? cancelRow(row.seq, 'Canceled.') : null;
          if (was === 'sending') sending.push(row.seq);
          const isDone =
            was === null
              ? requeueRow(row.seq)
              : ['scheduled', 'held', 'sending'].includes(`${was}`);
          if (!isDone) continue;
          changed.push(id);
          destinations.add(row.destination_id);
        }
      });
      for (const seq of sending) await queue.stopSending(seq);
      for (const row of inTheTeam)
        if (await inTeam(row, input.to)) changed.push(deliveryId(row.seq));
      for (const id of destinations) queue.wake(id);
      live.changed(
        changed.map((id) => seqOf({ id })),
        null,
      );
      return { changed };
    },
    /** One item of a job: a delivery that ended gets a new round, of which this is the first try. */
    async tryOne(seq: number, also: () => void): Promise<boolean> {
      const row = store.get(seq);
      if (row === undefined) throw new BackstitchError('DELIVERY_NOT_FOUND');
      if (row.state === 'delivered') {
        await commit.commit(also);
        return true;
      }
      const hasEnded = row.finished_at !== null;
      if (isShared(row)) {
        const isDone = await inTeam(row, hasEnded ? 'requeue' : 'retry');
        await commit.commit(also);
        return isDone;
      }
      await queue.tryNow(seq, {
        trigger: 'bulk',
        byHand: !hasEnded,
        before() {
          also();
          if (hasEnded) requeueRow(seq);
        },
      });
      return store.get(seq)?.state === 'delivered';
    },
    discardHeld(seq: number): boolean {
      const row = store.get(seq);
      if (row?.state !== 'held' || isShared(row)) return false;
      return cancelRow(seq, 'Discarded while it was held.') === 'held';
    },
  };
}
