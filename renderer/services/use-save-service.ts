import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { query } from '../api/client.ts';
import { toast } from '../ui/toast.tsx';

/**
 * A save that answers with the whole service; the lists are fetched again.
 *
 * @param onSaved before they are, and also where what saved is gone by then.
 */
export function useSaveService<T>(
  save: (input: T) => Promise<ServiceView>,
  done: string,
  onSaved?: () => void,
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: async () => {
      onSaved?.();
      await Promise.all([
        cache.invalidateQueries({ queryKey: query.services.key() }),
        cache.invalidateQueries({ queryKey: query.webhooks.key() }),
      ]);
      toast({ title: done, tone: 'good' });
    },
  });
}
