import { useMemo } from 'react';
import { create } from 'zustand';
import type { Shown, View } from '../../../preload/contract/captures/views.ts';
import { isReadColumn } from '../row/columns.ts';
import { useSearch } from '../search-store.ts';
import type { Listing } from '../list/listing.ts';
import { knownViews, useViews } from '../views/views-query.ts';

/** How what is found is shown; a view keeps it. */
export type Display = Pick<Shown, 'order' | 'group' | 'columns' | 'density'>;

export const PLAIN: Display = { order: 'newest', group: null, columns: [], density: null };

type Changes = Partial<Display>;

/** What differs from the view, by the id of the view. Not kept: a view is saved by the person. */
const useChanges = create<Record<string, Changes>>(() => ({}));

function displayOf(view: View | undefined, changes: Changes | undefined): Display {
  const { order, group, columns, density } = view ?? PLAIN;
  return { order, group, columns, density, ...changes };
}

const findView = (views: readonly View[], id: string): View | undefined =>
  views.find((view) => view.id === id);

/** How the present view is shown, with what was changed of it. */
export function useDisplay(): Display {
  const views = useViews();
  const id = useSearch((s) => s.view);
  const changes = useChanges((s) => s[id]);
  return useMemo(() => displayOf(findView(views, id), changes), [views, id, changes]);
}

/** As `useDisplay`, for commands. */
export function presentDisplay(): Display {
  const id = useSearch.getState().view;
  return displayOf(findView(knownViews(), id), useChanges.getState()[id]);
}

/** Shows the present view otherwise. The view itself stays as it is until it is saved. */
export function changeDisplay(changes: Changes): void {
  const id = useSearch.getState().view;
  useChanges.setState((all) => ({ [id]: { ...all[id], ...changes } }));
}

/** Shows a view as it was saved. */
export function resetDisplay(id: string): void {
  useChanges.setState({ [id]: {} });
}

/** Whether a view is shown otherwise than it was saved. */
export function isShownOtherwise(view: View | undefined, display: Display): boolean {
  return JSON.stringify(displayOf(view, undefined)) !== JSON.stringify(displayOf(view, display));
}

/** What the list holds for a search in the present view. */
export function useListing(search: string): Listing {
  const { order, columns } = useDisplay();
  const ids = columns
    .map(({ id }) => id)
    .filter(isReadColumn)
    // Their place in the row is no matter of what is read.
    .toSorted()
    .join('\n');
  return useMemo(
    () => ({ search, order, columns: ids === '' ? [] : ids.split('\n') }),
    [search, order, ids],
  );
}

/** As many columns as a row takes beside those that are always there. */
export const COLUMNS_AT_MOST = 8;
