import { useMutation, useQueryClient } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

/** Counts the failures of an endpoint from zero again. */
export function useResetFailures() {
  const cache = useQueryClient();
  return useMutation(
    query.endpoints.resetFailures.mutationOptions({
      onSuccess: (endpoint) => {
        toast({
          title: `${endpoint.name} fails ${endpoint.failuresLeft} times again`,
          tone: 'good',
        });
        return cache.invalidateQueries({ queryKey: query.endpoints.list.key() });
      },
      onError: sayNot('Not reset'),
    }),
  );
}
