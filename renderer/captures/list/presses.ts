import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { isChosen, useCaptureSelection } from '../capture-selection.ts';
import { openRowMenu } from '../menu/menu-store.ts';
import { addTermOf } from '../menu/add-term.ts';
import { rowDomId } from '../row/capture-row.tsx';

/**
 * Hears the mouse for all rows at once; what it does, the keys of the commands do too. A click opens;
 * on the mark, or with Ctrl or Cmd, it toggles; with Shift it takes all rows up to here; with Alt, on
 * something that can be searched for, it searches for that. Drawn over
 * the marks, the pointer selects or unselects one row after the other. Its second button, or a long
 * press, opens the menu of the row.
 */
export function usePresses(
  scroller: RefObject<HTMLElement | null>,
  ids: readonly CaptureId[],
  onOpen: (id: CaptureId) => void,
): void {
  /** What drawing does to rows, from the press on a mark on; `moved` once it left the first row. */
  const drawing = useRef<{ first: CaptureId; on: boolean; moved: boolean } | null>(null);

  const rowAt = (target: EventTarget | null): CaptureId | undefined => {
    const row = target instanceof Element ? target.closest('[role=row]') : null;
    return row ? ids.find((one) => rowDomId(one) === row.id) : undefined;
  };

  const press = useEffectEvent((event: MouseEvent) => {
    const id = rowAt(event.target);
    const drew = drawing.current?.moved === true;
    drawing.current = null;
    if (id === undefined || drew) return;
    const { activate, toggle, extend } = useCaptureSelection.getState();
    if (event.altKey && addTermOf(event.target, id)) return;
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
    drawing.current = {
      first,
      on: !isChosen(useCaptureSelection.getState(), first),
      moved: false,
    };
  });

  const draw = useEffectEvent((event: PointerEvent) => {
    const now = drawing.current;
    if (now === null || event.buttons === 0) return;
    const id = rowAt(event.target);
    if (id === undefined || (id === now.first && !now.moved)) return;
    const { paint } = useCaptureSelection.getState();
    if (!now.moved) paint(now.first, now.on);
    now.moved = true;
    paint(id, now.on);
  });

  const menu = useEffectEvent((event: MouseEvent) => {
    const id = rowAt(event.target);
    if (id === undefined) return;
    event.preventDefault();
    // One of several selected rows speaks for all of them; any other for itself alone.
    const selection = useCaptureSelection.getState();
    if (!isChosen(selection, id)) selection.activate(id);
    openRowMenu(id, { x: event.clientX, y: event.clientY });
  });

  useEffect(() => {
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
