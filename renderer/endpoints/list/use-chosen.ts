import { create } from 'zustand';

interface Chosen {
  /** Where the keys are; null until somebody was there. */
  activeId: string | null;
  /** Selected for the commands above the list. */
  ids: ReadonlySet<string>;
  /** Where a range begins. */
  anchorId: string | null;
  /** The row that gets the focus as soon as it is drawn. */
  focusId: string | null;
}

/** Which rows of the endpoints are active and selected. It outlives the page. */
export const useChosen = create<Chosen>(() => ({
  activeId: null,
  ids: new Set(),
  anchorId: null,
  focusId: null,
}));

export function activate(id: string): void {
  useChosen.setState({ activeId: id });
}

/** Makes a row the active one and gives it the focus, now or once it is drawn. */
export function focusRow(id: string): void {
  useChosen.setState({ activeId: id, focusId: id });
}

export function toggle(id: string): void {
  const ids = new Set(useChosen.getState().ids);
  if (!ids.delete(id)) ids.add(id);
  useChosen.setState({ ids, anchorId: id, activeId: id });
}

/** Selects from the anchor to a row, as they stand in the list. */
export function extendTo(id: string, order: readonly string[]): void {
  const { anchorId, activeId } = useChosen.getState();
  const from = order.indexOf(anchorId ?? activeId ?? id);
  const to = order.indexOf(id);
  if (to < 0) return;
  const [low, high] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
  const anchor = order[from] ?? id;
  useChosen.setState({
    ids: new Set(order.slice(low, high + 1)),
    anchorId: anchor,
    activeId: id,
  });
}

export function choose(ids: Iterable<string>): void {
  useChosen.setState({ ids: new Set(ids) });
}
