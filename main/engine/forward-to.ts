import type { EndpointId } from '../../preload/contract/shapes.ts';
import type { Rooms } from './rooms.ts';

/** How long a sender waits for the answer of a server that was named by its address. */
const DEADLINE_MS = 25_000;

/** Lets an endpoint be answered by a server, given its address; what was chosen for it stays. */
export function forwardsTo({ endpoints, deliveries }: Pick<Rooms, 'endpoints' | 'deliveries'>) {
  return async ({ endpointId, address }: { endpointId: EndpointId; address: string }) => {
    const { forward: old } = endpoints.get(endpointId);
    const { destination, created, appendPath } = await deliveries.destinationFor(address);
    const endpoint = await endpoints.setForward(endpointId, {
      onFailure: old?.onFailure ?? 'queue',
      deadlineMs: old?.deadlineMs ?? DEADLINE_MS,
      destinationId: destination.id,
      appendPath,
    });
    return { endpoint, destination, created };
  };
}
