import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Destination } from '../../preload/contract/destinations.ts';
import type { Forward } from '../../preload/contract/deliveries/forwards.ts';
import type { Endpoint, EndpointForward } from '../../preload/contract/endpoints.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import type { Choices } from './forward-choices.tsx';

/** Takes what no other endpoint takes: what is meant where no endpoint is named. */
export const INBOX = 'inbox' as EndpointId;

export interface Forwarding {
  endpoint: Endpoint;
  /** null: the endpoint answers by itself. */
  forward: EndpointForward | null;
  /** A forward that sends everything on, as it came, while the endpoint answers by itself. */
  rule: Forward | null;
  /** Where it goes; undefined until the list is there, or if it was deleted. */
  destination: Destination | undefined;
}

/** What an endpoint forwards to; undefined while the endpoints are not loaded. */
export function useForwarding(id: EndpointId = INBOX): Forwarding | undefined {
  const endpoints = useQuery(query.endpoints.list.queryOptions());
  const endpoint = endpoints.data?.find((one) => one.id === id);
  const rules = useQuery(query.destinations.forwards.queryOptions());
  const forward = endpoint?.forward ?? null;
  const rule = forward === null ? (rules.data?.find((one) => isWhole(one, id)) ?? null) : null;
  const to = (forward ?? rule)?.destinationId;
  const destinations = useQuery(
    query.destinations.list.queryOptions({ enabled: to !== undefined }),
  );
  if (endpoint === undefined) return undefined;
  const destination = destinations.data?.find((one) => one.id === to);
  return { endpoint, forward, rule, destination };
}

/** Whether a forward sends all that comes to an endpoint, and unchanged: as this field makes it. */
const isWhole = (rule: Forward, id: EndpointId): boolean =>
  rule.endpointId === id &&
  rule.enabled &&
  rule.search === '' &&
  rule.body === 'exact' &&
  rule.signature === 'keep';

function useRefresh(): () => Promise<void> {
  const cache = useQueryClient();
  return async () => {
    await Promise.all([
      cache.invalidateQueries({ queryKey: query.endpoints.list.key() }),
      cache.invalidateQueries({ queryKey: query.destinations.key() }),
    ]);
  };
}

/** Sends an endpoint's requests to a server, named by its address alone. */
export function useForwardTo(endpointId: EndpointId, rule: Forward | null) {
  return useMutation({
    mutationFn: async ({ address, choices }: { address: string; choices: Choices }) => {
      const made = await api.endpoints.forwardTo({ endpointId, address });
      if (rule !== null) await api.destinations.removeForward({ id: rule.id });
      const { endpoint, destination } = made;
      await choose(
        { endpoint, destination, forward: endpoint.forward ?? null, rule: null },
        choices,
      );
      return made;
    },
    onSuccess: useRefresh(),
  });
}

/** Changes how an endpoint forwards; the server stays. */
export function useChoose() {
  return useMutation({
    mutationFn: ({ forwarding, choices }: { forwarding: Forwarding; choices: Choices }) =>
      choose(forwarding, choices),
    onSuccess: useRefresh(),
  });
}

async function choose(
  { endpoint, forward, rule, destination }: Forwarding,
  { gets, onFailure }: Choices,
): Promise<void> {
  const appendPath = (forward ?? rule)?.appendPath ?? false;
  if (destination === undefined) return;
  if (gets === 'reply') {
    if (rule !== null) return;
    await api.destinations.saveForward({
      name: `${endpoint.name} to ${destination.name}`.slice(0, 80),
      destinationId: destination.id,
      endpointId: endpoint.id,
      signature: 'keep',
      appendPath,
    });
    await setForward(endpoint, null);
    return;
  }
  const deadlineMs = forward?.deadlineMs ?? 25_000;
  if (forward?.onFailure !== onFailure) {
    const next = { destinationId: destination.id, onFailure, deadlineMs, appendPath };
    await setForward(endpoint, next);
  }
  if (rule !== null) await api.destinations.removeForward({ id: rule.id });
}

function setForward(endpoint: Endpoint, forward: EndpointForward | null): Promise<Endpoint> {
  const { id, name, enabled, path, methods, reply } = endpoint;
  return api.endpoints.update({ id, name, enabled, path, methods, reply, forward });
}

/** Sets how an endpoint forwards. */
export function useSetForward() {
  return useMutation({
    mutationFn: ({ endpoint, forward }: { endpoint: Endpoint; forward: EndpointForward }) =>
      setForward(endpoint, forward),
    onSuccess: useRefresh(),
  });
}

/** Stops forwarding; the destination stays. */
export function useStopForward() {
  return useMutation({
    mutationFn: async ({ endpoint, forward, rule }: Forwarding) => {
      if (forward !== null) await setForward(endpoint, null);
      if (rule !== null) await api.destinations.removeForward({ id: rule.id });
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
