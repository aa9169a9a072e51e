import { useEffect } from 'react';

// The table of commands and what it leads to come right after the first script. Keys pressed before
// are kept and done then, so that nobody has to know about it.
const fetchListener = () => import('./commands/listen.ts');

const TYPING = 'input, textarea, select, [contenteditable], [role=dialog]';

/** The keyboard: every chord of the command table, except while typing or with a dialog open. */
export function useKeys(): void {
  useEffect(() => {
    const waiting: KeyboardEvent[] = [];
    let listener = (event: KeyboardEvent): void => {
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      // Firefox would find text as one types; Ctrl+K would lead into the address bar.
      const isPalette = (event.ctrlKey || event.metaKey) && event.key === 'k';
      if (isCharacter(event) || isPalette) event.preventDefault();
      waiting.push(event);
    };
    const onKeyDown = (event: KeyboardEvent): void => listener(event);
    window.addEventListener('keydown', onKeyDown);
    const listen = async (): Promise<void> => {
      try {
        const part = await fetchListener();
        for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
          // A command before it may have led into a field: then it is text.
          if (!typeInto(document.activeElement, event)) part.onKeyDown(again(event));
          if (waiting.length > 0) await new Promise(requestAnimationFrame);
        }
        listener = part.onKeyDown;
      } catch {
        // The page says by itself that a part of it cannot be had, where that matters.
        waiting.length = 0;
      }
    };
    void listen();
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

const isCharacter = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !ctrlKey && !metaKey && !altKey && key.length === 1;

/** Types a character into a field as a person would; false where there is no field, or no character. */
function typeInto(at: Element | null, event: KeyboardEvent): boolean {
  if (!(at instanceof HTMLInputElement) || !isCharacter(event)) return false;
  at.setRangeText(event.key, at.selectionStart ?? 0, at.selectionEnd ?? 0, 'end');
  at.dispatchEvent(new InputEvent('input', { bubbles: true }));
  return true;
}

/** A kept event as it was, but not yet done; its place is where the focus is by now. */
function again(kept: KeyboardEvent): KeyboardEvent {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = kept;
  const modifierAltGraph = kept.getModifierState('AltGraph');
  const init = { key, code, ctrlKey, metaKey, altKey, shiftKey, modifierAltGraph };
  const event = new KeyboardEvent('keydown', init);
  Object.defineProperty(event, 'target', { value: document.activeElement ?? document.body });
  return event;
}

/** Commands from the desktop's menu come as window messages of the preload script. */
export function useMenuCommands(): void {
  useEffect(() => {
    const onMessage = (event: MessageEvent<unknown>): void => {
      if (event.source !== window) return;
      const { data } = event;
      if (typeof data !== 'object' || data === null || !('backstitchCommand' in data)) return;
      const id = data.backstitchCommand;
      if (typeof id === 'string') void fetchListener().then((part) => part.runCommand(id));
    };
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  }, []);
}
