import { useMutation } from '@tanstack/react-query';
import type { View, ViewInput } from '../../../preload/contract/captures/views.ts';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { sayNot } from '../../ui/say-not.ts';
import { isShownOtherwise, resetDisplay, type Display } from '../display/display.ts';
import { ALL_VIEW, useSearch } from '../search-store.ts';
import { knownViews, useViews, VIEWS_KEY } from './views-query.ts';

export { useViews };

/**
 * Changes views; every answer of the engine is the whole list.
 *
 * @param then what comes of it, also where the menu or dialog that asked is gone by then.
 */
export function useViewChange<I>(
  change: (input: I) => Promise<View[]>,
  then: { onDone?: (views: View[], input: I) => void; failed?: string } = {},
) {
  return useMutation({
    mutationFn: change,
    onSuccess: (views, input) => {
      queryClient.setQueryData(VIEWS_KEY, views);
      then.onDone?.(views, input);
    },
    ...(then.failed !== undefined && { onError: sayNot(then.failed) }),
  });
}

/** Keeps a view; it is shown as it was kept from then on. */
export async function saveView(
  input: ViewInput & { id?: View['id'] | undefined },
): Promise<View[]> {
  const views = await api.views.save(input);
  if (input.id !== undefined) resetDisplay(input.id);
  return views;
}

export const removeView = ({ id }: View): Promise<View[]> => api.views.remove({ id });

export const moveView = ({ view, by }: { view: View; by: number }): Promise<View[]> =>
  api.views.move({ id: view.id, position: view.position + by });

/** Shows a view, its search included. */
export function openView({ id, search }: View): void {
  useSearch.getState().openView(id, search);
}

/** Shows a view as it was saved. */
export function resetView(view: View): void {
  resetDisplay(view.id);
  openView(view);
}

/** Shows the view of that number, 1 the first; nothing where there is none. */
export function openNthView(n: number): void {
  const view = knownViews()[n - 1];
  if (view) openView(view);
}

/** How the present state of the list differs from its view. */
export type ViewChanges = {
  /** Something else is searched for than the view says. All captures are never searched otherwise. */
  search: boolean;
  /** It is shown otherwise. */
  display: boolean;
};

export function viewChanges(
  view: View | undefined,
  applied: string,
  display: Display,
): ViewChanges {
  const search =
    view !== undefined && view.id !== ALL_VIEW && view.search.trim() !== applied.trim();
  return { search, display: view !== undefined && isShownOtherwise(view, display) };
}
