import type { Clock } from '../../lib/clock.ts';
import type { LiveDeliveries } from '../window/live-deliveries.ts';
import { deliveryId } from '../store/delivery-reader.ts';
import type { DeliveryRow } from '../store/rows.ts';
import type { SharedAttempts } from '../store/shared-attempts.ts';

interface Parts {
  attempts: Pick<SharedAttempts, 'ended'>;
  get: (seq: number) => DeliveryRow | undefined;
  live: Pick<LiveDeliveries, 'onMoved'>;
  clock: Clock;
}

/** An attempt may take as long as its destination allows, and some node has to see first that it is due. */
const FOUND_MS = 5000;

/** Waits for what some node of the team makes of a delivery. */
export function createTried({ attempts, get, live, clock }: Parts) {
  const waits = new Set<() => void>();
  return {
    /**
     * Does what makes a delivery due, and waits until the team tells how its next attempt ended.
     *
     * @param timeoutMs of its destination. Longer nobody waits: it may be that no node is there that can send.
     */
    async next<T>(
      { seq, message_id: messageId, destination_id: destinationId }: DeliveryRow,
      timeoutMs: number,
      makeDue: () => Promise<T>,
      signal?: AbortSignal,
    ): Promise<T> {
      const key = { messageId, destinationId };
      const before = attempts.ended(key);
      const { promise, resolve } = Promise.withResolvers<void>();
      const isOver = (): boolean => attempts.ended(key) > before || get(seq)?.finished_at !== null;
      let isDue = false;
      const ears = live.onMoved((ids) => {
        if (isDue && ids.includes(deliveryId(seq)) && isOver()) resolve();
      });
      waits.add(resolve);
      const cancel = clock.after(timeoutMs + FOUND_MS, resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
      try {
        const done = await makeDue();
        isDue = true;
        if (!isOver() && signal?.aborted !== true) await promise;
        return done;
      } finally {
        ears();
        cancel();
        waits.delete(resolve);
      }
    },
    /** Nobody waits any longer. */
    [Symbol.dispose](): void {
      for (const resolve of waits) resolve();
    },
  };
}

export type Tried = ReturnType<typeof createTried>;
