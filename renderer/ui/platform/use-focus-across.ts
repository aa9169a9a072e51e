import { useEffect, useRef } from 'react';

/**
 * Gives the focus a place when panes are put together in another way and what had it went with them
 * or cannot be reached any more: a window that is made narrower closes the menus of its panes, what is
 * opened covers its list, and the keys must go on.
 *
 * @param layout changes with how the panes are put together.
 * @param selector where the focus goes if nothing has it any more.
 */
export function useFocusAcross(layout: string, selector: string): void {
  const before = useRef(layout);
  useEffect(() => {
    if (before.current === layout) return undefined;
    before.current = layout;
    // A menu that goes with its pane tries to give the focus back first.
    const frame = requestAnimationFrame(() => {
      const here = document.activeElement;
      const isLost = here === null || here === document.body || here.closest('[inert]') !== null;
      if (isLost) document.querySelector<HTMLElement>(selector)?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [layout, selector]);
}
