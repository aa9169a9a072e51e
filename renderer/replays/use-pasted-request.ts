import { useLayoutEffect } from 'react';
import { currentRoute } from '../navigation/route.ts';
import { sayNot } from '../ui/say-not.ts';

/** A request pasted into the captures, outside of any field, opens in the composer. */
export function usePastedRequest(): void {
  useLayoutEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData('text/plain');
      const target = event.target instanceof Element ? event.target : document.body;
      const isTyping = target.closest('input, textarea, [contenteditable], [role=dialog]') !== null;
      if (!text || event.defaultPrevented || isTyping || currentRoute().page !== 'captures') return;
      void import('./fresh/compose-from.ts').then(
        ({ composePasted }) => composePasted(text),
        sayNot('Not composed'),
      );
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);
}
