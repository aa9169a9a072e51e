import { within } from '../ui/list/within.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { currentRoute, navigate } from '../navigation/route.ts';
import { closeReplay, isComposed } from '../replays/open-replay.ts';
import { isSelecting, useCaptureSelection } from './capture-selection.ts';
import { changeDisplay, presentDisplay } from './display/display.ts';
import { useListView } from './list-view.ts';
import { presentFound, useSearch } from './search-store.ts';
import { openRowMenu } from './menu/menu-store.ts';
import { openNthView } from './views/use-views.ts';

/**
 * Moves the active row.
 *
 * @param step rows to move by, negative towards the newest; infinite for an end of the list.
 * @param extending takes the rows on the way into the selection.
 */
export function moveActive(step: number, extending = false): void {
  const { ids, hidden, whole, own } = useListView.getState();
  if (own && !extending) return own.move(step);
  const { activeId, extend } = useCaptureSelection.getState();
  const at = activeId === null ? -1 : ids.indexOf(activeId);
  // Going up from the first row, or to the newest, brings in what waited above it.
  const upwards = step === Number.NEGATIVE_INFINITY || (step < 0 && at === 0);
  if (upwards && hidden > 0 && !extending) return void moveToNewest();
  if (step === Number.POSITIVE_INFINITY && !whole && !extending && turnAround()) return;
  const to = at < 0 ? 0 : within(at + step, ids.length);
  const id = ids[to];
  if (id === undefined) return;
  if (extending) extend(id, ids);
  else goToRow(id);
}

/**
 * Goes to the end of a list that is not loaded that far: read from there, its end is its beginning.
 *
 * @returns whether the list has such an end: by size or duration it has not.
 */
function turnAround(): boolean {
  const { order } = presentDisplay();
  if (order !== 'newest' && order !== 'oldest') return false;
  useCaptureSelection.getState().settle(null, true);
  changeDisplay({ order: order === 'newest' ? 'oldest' : 'newest' });
  return true;
}

async function moveToNewest(): Promise<void> {
  const newest = await useListView.getState().showNewest();
  if (newest !== null) goToRow(newest);
}

/** Makes a row active; with a capture open beside the list, its capture is opened. */
export function goToRow(id: CaptureId): void {
  useCaptureSelection.getState().activate(id);
  followOpen(id);
}

/** With a capture open beside the list, the one moved to is opened in its place. */
function followOpen(id: CaptureId): void {
  const route = currentRoute();
  if (route.page === 'captures' && route.id !== null) {
    navigate({ page: 'captures', id }, { replace: true });
  }
}

export function openActive(): void {
  if (useListView.getState().own?.open()) return;
  const { activeId, settle } = useCaptureSelection.getState();
  if (activeId === null || useListView.getState().inert) return;
  settle(activeId, false);
  navigate({ page: 'captures', id: activeId });
}

/** Brings the open row into sight, else the active one. */
export function showOpen(): void {
  const route = currentRoute();
  const open = route.page === 'captures' ? route.id : null;
  const id = open ?? useCaptureSelection.getState().activeId;
  if (id !== null) useListView.getState().showRow(id as CaptureId);
}

/** Goes one layer back: selection, composer, detail, search. */
export function closeOpen(): void {
  const route = currentRoute();
  const selection = useCaptureSelection.getState();
  const { text, span, clear } = useSearch.getState();
  const open = route.page === 'captures' ? (route.id as CaptureId | null) : null;
  if (isSelecting(selection)) selection.clearChosen();
  else if (open !== null && isComposed(open)) closeReplay();
  else if (open !== null) {
    navigate({ page: 'captures', id: null });
    document.querySelector<HTMLElement>('[data-captures-grid]')?.focus();
  } else if (text !== '' || span !== null) clear();
}

/** Selects or unselects the active row; where none is active yet, makes one active first. */
export function toggleActive(): void {
  const { ids, inert, own } = useListView.getState();
  if (inert || own?.isOnGroup()) return;
  const { activeId, toggle } = useCaptureSelection.getState();
  const id = activeId ?? ids[0];
  if (id !== undefined) toggle(id, ids);
}

/** Selects everything the search finds, loaded or not. */
export function chooseAll(): void {
  if (useListView.getState().ids.length === 0) return;
  useCaptureSelection.getState().chooseAll(presentFound());
}

export { toggleTimeline } from '../ui/timeline/timeline-open.ts';

/** Shows the view of that number, 1 the first. */
export function showView(n: number): void {
  openNthView(n);
}

/** Opens the menu of the active row, below it. */
export function showRowMenu(): void {
  const { ids, showRow } = useListView.getState();
  const { activeId } = useCaptureSelection.getState();
  if (activeId === null || !ids.includes(activeId)) return;
  showRow(activeId);
  const row = document.querySelector('[role=row][data-active]')?.getBoundingClientRect();
  if (row) openRowMenu(activeId, { x: row.left + 60, y: row.bottom });
}
