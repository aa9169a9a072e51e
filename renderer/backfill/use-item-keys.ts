import { useEffectEvent, useLayoutEffect, type RefObject } from 'react';
import { isKeyOf } from '../keys/keymap.ts';
import { useListKeys } from '../keys/list-keys.ts';

/** What the keys of lists do with the rows of a table, which take the focus one by one. */
export function useItemKeys(
  body: RefObject<HTMLElement | null>,
  does: { open: (row: number) => void; toggle: (row: number) => void; chooseAll: () => void },
): void {
  const rows = (): HTMLElement[] => [...(body.current?.querySelectorAll<HTMLElement>('tr') ?? [])];
  const at = (): number => rows().findIndex((row) => row.contains(document.activeElement));
  const move = useEffectEvent((step: number) => {
    const all = rows();
    const next = Math.min(all.length - 1, Math.max(0, at() + step));
    // From outside of the table the first step leads to its first row.
    all[Number.isFinite(next) ? next : 0]?.focus();
  });
  const open = useEffectEvent(() => does.open(at()));
  const toggle = useEffectEvent(() => does.toggle(at()));
  const chooseAll = useEffectEvent(() => does.chooseAll());
  useLayoutEffect(() => {
    const nothing = (): void => undefined;
    useListKeys.setState({
      present: {
        move: (step) => move(step),
        open: () => open(),
        toggle: () => toggle(),
        chooseAll: () => chooseAll(),
        close: nothing,
        rowMenu: nothing,
        showOpen: nothing,
      },
    });
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!isKeyOf(event, 'backfill-all') || isElsewhere(event.target)) return;
      event.preventDefault();
      chooseAll();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      useListKeys.setState({ present: null });
    };
  }, []);
}

/** While somebody types, or a dialog or menu is open, a letter is meant for that. */
const isElsewhere = (target: EventTarget | null): boolean =>
  document.querySelector('[role=dialog]:not([aria-modal=false]), [role=menu]') !== null ||
  (target instanceof Element && target.closest('input:not([type=checkbox]), textarea') !== null);
