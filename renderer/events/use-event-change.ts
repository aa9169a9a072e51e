import { useMutation, useQueryClient } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

/** A change of event types; what is shown of them is fetched again. */
export function useEventChange<I, O>(
  change: (input: I) => Promise<O>,
  words: { done: string; failed: string },
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      toast({ title: words.done, tone: 'good' });
      await cache.invalidateQueries({ queryKey: query.events.key() });
    },
    onError: sayNot(words.failed),
  });
}
