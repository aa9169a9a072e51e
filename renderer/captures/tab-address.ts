import { useEffect } from 'react';
import { currentRoute, navigate, useRoute } from '../navigation/route.ts';
import { DETAIL_TABS, type DetailTab, useDetailTab } from './detail/detail-tab-store.ts';

/**
 * Keeps the part of the open capture that is shown in the address, so that a link leads to it. Going
 * from part to part is no place of the history.
 */
export function useTabAddress(): void {
  const route = useRoute();

  useEffect(() => {
    if (route.page !== 'captures' || route.id === null) return;
    const { tab, choose } = useDetailTab.getState();
    const named = DETAIL_TABS.find(({ id }) => id === route.tab)?.id;
    if (named !== undefined) choose(named);
    else if (tab !== null) write(tab);
  }, [route]);

  useEffect(
    () =>
      useDetailTab.subscribe(({ tab }, before) => {
        if (tab !== null && tab !== before.tab) write(tab);
      }),
    [],
  );
}

function write(tab: DetailTab): void {
  const route = currentRoute();
  if (route.page !== 'captures' || route.id === null || route.tab === tab) return;
  navigate({ ...route, tab }, { replace: true });
}
