import { useMutation, useQuery } from '@tanstack/react-query';
import type { View, ViewInput } from '../../../preload/contract/captures/views.ts';
import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { ALL_VIEW, useSearch } from '../search-store.ts';

const NONE: readonly View[] = [];
const KEY = query.views.list.queryKey();

/** All views in their order; empty until they are known. */
export function useViews(): readonly View[] {
  return useQuery(query.views.list.queryOptions()).data ?? NONE;
}

/** Changes views; every answer of the engine is the whole list. */
export function useViewChange<I>(change: (input: I) => Promise<View[]>) {
  return useMutation({
    mutationFn: change,
    onSuccess: (views) => queryClient.setQueryData(KEY, views),
  });
}

export const saveView = (input: ViewInput & { id?: View['id'] | undefined }): Promise<View[]> =>
  api.views.save(input);

export const removeView = ({ id }: View): Promise<View[]> => api.views.remove({ id });

export const moveView = ({ view, by }: { view: View; by: number }): Promise<View[]> =>
  api.views.move({ id: view.id, position: view.position + by });

/** Shows a view, its search included. */
export function openView({ id, search }: View): void {
  useSearch.getState().openView(id, search);
}

/** Shows the view of that number, 1 the first; nothing where there is none. */
export function openNthView(n: number): void {
  const view = queryClient.getQueryData<View[]>(KEY)?.[n - 1];
  if (view) openView(view);
}

/** Whether something else is searched for than the view says. All captures are never changed. */
export function isChanged(view: View | undefined, applied: string): boolean {
  return view !== undefined && view.id !== ALL_VIEW && view.search.trim() !== applied.trim();
}
