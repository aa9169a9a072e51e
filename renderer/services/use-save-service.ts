import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { query } from '../api/client.ts';
import { toast } from '../ui/toast.tsx';

/** A save that answers with the whole service; the lists are fetched again. */
export function useSaveService<T>(save: (input: T) => Promise<ServiceView>, done: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: async () => {
      await Promise.all([
        cache.invalidateQueries({ queryKey: query.services.key() }),
        cache.invalidateQueries({ queryKey: query.webhooks.key() }),
      ]);
      toast({ title: done, tone: 'good' });
    },
  });
}
