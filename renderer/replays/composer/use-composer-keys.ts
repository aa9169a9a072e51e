import { type RefObject, useEffect, useEffectEvent } from 'react';

/** Keys of a composer, wherever the focus is in it: Ctrl+Enter sends, Esc goes back. */
export function useComposerKeys(
  panel: RefObject<HTMLElement | null>,
  keys: { onSend: () => void; onClose: () => void },
): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const sends = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!sends && (event.key !== 'Escape' || event.defaultPrevented)) return;
    event.preventDefault();
    if (sends) keys.onSend();
    else keys.onClose();
  });
  useEffect(() => {
    const element = panel.current;
    if (element === null) return;
    const listen = (event: KeyboardEvent): void => onKeyDown(event);
    element.addEventListener('keydown', listen);
    return () => element.removeEventListener('keydown', listen);
  }, [panel]);
}
