import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import { api, query } from '../api/client.ts';
import { onCaptureEvent } from '../api/live.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

const COUNT_PAUSE_MS = 1000;

/**
 * All endpoints in order of matching, the inbox last. Live events keep the list fresh; the counts
 * in it also move with each capture, so a burst of them asks for new ones once a second.
 */
export function useEndpoints() {
  const cache = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = onCaptureEvent((event) => {
      if (event.kind === 'changed') return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void cache.invalidateQueries({ queryKey: query.endpoints.list.key() });
      }, COUNT_PAUSE_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [cache]);
  return useQuery(query.endpoints.list.queryOptions({ refetchOnMount: 'always' }));
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

export function useSwitchEndpoint() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ endpoint, enabled }: { endpoint: Endpoint; enabled: boolean }) =>
      api.endpoints.update({
        id: endpoint.id,
        name: endpoint.name,
        path: endpoint.path,
        methods: endpoint.methods,
        reply: endpoint.reply,
        enabled,
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: query.endpoints.list.key() }),
    onError: sayNot('Not switched'),
  });
}

export function useRemoveEndpoint() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (endpoint: Endpoint) => api.endpoints.remove({ id: endpoint.id }),
    onSuccess: (_, endpoint) => {
      toast({
        title: `${endpoint.name} was deleted`,
        description: 'Captures stay. The next match answers from now on.',
      });
      return cache.invalidateQueries({ queryKey: query.endpoints.list.key() });
    },
    onError: sayNot('Not deleted'),
  });
}
