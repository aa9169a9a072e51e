import { currentRoute } from '../navigation/route.ts';
import { DETAIL_TABS, type DetailTab, useDetailTab } from './detail/detail-tab-store.ts';

/** The parts of an open capture, with the key of each. */
export { DETAIL_TABS };

/** Shows a part of the open capture; nothing where none is open. */
export function showPart(tab: DetailTab): void {
  const route = currentRoute();
  if (route.page === 'captures' && route.id !== null) useDetailTab.getState().choose(tab);
}
