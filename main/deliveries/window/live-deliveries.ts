import type { DeliveryId, DestinationId } from '../../../preload/contract/deliveries.ts';
import { createListeners } from '../../lib/listeners.ts';
import { createPublisher } from '../../lib/publisher.ts';
import { deliveryId } from '../store/delivery-reader.ts';

export interface DeliveryChange {
  deliveryIds: DeliveryId[];
  destinationId: DestinationId | null;
  notice: string | null;
}

const WINDOW_MS = 50;
const MANY = 200;

export type LiveDeliveries = ReturnType<typeof createLiveDeliveries>;

/** Gathers what changed for 50 ms: a queue at full speed must not drown the page. */
export function createLiveDeliveries() {
  const publisher = createPublisher<DeliveryChange>({
    deliveryIds: [],
    destinationId: null,
    notice: null,
  });
  const moved = createListeners<[ids: readonly DeliveryId[]]>();
  const seqs = new Set<number>();
  let destinations = new Set<DestinationId | null>();
  let timer: NodeJS.Timeout | undefined;

  function send(): void {
    timer = undefined;
    const [only = null] = destinations;
    publisher.publish({
      deliveryIds: seqs.size > MANY ? [] : [...seqs].map(deliveryId),
      destinationId: destinations.size === 1 ? only : null,
      notice: null,
    });
    seqs.clear();
    destinations = new Set();
  }
  return {
    changed(changed: readonly number[], destinationId: DestinationId | null): void {
      if (changed.length > 0) moved.tell(changed.map(deliveryId));
      if (publisher.readers() === 0) return;
      for (const seq of changed) seqs.add(seq);
      destinations.add(destinationId);
      timer ??= setTimeout(send, WINDOW_MS);
    },
    /** Something a person should be told, at once. */
    notice: (destinationId: DestinationId | null, notice: string): void =>
      publisher.publish({ deliveryIds: [], destinationId, notice }),
    /** Tells other rooms at once which deliveries changed, whoever reads the stream. */
    onMoved: moved.add,
    readers: publisher.readers,
    subscribe: (signal?: AbortSignal) => publisher.subscribe(signal),
    close(): void {
      clearTimeout(timer);
      publisher.close();
    },
  };
}
