import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Integration } from '../../preload/contract/integrations.ts';
import { query } from '../api/client.ts';
import { readProblem } from '../ui/read-problem.ts';
import { toast } from '../ui/toast.tsx';

/** A change of an integration; lists and tables are fetched again. */
export function useIntegrationChange<I, O>(
  change: (input: I) => Promise<O>,
  words: { done?: string | undefined; failed: string },
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: query.integrations.key() });
      if (words.done !== undefined) toast({ title: words.done, tone: 'good' });
    },
    onError: (error: unknown) => {
      const { message, hint } = readProblem(error);
      const description = hint === undefined ? message : `${message} ${hint}`;
      toast({ title: words.failed, description, tone: 'bad' });
    },
  });
}

/** What every part of an integration is given. */
export interface PartProps {
  integration: Integration;
}
