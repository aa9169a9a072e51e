import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EndpointCharset } from '../../../../preload/contract/endpoints/reading.ts';
import type { EndpointId } from '../../../../preload/contract/shapes.ts';
import { api, query } from '../../../api/client.ts';
import { readProblem } from '../../../ui/read-problem.ts';
import { toast } from '../../../ui/toast.tsx';
import type { CharsetPick } from './charset-select.tsx';

/** The charset chosen for an endpoint; null where a body came to none. */
export function useCharset(endpointId: EndpointId | null): CharsetPick | null {
  const cache = useQueryClient();
  const { queryKey } = query.reading.charsets.queryOptions();
  const all = useQuery(query.reading.charsets.queryOptions());
  const save = useMutation({
    mutationFn: (choice: EndpointCharset) => api.reading.setCharset(choice),
    onSuccess: (saved) =>
      cache.setQueryData(queryKey, (before) => [
        ...(before ?? []).filter((one) => one.endpointId !== saved.endpointId),
        ...(saved.charset === null ? [] : [saved]),
      ]),
    onError: (error) =>
      toast({ title: 'Not saved', description: readProblem(error).message, tone: 'bad' }),
  });
  if (endpointId === null) return null;
  const chosen = all.data?.find((one) => one.endpointId === endpointId)?.charset ?? null;
  return { chosen, choose: (charset) => save.mutate({ endpointId, charset }) };
}
