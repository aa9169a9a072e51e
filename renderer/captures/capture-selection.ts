import { create } from 'zustand';
import type { CaptureId } from '../../preload/contract/shapes.ts';

type Selection = {
  /** The row the keys move from. */
  activeId: CaptureId | null;
  /** Where a range begins. */
  anchorId: CaptureId | null;
  /** Rows chosen for a common action; empty while only the active row counts. */
  chosen: ReadonlySet<CaptureId>;
  activate: (id: CaptureId | null) => void;
  toggle: (id: CaptureId) => void;
  /** Chooses all rows from the anchor to `to`, in the order of `ids`. */
  extend: (to: CaptureId, ids: readonly CaptureId[]) => void;
  choose: (ids: Iterable<CaptureId>) => void;
  clearChosen: () => void;
  forget: (ids: readonly CaptureId[]) => void;
};

const NOTHING: ReadonlySet<CaptureId> = new Set();

/** Which captures the person points at. What is open stands in the route instead. */
export const useCaptureSelection = create<Selection>((set) => ({
  activeId: null,
  anchorId: null,
  chosen: NOTHING,
  activate: (id) => set({ activeId: id, anchorId: id, chosen: NOTHING }),
  toggle: (id) => set((state) => toggled(state, id)),
  extend: (to, ids) =>
    set((state) => ({
      activeId: to,
      anchorId: state.anchorId ?? to,
      chosen: new Set(rangeOf(ids, state.anchorId ?? to, to)),
    })),
  choose: (ids) => set({ chosen: new Set(ids) }),
  clearChosen: () => set({ chosen: NOTHING }),
  forget: (ids) => set((state) => without(state, new Set(ids))),
}));

function toggled(state: Selection, id: CaptureId): Partial<Selection> {
  // The first ctrl-click joins the row that was active before.
  const chosen = new Set(
    state.chosen.size === 0 && state.activeId ? [state.activeId] : state.chosen,
  );
  if (chosen.has(id) && (state.chosen.size > 0 || state.activeId === id)) chosen.delete(id);
  else chosen.add(id);
  return { chosen, activeId: id, anchorId: id };
}

function without(state: Selection, gone: ReadonlySet<CaptureId>): Partial<Selection> {
  const keep = (id: CaptureId | null): CaptureId | null =>
    id !== null && gone.has(id) ? null : id;
  const touched = [...state.chosen].some((id) => gone.has(id));
  return {
    activeId: keep(state.activeId),
    anchorId: keep(state.anchorId),
    chosen: touched ? new Set([...state.chosen].filter((id) => !gone.has(id))) : state.chosen,
  };
}

/** The ids between two of them, both included, in list order; only `b` where `a` is not there. */
export function rangeOf<T>(ids: readonly T[], a: T, b: T): T[] {
  const from = ids.indexOf(a);
  const to = ids.indexOf(b);
  if (from < 0 || to < 0) return [b];
  return ids.slice(Math.min(from, to), Math.max(from, to) + 1);
}
