import { useEffectEvent, useLayoutEffect, useRef, type RefObject } from 'react';
import { isChosen, type Selection } from './selection.ts';

export interface RowPresses<Id extends string> {
  ids: readonly Id[];
  /** The `id` of the element of a row. */
  domId: (id: Id) => string;
  selection: { getState: () => Selection<Id> };
  onOpen: (id: Id) => void;
  onMenu: (id: Id, point: { x: number; y: number }) => void;
  /** A press with Alt on a part of a row. @returns whether it meant something there. */
  onAlt?: (target: EventTarget | null, id: Id) => boolean;
}

/**
 * Hears the mouse for all rows at once; what it does, the keys of the commands do too. A click opens;
 * on the mark, or with Ctrl or Cmd, it toggles; with Shift it takes all rows up to here; with Alt, on
 * something that can be searched for, it searches for that. Drawn over
 * the marks, the pointer selects or unselects one row after the other. Its second button, or a long
 * press, opens the menu of the row.
 */
export function useRowPresses<Id extends string>(
  scroller: RefObject<HTMLElement | null>,
  { ids, domId, selection, onOpen, onMenu, onAlt }: RowPresses<Id>,
): void {
  /** What drawing does to rows, from the press on a mark on; `moved` once it left the first row. */
  const drawing = useRef<{ first: Id; on: boolean; moved: boolean } | null>(null);

  const rowAt = (target: EventTarget | null): Id | undefined => {
    const row = target instanceof Element ? target.closest('[role=row]') : null;
    return row ? ids.find((one) => domId(one) === row.id) : undefined;
  };

  const press = useEffectEvent((event: MouseEvent) => {
    const id = rowAt(event.target);
    const drew = drawing.current?.moved === true;
    drawing.current = null;
    if (id === undefined || drew) return;
    const { activate, toggle, extend } = selection.getState();
    if (event.altKey && onAlt?.(event.target, id) === true) return;
    if (event.shiftKey) extend(id, ids);
    else if (event.ctrlKey || event.metaKey || isMark(event.target)) toggle(id, ids);
    else {
      activate(id);
      onOpen(id);
    }
  });

  const begin = useEffectEvent((event: PointerEvent) => {
    drawing.current = null;
    const first = isMark(event.target) && event.button === 0 ? rowAt(event.target) : undefined;
    if (first === undefined || event.shiftKey) return;
    drawing.current = { first, on: !isChosen(selection.getState(), first), moved: false };
  });

  const draw = useEffectEvent((event: PointerEvent) => {
    const now = drawing.current;
    if (now === null || event.buttons === 0) return;
    const id = rowAt(event.target);
    if (id === undefined || (id === now.first && !now.moved)) return;
    const { paint } = selection.getState();
    if (!now.moved) paint(now.first, now.on);
    now.moved = true;
    paint(id, now.on);
  });

  const menu = useEffectEvent((event: MouseEvent) => {
    const id = rowAt(event.target);
    if (id === undefined) return;
    event.preventDefault();
    // One of several selected rows speaks for all of them; any other for itself alone.
    const state = selection.getState();
    if (!isChosen(state, id)) state.activate(id);
    onMenu(id, { x: event.clientX, y: event.clientY });
  });

  useLayoutEffect(() => {
    const grid = scroller.current;
    const stop = new AbortController();
    const { signal } = stop;
    grid?.addEventListener('click', (event) => press(event), { signal });
    grid?.addEventListener('pointerdown', (event) => begin(event), { signal });
    grid?.addEventListener('pointermove', (event) => draw(event), { signal });
    grid?.addEventListener('contextmenu', (event) => menu(event), { signal });
    return () => stop.abort();
  }, [scroller]);
}

const isMark = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-mark]') !== null;
