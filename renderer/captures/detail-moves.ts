import { currentRoute, navigate } from '../navigation/route.ts';
import { replayNow } from '../replays/replay-now.ts';
import { closeReplay, isComposed } from '../replays/open-replay.ts';
import { DETAIL_TABS, type DetailTab, useDetailTab } from './detail/detail-tab-store.ts';
import { attempt, commandTargets, replayTargets } from './list-actions.ts';

/** The parts of an open capture, with the key of each. */
export { DETAIL_TABS };

/** Shows a part of the open capture; nothing where none is open. */
export function showPart(tab: DetailTab): void {
  const route = currentRoute();
  if (route.page === 'captures' && route.id !== null) useDetailTab.getState().choose(tab);
}

/** Buttons of the open capture that keys press; each is marked by the attribute of this name. */
export type PaneButton = 'data-body-find' | 'data-body-wrap' | 'data-split';

/** The button where the focus is, else the first; null where none has a place for it. */
function paneButton(name: PaneButton): HTMLElement | null {
  const here = document.activeElement?.closest('[data-body]');
  const found = `[${name}]`;
  return here?.querySelector<HTMLElement>(found) ?? document.querySelector<HTMLElement>(found);
}

export const hasButton = (name: PaneButton): boolean => paneButton(name) !== null;

export function press(name: PaneButton): void {
  paneButton(name)?.click();
}

/** Sends the target again at once where nothing is left to ask; several are asked about. */
export async function replayTargetsNow(): Promise<void> {
  await attempt('Not replayed', async () => {
    const [id, ...more] = await commandTargets();
    if (id === undefined) return;
    if (more.length > 0) return replayTargets(false);
    await replayNow(id, () => {
      navigate({ page: 'captures', id });
      useDetailTab.getState().choose('activity');
    });
  });
}

/** Opens the composer on the target; where it is open, goes back to the capture. */
export async function editTarget(): Promise<void> {
  await attempt('Not opened', async () => {
    const [id, ...more] = await commandTargets();
    if (id !== undefined && more.length === 0 && isComposed(id)) closeReplay();
    else await replayTargets(true);
  });
}
