import { useRef, useState, type PointerEvent as ReactPointerEvent, type RefObject } from 'react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';

/** Nearer than this to the edge of the list, it scrolls along. */
const EDGE_PX = 36;
const STEP_PX = 14;

/** A row that is dragged, and before which index of the list it would be dropped. */
export interface Grabbed {
  endpoint: Endpoint;
  before: number;
}

/**
 * Drags a row by its grip.
 *
 * @param indexAt the index of the row at a height of the list's content, in pixels
 * @param onDrop called with the index before which it was dropped
 */
export function useGrab(
  scroller: RefObject<HTMLElement | null>,
  indexAt: (y: number) => number,
  onDrop: (endpoint: Endpoint, before: number) => void,
) {
  const [grabbed, setGrabbed] = useState<Grabbed | null>(null);
  const latest = useRef<Grabbed | null>(null);
  const set = (next: Grabbed | null): void => {
    latest.current = next;
    setGrabbed(next);
  };

  const grab = (endpoint: Endpoint, down: ReactPointerEvent): void => {
    const list = scroller.current;
    if (list === null || down.button !== 0) return;
    down.preventDefault();
    const grip = down.currentTarget as HTMLElement;
    const { pointerId } = down;
    grip.setPointerCapture(pointerId);
    const follow = (event: PointerEvent): void => {
      const box = list.getBoundingClientRect();
      if (event.clientY < box.top + EDGE_PX) list.scrollTop -= STEP_PX;
      if (event.clientY > box.bottom - EDGE_PX) list.scrollTop += STEP_PX;
      set({ endpoint, before: indexAt(event.clientY - box.top + list.scrollTop) });
    };
    const events = new AbortController();
    const { signal } = events;
    const end = (drops: boolean): void => {
      events.abort();
      const { current } = latest;
      set(null);
      if (drops && current !== null) onDrop(current.endpoint, current.before);
    };
    grip.addEventListener('pointermove', follow, { signal });
    grip.addEventListener('pointerup', () => end(true), { signal });
    grip.addEventListener('pointercancel', () => end(false), { signal });
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        end(false);
      },
      { signal, capture: true },
    );
  };
  return { grabbed, grab };
}
