import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ProviderInfo } from '../../preload/contract/signatures.ts';
import { query } from '../api/client.ts';
import { readProblem } from '../ui/read-problem.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

/** All providers; empty until they are known. */
export function useProviders(): readonly ProviderInfo[] {
  return useQuery(query.signatures.providers.queryOptions()).data ?? [];
}

/** How a provider is called; its id until that is known. */
export function useProviderLabel(id: string | null): string {
  const found = useProviders().find((provider) => provider.id === id);
  return found?.label ?? (id === 'custom' ? 'Custom scheme' : (id ?? ''));
}

/** A change of senders: settings, secrets and what is shown of captures are fetched again. */
export function useSenderChange<I, O>(
  change: (input: I) => Promise<O>,
  words: { done?: string | ((answer: O, input: I) => string); failed: string },
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (answer, input) => {
      await cache.invalidateQueries({ queryKey: query.signatures.key() });
      const { done } = words;
      const title = typeof done === 'function' ? done(answer, input) : done;
      if (title !== undefined) toast({ title, tone: 'good' });
    },
    onError: (error: unknown) => {
      // What belongs to a field is said there.
      if (readProblem(error).field === undefined) sayNot(words.failed)(error);
    },
  });
}
