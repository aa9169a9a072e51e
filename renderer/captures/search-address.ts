import { useEffect, useRef } from 'react';
import type { CapturesRoute, TimeSpan } from '../navigation/captures-address.ts';
import { currentRoute, navigate, useRoute } from '../navigation/route.ts';
import { ALL_VIEW, useSearch } from './search-store.ts';

type Place = { view: string; applied: string; span: TimeSpan | null };

const placeOf = ({ view, q, t }: CapturesRoute): Place => ({
  view: view ?? ALL_VIEW,
  applied: q ?? '',
  span: t ?? null,
});

const isSame = (a: Place, b: Place): boolean =>
  a.view === b.view &&
  a.applied === b.applied &&
  a.span?.from === b.span?.from &&
  a.span?.to === b.span?.to;

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
 * Keeps view, search and time in the address, so that links carry them and Back returns to them. While one
 * types, all steps are one place of the history.
 */
export function useSearchAddress(): void {
  const route = useRoute();
  const first = useRef(true);

  useEffect(() => {
    if (route.page !== 'captures') return;
    const place = placeOf(route);
    const arrived = first.current;
    first.current = false;
    const isSilent = route.view === undefined && route.q === undefined && route.t === undefined;
    if (!isSame(place, useSearch.getState())) {
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
      const isTyped =
        now.view === before.view && now.span === before.span && isSearchBox(document.activeElement);
      write(isTyped && typing);
      typing = isTyped;
    });
  }, []);
}

function write(replace: boolean): void {
  const route = currentRoute();
  if (route.page !== 'captures') return;
  const { view, applied, span } = useSearch.getState();
  if (isSame(placeOf(route), { view, applied, span })) return;
  navigate(
    {
      page: 'captures',
      id: route.id,
      view: view === ALL_VIEW ? '' : view,
      q: applied,
      ...(span && { t: span }),
    },
    { replace },
  );
}

const isSearchBox = (element: Element | null): boolean =>
  element?.hasAttribute('data-search-input') === true;
