import { useEffect, useRef } from 'react';

/**
 * Gives the focus a place when panes are put together in another way and what had it went with them:
 * a window that is made narrower closes the menus of its panes, and the keys must go on.
 *
 * @param layout what the panes are put together by.
 * @param selector where the focus goes if nothing has it any more.
 */
export function useFocusAcross(layout: boolean, selector: string): void {
  const before = useRef(layout);
  useEffect(() => {
    if (before.current === layout) return undefined;
    before.current = layout;
    // A menu that goes with its pane tries to give the focus back first.
    const frame = requestAnimationFrame(() => {
      const here = document.activeElement;
      if (here !== null && here !== document.body) return;
      document.querySelector<HTMLElement>(selector)?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [layout, selector]);
}
