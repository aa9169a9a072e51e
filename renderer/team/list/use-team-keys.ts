import { type RefObject, useEffectEvent, useLayoutEffect } from 'react';
import { useListKeys } from '../../keys/list-keys.ts';
import { isSelecting } from '../../ui/list/selection.ts';
import { within } from '../../ui/list/within.ts';
import { useTeamSelection } from './selection.ts';

interface Listed {
  keys: readonly string[];
  domId: (key: string) => string;
  openKey: string | null;
  onOpen: (key: string, replace: boolean) => void;
  onClose: () => void;
  onMenu: (key: string, point: { x: number; y: number }) => void;
}

const activeNow = (): string | null => useTeamSelection.getState().activeId;

/** Gives the keys of lists to the list of the team while it is there. */
export function useTeamKeys(props: Listed, host: RefObject<HTMLElement | null>): void {
  const { keys, openKey, domId } = props;
  const at = (): number => keys.indexOf(activeNow() ?? '');
  const rowOf = (key: string): HTMLElement | null => document.getElementById(domId(key));
  const move = useEffectEvent((step: number, extending: boolean) => {
    const from = at();
    const key = keys[from < 0 ? 0 : within(from + step, keys.length)];
    if (key === undefined) return;
    const { activate, extend } = useTeamSelection.getState();
    if (extending) return extend(key, keys);
    activate(key);
    // With one open beside the list, the one moved to is opened in its place.
    if (openKey !== null) props.onOpen(key, true);
  });
  const open = useEffectEvent(() => {
    const key = keys[at()];
    if (key !== undefined) props.onOpen(key, openKey !== null);
  });
  const toggle = useEffectEvent(() => {
    const key = keys[at()] ?? keys[0];
    if (key !== undefined) useTeamSelection.getState().toggle(key, keys);
  });
  const close = useEffectEvent(() => {
    const selection = useTeamSelection.getState();
    if (isSelecting(selection)) return selection.clearChosen();
    props.onClose();
    if (openKey !== null) requestAnimationFrame(() => host.current?.focus());
  });
  const menu = useEffectEvent(() => {
    const key = keys[at()];
    const box = key === undefined ? undefined : rowOf(key)?.getBoundingClientRect();
    if (key !== undefined && box) props.onMenu(key, { x: box.left + 60, y: box.bottom });
  });
  const showOpen = useEffectEvent(() => {
    const key = openKey ?? activeNow();
    if (key !== null) rowOf(key)?.scrollIntoView({ block: 'nearest' });
    if (openKey !== null) useTeamSelection.getState().settle(openKey, false);
  });
  const chooseAll = useEffectEvent(() => {
    const [first] = keys;
    const last = keys.at(-1);
    if (first === undefined || last === undefined) return;
    // Those that are loaded: of the rest nobody has seen anything yet.
    useTeamSelection.getState().activate(first);
    useTeamSelection.getState().extend(last, keys);
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
