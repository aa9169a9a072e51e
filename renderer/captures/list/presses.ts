import { useEffect, useEffectEvent, type RefObject } from 'react';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { useCaptureSelection } from '../capture-selection.ts';
import { rowDomId } from '../row/capture-row.tsx';

/**
 * Hears the mouse for all rows at once; what it does, the keys of the commands do too. A click opens;
 * on the mark, or with Ctrl or Cmd, it toggles; with Shift it takes all rows up to here.
 */
export function usePresses(
  scroller: RefObject<HTMLElement | null>,
  ids: readonly CaptureId[],
  onOpen: (id: CaptureId) => void,
): void {
  const press = useEffectEvent((event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    const at = target?.closest('[role=row]');
    const id = at ? ids.find((one) => rowDomId(one) === at.id) : undefined;
    if (id === undefined) return;
    const { activate, toggle, extend } = useCaptureSelection.getState();
    const onMark = target?.closest('[data-mark]') !== null;
    if (event.shiftKey) extend(id, ids);
    else if (event.ctrlKey || event.metaKey || onMark) toggle(id);
    else {
      activate(id);
      onOpen(id);
    }
  });
  useEffect(() => {
    const grid = scroller.current;
    const hear = (event: MouseEvent): void => press(event);
    grid?.addEventListener('click', hear);
    return () => grid?.removeEventListener('click', hear);
  }, [scroller]);
}
