import { useEffect, useRef } from 'react';
import type { CapturesRoute } from '../navigation/captures-address.ts';
import { currentRoute, navigate, useRoute } from '../navigation/route.ts';
import { ALL_VIEW, useSearch } from './search-store.ts';

type Place = { view: string; applied: string };

const placeOf = ({ view, q }: CapturesRoute): Place => ({
  view: view ?? ALL_VIEW,
  applied: q ?? '',
});

const isSame = (a: Place, b: Place): boolean => a.view === b.view && a.applied === b.applied;

/**
 * A place of the history that was shown once says all itself, also where it names no search: Back
 * must return to it. One that a link has just made says nothing of the search yet.
 */
const isSettled = (): boolean =>
  (window.history.state as { settled?: boolean } | null)?.settled === true;

function settle(): void {
  if (!isSettled()) window.history.replaceState({ settled: true }, '');
}

/**
 * Keeps view and search in the address, so that links carry them and Back returns to them. While one
 * types, all steps are one place of the history.
 */
export function useSearchAddress(): void {
  const route = useRoute();
  const first = useRef(true);

  useEffect(() => {
    if (route.page !== 'captures') return;
    const place = placeOf(route);
    const { view, applied } = useSearch.getState();
    const arrived = first.current;
    first.current = false;
    const isSilent = route.view === undefined && route.q === undefined;
    if (!isSame(place, { view, applied })) {
      // Come from another page by a link that says nothing of a search: the present one stays.
      if (arrived && isSilent && !isSettled()) write(true);
      else useSearch.setState({ ...place, text: place.applied });
    }
    settle();
  }, [route]);

  useEffect(() => {
    let typing = false;
    return useSearch.subscribe((now, before) => {
      if (isSame(now, before)) return;
      const isTyped = now.view === before.view && isSearchBox(document.activeElement);
      write(isTyped && typing);
      typing = isTyped;
    });
  }, []);
}

function write(replace: boolean): void {
  const route = currentRoute();
  if (route.page !== 'captures') return;
  const { view, applied } = useSearch.getState();
  if (isSame(placeOf(route), { view, applied })) return;
  navigate(
    { page: 'captures', id: route.id, view: view === ALL_VIEW ? '' : view, q: applied },
    { replace },
  );
}

const isSearchBox = (element: Element | null): boolean =>
  element?.hasAttribute('data-search-input') === true;
