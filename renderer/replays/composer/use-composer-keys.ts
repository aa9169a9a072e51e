import { useEffectEvent, useLayoutEffect, type RefObject } from 'react';
import { isKeyOf } from '../../keys/keymap.ts';

/** Keys of a composer, wherever the focus is in it: one sends, Esc goes back. */
export function useComposerKeys(
  panel: RefObject<HTMLElement | null>,
  keys: { onSend: () => void; onClose: () => void },
): void {
  // Before the editor sees it, which would begin a new line: that would be sent, too.
  const onCapture = useEffectEvent((event: KeyboardEvent) => {
    if (!isKeyOf(event, 'run')) return;
    event.preventDefault();
    event.stopPropagation();
    keys.onSend();
  });
  // After the editor: there the first Esc lets Tab leave it.
  const onBubble = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    keys.onClose();
  });
  useLayoutEffect(() => {
    const element = panel.current;
    if (element === null) return;
    const capture = (event: KeyboardEvent): void => onCapture(event);
    const bubble = (event: KeyboardEvent): void => onBubble(event);
    element.addEventListener('keydown', capture, { capture: true });
    element.addEventListener('keydown', bubble);
    return () => {
      element.removeEventListener('keydown', capture, { capture: true });
      element.removeEventListener('keydown', bubble);
    };
  }, [panel]);
}
