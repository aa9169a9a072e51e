import { useMutation, useQuery } from '@tanstack/react-query';
import type { ProjectKind } from '../../preload/contract/interchange/project.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

/**
 * Adds something to the project file.
 *
 * @returns undefined where no project is followed, or it has the thing already.
 */
export function useAddToProject(kind: ProjectKind, id: string): (() => void) | undefined {
  const { data: state } = useQuery(query.project.state.queryOptions());
  const add = useMutation({
    mutationFn: () => api.project.add({ kind, id }),
    onSuccess: (next) => {
      queryClient.setQueryData(query.project.state.queryKey(), next);
      const key = next.items.find((one) => one.kind === kind && one.id === id)?.key;
      toast({ title: `Added to the project as “${key ?? ''}”` });
    },
    onError: sayNot('Not added'),
  });
  const isOurs = state?.items.some((one) => one.kind === kind && one.id === id) ?? true;
  if (state === undefined || state.directory === null || isOurs) return undefined;
  return () => add.mutate();
}
