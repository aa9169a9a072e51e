import { create } from 'zustand';

/** Which rows of a list a person points at, by their ids. */
export type Selection<Id extends string> = {
  /** The row the keys move from. */
  activeId: Id | null;
  /** Whether the list chose the active row by itself: then it goes on to what is newest. */
  auto: boolean;
  /** Where a range begins. */
  anchorId: Id | null;
  /** Rows selected for a common action; empty while only the active row counts. */
  chosen: ReadonlySet<Id>;
  /** Everything its search finds is selected, loaded or not; null: only what is in `chosen`. */
  allFound: { search: string } | null;
  activate: (id: Id | null) => void;
  /** Makes a row active without giving up the selection: the list does it, not the person. */
  settle: (id: Id | null, auto: boolean) => void;
  /** Selects or unselects one row. @param ids the loaded rows, which stay where all were selected. */
  toggle: (id: Id, ids: readonly Id[]) => void;
  /** Selects or unselects a row that the pointer is drawn over. */
  paint: (id: Id, on: boolean) => void;
  /** Selects all rows from the anchor to `to`, in the order of `ids`. */
  extend: (to: Id, ids: readonly Id[]) => void;
  chooseAll: (search: string) => void;
  clearChosen: () => void;
  forget: (ids: readonly Id[]) => void;
};

const NOTHING: ReadonlySet<never> = new Set<never>();
const NONE = { chosen: NOTHING, allFound: null };

/** A store of which rows a person points at. What is open stands in the route instead. */
export const createSelection = <Id extends string>() =>
  create<Selection<Id>>((set) => ({
    activeId: null,
    auto: true,
    anchorId: null,
    ...NONE,
    activate: (id) => set({ activeId: id, auto: id === null, anchorId: id, ...NONE }),
    settle: (id, auto) => set({ activeId: id, auto, anchorId: id }),
    toggle: (id, ids) =>
      set(({ chosen, allFound }) => ({
        chosen: flipped(allFound === null ? chosen : new Set(ids), id),
        allFound: null,
        activeId: id,
        auto: false,
        anchorId: id,
      })),
    paint: (id, on) =>
      set(({ chosen }) => ({
        chosen: chosen.has(id) === on ? chosen : flipped(chosen, id),
        allFound: null,
        activeId: id,
        auto: false,
        anchorId: id,
      })),
    extend: (to, ids) =>
      set(({ anchorId }) => ({
        activeId: to,
        auto: false,
        anchorId: anchorId ?? to,
        chosen: new Set(rangeOf(ids, anchorId ?? to, to)),
        allFound: null,
      })),
    chooseAll: (search) => set({ chosen: NOTHING, allFound: { search } }),
    clearChosen: () => set(NONE),
    forget: (ids) => set((state) => without(state, new Set(ids))),
  }));

/** Whether a row is selected. */
export const isChosen = <Id extends string>(state: Selection<Id>, id: Id): boolean =>
  state.allFound !== null || state.chosen.has(id);

/** Whether any row is selected. */
export const isSelecting = <Id extends string>(state: Selection<Id>): boolean =>
  state.allFound !== null || state.chosen.size > 0;

function flipped<Id extends string>(chosen: ReadonlySet<Id>, id: Id): ReadonlySet<Id> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

function without<Id extends string>(
  state: Selection<Id>,
  gone: ReadonlySet<Id>,
): Partial<Selection<Id>> {
  const keep = (id: Id | null): Id | null => (id !== null && gone.has(id) ? null : id);
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
