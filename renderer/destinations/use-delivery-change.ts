import { useMutation, useQueryClient } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

/** A change around deliveries; what is shown of them is fetched again. */
export function useDeliveryChange<I, O>(
  change: (input: I) => Promise<O>,
  words: { done?: string | ((answer: O) => string | undefined); failed: string },
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (answer) => {
      const { done } = words;
      const title = typeof done === 'function' ? done(answer) : done;
      if (title !== undefined) toast({ title, tone: 'good' });
      await Promise.all([
        cache.invalidateQueries({ queryKey: query.deliveries.key() }),
        cache.invalidateQueries({ queryKey: query.destinations.key() }),
      ]);
    },
    onError: sayNot(words.failed),
  });
}
