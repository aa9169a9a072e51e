import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { onCaptureEvent } from '../api/live.ts';
import { useProviders } from '../senders/use-senders.ts';
import { formatPlural } from '../ui/format.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { knownOf, type Known } from './list/known.ts';

const COUNT_PAUSE_MS = 1000;
/** Facts read all captures that are held. */
const FACTS_PAUSE_MS = 3000;

/** Does something after captures came or went, at most so often. */
function useAfterCaptures(pauseMs: number, run: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = onCaptureEvent((event) => {
      if (event.kind === 'changed') return;
      timer ??= setTimeout(() => {
        timer = undefined;
        run();
      }, pauseMs);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [pauseMs, run]);
}

/**
 * All endpoints in order of matching, the inbox last. Live events keep the list fresh; the counts
 * in it also move with each capture, so a burst of them asks for new ones once a second.
 */
export function useEndpoints() {
  const cache = useQueryClient();
  const refresh = useMemo(
    () => () => void cache.invalidateQueries({ queryKey: query.endpoints.list.key() }),
    [cache],
  );
  useAfterCaptures(COUNT_PAUSE_MS, refresh);
  return useQuery(query.endpoints.list.queryOptions({ refetchOnMount: 'always' }));
}

/** What came to each endpoint, webhook and integration; counted from the beginning of this day. */
export function useEndpointFacts() {
  const cache = useQueryClient();
  const refresh = useMemo(
    () => () => void cache.invalidateQueries({ queryKey: query.endpoints.facts.key() }),
    [cache],
  );
  useAfterCaptures(FACTS_PAUSE_MS, refresh);
  const input = { since: startOfDay() };
  return useQuery(query.endpoints.facts.queryOptions({ input, placeholderData: (old) => old }));
}

const startOfDay = (): number => new Date().setHours(0, 0, 0, 0);

/** All endpoints with what their rows say. */
export function useKnownEndpoints(list: readonly Endpoint[]): readonly Known[] {
  const facts = useEndpointFacts().data;
  const providers = useProviders();
  const destinations = useQuery(query.destinations.list.queryOptions()).data;
  return useMemo(() => {
    const byId = new Map(facts?.map((one) => [one.id, one]));
    const labels = new Map(providers.map(({ id, label }) => [id, label]));
    const names = new Map<string, string>(destinations?.map(({ id, name }) => [id, name]));
    const known = {
      labelOf: (id: string) => labels.get(id) ?? (id === 'custom' ? 'Custom scheme' : id),
      destinationOf: (id: string) => names.get(id),
    };
    return list.map((endpoint) => knownOf(endpoint, byId.get(endpoint.id), known));
  }, [list, facts, providers, destinations]);
}

/** Moves an endpoint to another place in the order of matching. */
export function useMoveEndpoint() {
  const cache = useQueryClient();
  return useMutation(
    query.endpoints.move.mutationOptions({
      onSuccess: (list) => cache.setQueryData(query.endpoints.list.queryKey(), list),
      onError: sayNot('Not moved'),
    }),
  );
}

/** Turns endpoints on or off. */
export function useSwitchEndpoints() {
  const cache = useQueryClient();
  return useMutation(
    query.endpoints.switchMany.mutationOptions({
      onSuccess: (list) => cache.setQueryData(query.endpoints.list.queryKey(), list),
      onError: sayNot('Not switched'),
    }),
  );
}

/** Deletes endpoints; they can be brought back at once. */
export function useRemoveEndpoints() {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: query.endpoints.key() });
  const restore = async (ids: EndpointId[]): Promise<void> => {
    await api.endpoints.restore({ ids }).then(refresh, sayNot('Not restored'));
  };
  return useMutation({
    mutationFn: (gone: readonly Endpoint[]) =>
      api.endpoints.removeMany({ ids: gone.map(({ id }) => id) }),
    onSuccess: ({ removed }, gone) => {
      const [only] = gone;
      toast({
        title: `Deleted ${gone.length === 1 && only ? only.name : formatPlural(removed.length, 'endpoint')}`,
        description: 'Captures stay. The next match answers from now on.',
        action: { label: 'Undo', onSelect: () => void restore(removed) },
      });
      return refresh();
    },
    onError: sayNot('Not deleted'),
  });
}
