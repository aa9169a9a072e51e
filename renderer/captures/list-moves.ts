import type { CaptureId } from '../../preload/contract/shapes.ts';
import { currentRoute, navigate } from '../navigation/route.ts';
import { useCaptureSelection } from './capture-selection.ts';
import { useListView } from './list-view.ts';

/**
 * Moves the active row.
 *
 * @param step rows to move by, negative towards the newest; infinite for an end of the list.
 * @param extending takes the rows on the way into the selection.
 */
export function moveActive(step: number, extending = false): void {
  const { ids, hidden, showNewest } = useListView.getState();
  const { activeId, activate, extend } = useCaptureSelection.getState();
  const at = activeId === null ? -1 : ids.indexOf(activeId);
  // Going up from the first row brings in what waited above it.
  if (step < 0 && at === 0 && hidden > 0 && !extending) return showNewest();
  const to = at < 0 ? 0 : Math.max(0, Math.min(ids.length - 1, at + step));
  const id = ids[to];
  if (id === undefined) return;
  if (extending) extend(id, ids);
  else {
    activate(id);
    followOpen(id);
  }
}

/** With a capture open beside the list, the one moved to is opened in its place. */
function followOpen(id: CaptureId): void {
  const route = currentRoute();
  if (route.page === 'captures' && route.id !== null) {
    navigate({ page: 'captures', id }, { replace: true });
  }
}

export function openActive(): void {
  const { activeId } = useCaptureSelection.getState();
  if (activeId !== null) navigate({ page: 'captures', id: activeId });
}

/** Closes what is open; when nothing is, gives up the selection. */
export function closeOpen(): void {
  const route = currentRoute();
  const { clearChosen, chosen } = useCaptureSelection.getState();
  if (chosen.size > 0) clearChosen();
  else if (route.page === 'captures' && route.id !== null) {
    navigate({ page: 'captures', id: null });
    document.querySelector<HTMLElement>('[data-captures-grid]')?.focus();
  }
}

export function toggleActive(): void {
  const { activeId, toggle } = useCaptureSelection.getState();
  if (activeId !== null) toggle(activeId);
}

export function chooseAll(): void {
  useCaptureSelection.getState().choose(useListView.getState().ids);
}
