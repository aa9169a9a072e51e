import { useEffect, useEffectEvent, useLayoutEffect, useRef, type RefObject } from 'react';

/** A pointer that rests this long is not on its way to a row. */
const REST_MS = 600;
/** Nothing waits longer than this for a pointer. */
const AT_MOST_MS = 1500;

/**
 * Holds rows in their place while the pointer moves over them: nobody clicks a row that jumped.
 *
 * @param onChange hears whether rows must stay where they are.
 */
export function pointerHold(onChange: (held: boolean) => void) {
  let rest: ReturnType<typeof setTimeout> | undefined;
  let limit: ReturnType<typeof setTimeout> | undefined;
  let held = false;
  const set = (to: boolean): void => {
    if (held === to) return;
    held = to;
    onChange(to);
  };
  const release = (): void => {
    clearTimeout(rest);
    clearTimeout(limit);
    limit = undefined;
    set(false);
  };
  return {
    moved(): void {
      clearTimeout(rest);
      rest = setTimeout(release, REST_MS);
      set(true);
    },
    /** Something waits to be put in: it does not wait for ever. */
    waits(): void {
      if (held) limit ??= setTimeout(release, AT_MOST_MS);
    },
    release,
  };
}

/**
 * Tells whether rows must stay where they are for the pointer.
 *
 * @param list.drawn whether the list is there to be pointed at.
 * @param list.waiting whether something waits to be put in.
 */
export function usePointerHold(list: {
  scroller: RefObject<HTMLElement | null>;
  drawn: boolean;
  waiting: boolean;
  onChange: (held: boolean) => void;
}): void {
  const { scroller, drawn, waiting } = list;
  const change = useEffectEvent(list.onChange);
  const hold = useRef<ReturnType<typeof pointerHold>>(null);
  useLayoutEffect(() => {
    const grid = scroller.current;
    const pointer = pointerHold((held) => change(held));
    hold.current = pointer;
    grid?.addEventListener('pointermove', pointer.moved, { passive: true });
    grid?.addEventListener('pointerleave', pointer.release);
    return () => {
      grid?.removeEventListener('pointermove', pointer.moved);
      grid?.removeEventListener('pointerleave', pointer.release);
      pointer.release();
    };
  }, [scroller, drawn]);
  useEffect(() => {
    if (waiting) hold.current?.waits();
  }, [waiting]);
}
