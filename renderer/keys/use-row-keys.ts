import { type RefObject, useEffectEvent, useLayoutEffect } from 'react';
import { isSelecting, type Selection } from '../ui/list/selection.ts';
import { within } from '../ui/list/within.ts';
import { useListKeys } from './list-keys.ts';

interface Rows {
  /** Of all rows, in their order. */
  keys: readonly string[];
  domId: (key: string) => string;
  /** Of the one that is open beside the list. */
  openKey: string | null;
  /** The rows stand for an earlier question: nothing may act on them. */
  inert?: boolean;
  /** Whether a row can be opened and selected; a group can only be active. Left out: all can. */
  isItem?: (key: string) => boolean;
  onOpen: (key: string, replace: boolean) => void;
  onClose: () => void;
  onMenu: (key: string, point: { x: number; y: number }) => void;
  /** Opens or closes a group. */
  onGroup?: (key: string) => void;
  onChooseAll: () => void;
}

const always = (): boolean => true;

/** Gives the keys of lists to a list whose rows a person points at, while it is there. */
export function useRowKeys(
  props: Rows,
  selection: { getState: () => Selection<string> },
  host: RefObject<HTMLElement | null>,
): void {
  const { keys, openKey, domId, inert = false, isItem = always } = props;
  const at = (): number => keys.indexOf(selection.getState().activeId ?? '');
  const rowOf = (key: string): HTMLElement | null => document.getElementById(domId(key));
  const move = useEffectEvent((step: number, extending: boolean) => {
    const from = at();
    const key = keys[from < 0 ? 0 : within(from + step, keys.length)];
    if (inert || key === undefined) return;
    const { activate, extend } = selection.getState();
    if (extending && isItem(key)) return extend(key, keys.filter(isItem));
    activate(key);
    // With one open beside the list, the one moved to is opened in its place.
    if (openKey !== null && isItem(key)) props.onOpen(key, true);
  });
  const open = useEffectEvent(() => {
    const key = keys[at()];
    if (inert || key === undefined) return;
    if (isItem(key)) props.onOpen(key, openKey !== null);
    else props.onGroup?.(key);
  });
  const toggle = useEffectEvent(() => {
    const key = keys[at()] ?? keys[0];
    if (inert || key === undefined || !isItem(key)) return;
    selection.getState().toggle(key, keys.filter(isItem));
  });
  const close = useEffectEvent(() => {
    const state = selection.getState();
    if (isSelecting(state)) return state.clearChosen();
    props.onClose();
    if (openKey !== null) requestAnimationFrame(() => host.current?.focus());
  });
  const menu = useEffectEvent(() => {
    const key = keys[at()];
    if (inert || key === undefined || !isItem(key)) return;
    const box = rowOf(key)?.getBoundingClientRect();
    if (box) props.onMenu(key, { x: box.left + 60, y: box.bottom });
  });
  const showOpen = useEffectEvent(() => {
    const { activeId, settle } = selection.getState();
    const key = openKey ?? activeId;
    if (key !== null) rowOf(key)?.scrollIntoView({ block: 'nearest' });
    if (openKey !== null) settle(openKey, false);
  });
  const chooseAll = useEffectEvent(() => {
    if (!inert && keys.length > 0) props.onChooseAll();
  });
  // What is seen hears at once: an effect may come frames later.
  useLayoutEffect(() => {
    useListKeys.setState({
      present: {
        move: (step, extending) => move(step, extending),
        open: () => open(),
        toggle: () => toggle(),
        close: () => close(),
        rowMenu: () => menu(),
        showOpen: () => showOpen(),
        chooseAll: () => chooseAll(),
      },
    });
    return () => useListKeys.setState({ present: null });
  }, []);
}
