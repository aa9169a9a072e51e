import { useRef, useState, type PointerEvent } from 'react';
import type { TimeSpan } from '../time/time-span.ts';
import { snapped, timeAt, withEnd, type Scale } from './brush.ts';

/** A press that moved less than this is a click. */
const DRAG_PX = 4;

type Drawing = { what: 'new' | 'from' | 'to'; startX: number; startAt: number; moved: boolean };

/**
 * Draws a stretch of time with the pointer, or moves an end of it; it counts once it is let go.
 *
 * @param onDone hears of the new stretch.
 */
export function useDrawing(
  scale: Scale | undefined,
  span: TimeSpan | null,
  onDone: (span: TimeSpan) => void,
) {
  const [draft, setDraft] = useState<TimeSpan | null>(null);
  const drawing = useRef<Drawing | null>(null);

  const timeOf = (event: PointerEvent<HTMLElement>): number | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    return scale && timeAt(scale, (event.clientX - box.left) / box.width);
  };

  return {
    draft,
    setDraft,
    handlers: {
      onPointerDown(event: PointerEvent<HTMLElement>): void {
        const at = timeOf(event);
        if (at === undefined || event.button !== 0) return;
        const end = event.target instanceof Element ? event.target.closest('[data-end]') : null;
        const named = end?.getAttribute('data-end');
        const what = named === 'from' || named === 'to' ? named : 'new';
        drawing.current = {
          what: span === null ? 'new' : what,
          startX: event.clientX,
          startAt: at,
          moved: false,
        };
      },
      onPointerMove(event: PointerEvent<HTMLElement>): void {
        const now = drawing.current;
        const at = timeOf(event);
        if (now === null || at === undefined || !scale) return;
        if (!now.moved && Math.abs(event.clientX - now.startX) < DRAG_PX) return;
        // Only from here on: a plain click must reach what is below the pointer.
        if (!now.moved) event.currentTarget.setPointerCapture(event.pointerId);
        now.moved = true;
        if (now.what === 'new') setDraft(snapped({ from: now.startAt, to: at }, scale));
        else if (span) setDraft(withEnd(span, now.what, at, scale));
      },
      onPointerUp(): void {
        const wasMoved = drawing.current?.moved === true;
        drawing.current = null;
        if (!wasMoved) return;
        if (draft) onDone(draft);
        setDraft(null);
      },
      onPointerCancel(): void {
        drawing.current = null;
        setDraft(null);
      },
    },
    /** Gives up what is being drawn. */
    stop(): void {
      drawing.current = null;
      setDraft(null);
    },
  };
}
