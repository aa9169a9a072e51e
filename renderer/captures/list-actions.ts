import { create } from 'zustand';
import type { CaptureSummary } from '../../preload/contract/captures.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { api } from '../api/client.ts';
import { openExport } from '../interchange/chosen.ts';
import { openReplay } from '../replays/open-replay.ts';
import { keepSearch } from '../navigation/captures-address.ts';
import { currentRoute, formatRoute, navigate } from '../navigation/route.ts';
import { copyText } from '../ui/copy/copy-text.ts';
import { formatPlural } from '../ui/format.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { cachedCapture } from './cached-capture.ts';
import { useCaptureSelection } from './capture-selection.ts';
import { useListView } from './list-view.ts';
import { offerUndo } from './undo-removal.ts';

/** As many as one call of the contract takes. */
const REMOVE_AT_ONCE = 5000;

/** As many as a page of the list may hold. */
const PAGE = 500;
/** As many captures as a command takes. */
const AT_MOST = 10_000;

/**
 * The captures a command is about: the selected ones, else the active one. Where all that is found
 * is selected, they are read from the engine first.
 */
export async function commandTargets(): Promise<CaptureId[]> {
  const { chosen, allFound, activeId } = useCaptureSelection.getState();
  if (useListView.getState().inert) return openTarget();
  if (allFound !== null) return idsOfFound(allFound.search);
  if (chosen.size > 0) return [...chosen];
  return activeId === null ? [] : [activeId];
}

/** Asks how to export the captures a command is about; all that is found where that is selected. */
export async function exportTargets(): Promise<void> {
  const { allFound } = useCaptureSelection.getState();
  if (allFound !== null && !useListView.getState().inert) {
    openExport({ kind: 'found', search: allFound.search });
    return;
  }
  const ids = await commandTargets();
  if (ids.length > 0) openExport({ kind: 'ids', ids });
}

/** Beside a mistake in the search only what is open can be meant. */
function openTarget(): CaptureId[] {
  const route = currentRoute();
  return route.page === 'captures' && route.id !== null ? [route.id as CaptureId] : [];
}

/** Newest first, 10,000 at most. */
async function idsOfFound(search: string): Promise<CaptureId[]> {
  const ids: CaptureId[] = [];
  let before: string | undefined;
  do {
    const page = await api.captures.list({ search, limit: PAGE, ...(before && { before }) });
    ids.push(...page.items.map((item) => item.id));
    before = page.next ?? undefined;
  } while (before !== undefined && ids.length < AT_MOST);
  return ids.slice(0, AT_MOST);
}

/** Runs a call of the person's; a failure is said in a toast. */
export async function attempt(title: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    sayNot(title)(error);
  }
}

export async function replayTargets(edit: boolean): Promise<void> {
  await attempt('Not replayed', async () => {
    const captureIds = await commandTargets();
    if (captureIds.length > 0) openReplay({ captureIds, edit });
  });
}

/** Compares one with the previous of its event, several with each other. */
export async function compareTargets(): Promise<void> {
  await attempt('Not compared', async () => {
    const { openCompare } = await import('../compare/compare.ts');
    await openCompare(await commandTargets());
  });
}

export async function copyCurlOfTarget(): Promise<void> {
  await attempt('Not copied', async () => {
    const [id] = await commandTargets();
    if (id === undefined) return;
    const { copyAs } = await import('./detail/copy-as.ts');
    await copyAs(id, 'curl');
  });
}

/** Copies the address of this page with the capture open: search, time and part go with it. */
export async function copyLinkOf(id: CaptureId): Promise<void> {
  const route = keepSearch({ page: 'captures', id }, currentRoute());
  const url = new URL(formatRoute(route), window.location.href);
  await copyText(url.href);
  toast({ title: 'Copied the link' });
}

export async function copyIdOf(id: CaptureId): Promise<void> {
  await copyText(id);
  toast({ title: 'Copied the id' });
}

/** Pins the targets, or unpins them when all of them are pinned already. */
export async function togglePinOfTargets(): Promise<void> {
  await attempt('Not pinned', async () => {
    const ids = await commandTargets();
    const known = await Promise.all(ids.map((id) => summaryOf(id).catch(() => undefined)));
    const pinned = !known.every((capture) => capture?.pinned === true);
    for (const id of ids) await api.captures.pin({ id, pinned });
    const what = formatPlural(ids.length, 'capture');
    if (ids.length > 1) toast({ title: pinned ? `Pinned ${what}` : `Unpinned ${what}` });
  });
}

const summaryOf = async (id: CaptureId): Promise<CaptureSummary> =>
  cachedCapture(id) ?? api.captures.get({ id });

/**
 * Deletes the targets, goes on to the row below them, and offers to undo it. All that is found is
 * more than the list shows: there it asks first.
 */
export async function removeTargets(): Promise<void> {
  if (useCaptureSelection.getState().allFound !== null)
    return useRemoveFound.setState({ asked: true });
  const ids = await commandTargets();
  if (ids.length === 0) return;
  const next = neighbourOf(ids);
  await attempt('Not deleted', async () => {
    const undos: string[] = [];
    let removed = 0;
    for (let i = 0; i < ids.length; i += REMOVE_AT_ONCE) {
      const done = await api.captures.removeMany({ ids: ids.slice(i, i + REMOVE_AT_ONCE) });
      removed += done.removed;
      if (done.undo !== null) undos.push(done.undo);
    }
    moveAwayFrom(ids, next);
    offerUndo(removed, undos);
  });
}

/** Whether it is asked before all that is found is deleted. */
export const useRemoveFound = create<{ asked: boolean }>(() => ({ asked: false }));

/** Deletes all that a search finds. Throws for the dialog that asked. */
export async function removeFound(search: string, includePinned: boolean): Promise<void> {
  const done = await api.captures.removeFound({ search, includePinned });
  useCaptureSelection.getState().clearChosen();
  offerUndo(done.removed, done.undo === null ? [] : [done.undo]);
}

/** The nearest row below the given ones, else above; null when none is left. */
function neighbourOf(ids: readonly CaptureId[]): CaptureId | null {
  const gone = new Set(ids);
  const { ids: order } = useListView.getState();
  const places = order.flatMap((id, index) => (gone.has(id) ? [index] : []));
  const last = places.at(-1);
  if (last === undefined) return null;
  const below = order.slice(last + 1).find((id) => !gone.has(id));
  return below ?? order.slice(0, places[0]).findLast((id) => !gone.has(id)) ?? null;
}

function moveAwayFrom(ids: readonly CaptureId[], next: CaptureId | null): void {
  const route = currentRoute();
  useCaptureSelection.getState().activate(next);
  const openGone = route.page === 'captures' && ids.some((id) => id === route.id);
  if (openGone) navigate({ page: 'captures', id: next }, { replace: true });
}

/** Sends a sample through the intake, so that a first capture can be looked at. */
export async function sendSample(): Promise<void> {
  await attempt('No sample was sent', () => api.captures.sample());
}
