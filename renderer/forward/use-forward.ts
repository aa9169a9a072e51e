import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Destination } from '../../preload/contract/destinations.ts';
import type { Endpoint, EndpointForward } from '../../preload/contract/endpoints.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';

/** Takes what no other endpoint takes: what is meant where no endpoint is named. */
export const INBOX = 'inbox' as EndpointId;

export interface Forwarding {
  endpoint: Endpoint;
  /** null: the endpoint answers by itself. */
  forward: EndpointForward | null;
  /** Where it goes; undefined until the list is there, or if it was deleted. */
  destination: Destination | undefined;
}

/** What an endpoint forwards to; undefined while the endpoints are not loaded. */
export function useForwarding(id: EndpointId = INBOX): Forwarding | undefined {
  const endpoints = useQuery(query.endpoints.list.queryOptions());
  const endpoint = endpoints.data?.find((one) => one.id === id);
  const forward = endpoint?.forward ?? null;
  const destinations = useQuery(
    query.destinations.list.queryOptions({ enabled: forward !== null }),
  );
  if (endpoint === undefined) return undefined;
  const destination = destinations.data?.find((one) => one.id === forward?.destinationId);
  return { endpoint, forward, destination };
}

function useRefresh(): () => Promise<void> {
  const cache = useQueryClient();
  return async () => {
    await Promise.all([
      cache.invalidateQueries({ queryKey: query.endpoints.list.key() }),
      cache.invalidateQueries({ queryKey: query.destinations.list.key() }),
    ]);
  };
}

/** Answers an endpoint's requests by a server, named by its address alone. */
export function useForwardTo(endpointId: EndpointId) {
  return useMutation({
    mutationFn: (address: string) => api.endpoints.forwardTo({ endpointId, address }),
    onSuccess: useRefresh(),
  });
}

/** Changes how an endpoint forwards, or with null stops it; its destination stays. */
export function useChangeForward() {
  return useMutation({
    mutationFn: ({
      endpoint,
      forward,
    }: {
      endpoint: Endpoint;
      forward: EndpointForward | null;
    }) => {
      const { id, name, enabled, path, methods, reply } = endpoint;
      return api.endpoints.update({ id, name, enabled, path, methods, reply, forward });
    },
    onSuccess: useRefresh(),
  });
}

/** Remembers that a host may be sent to. */
export function useAllowHost(onAllowed: () => void) {
  return useMutation({
    mutationFn: (host: string) => api.replays.allowHost({ host }),
    onSuccess: onAllowed,
  });
}
