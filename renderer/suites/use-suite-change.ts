import { useMutation, useQueryClient } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';

/** A change of suites or runs; what is shown of them is fetched again. */
export function useSuiteChange<I, O>(
  change: (input: I) => Promise<O>,
  words: { failed?: string; done?: (answer: O) => void } = {},
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (answer) => {
      await cache.invalidateQueries({ queryKey: query.suites.key() });
      words.done?.(answer);
    },
    ...(words.failed !== undefined && { onError: sayNot(words.failed) }),
  });
}
