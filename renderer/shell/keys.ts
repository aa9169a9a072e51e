import { useLayoutEffect } from 'react';

// The table of commands and what it leads to come right after the first script. Keys pressed before
// are kept and done then, so that nobody has to know about it.
const fetchListener = () => import('./commands/listen.ts');

const TYPING = 'input, textarea, select, [contenteditable], [role=dialog]';

/** The keyboard: every chord of the command table, except while typing or with a dialog open. */
export function useKeys(): void {
  useLayoutEffect(() => {
    const waiting: KeyboardEvent[] = [];
    let doing = false;
    let listener = (event: KeyboardEvent): void => {
      const isTyped = event.target instanceof Element && event.target.closest(TYPING) !== null;
      // Behind letters that still wait, the next one waits too: text keeps its order.
      if (isTyped && !(doing && waiting.length > 0)) return;
      // Firefox would find text as one types; Ctrl+K would lead into the address bar.
      const isPalette = (event.ctrlKey || event.metaKey) && event.key === 'k';
      if (isTyped || isCharacter(event) || isPalette) event.preventDefault();
      waiting.push(event);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!done.has(event)) listener(event);
    };
    window.addEventListener('keydown', onKeyDown);
    const listen = async (): Promise<void> => {
      try {
        const part = await fetchListener();
        doing = true;
        for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
          // A command before it may have led into a field: then it is text.
          if (typeInto(document.activeElement, event)) continue;
          part.onKeyDown(again(event));
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
  if (!(at instanceof HTMLInputElement)) return false;
  const from = at.selectionStart ?? 0;
  const to = at.selectionEnd ?? 0;
  if (isCharacter(event)) at.setRangeText(event.key, from, to, 'end');
  else if (event.key === 'Backspace')
    at.setRangeText('', from === to ? Math.max(0, from - 1) : from, to, 'end');
  else return false;
  at.dispatchEvent(new InputEvent('input', { bubbles: true }));
  return true;
}

/** Events that were kept and are being done. */
const done = new WeakSet<Event>();

/** A kept event as it was, where the focus is by now; what listens there has it first. */
function again(kept: KeyboardEvent): KeyboardEvent {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = kept;
  const modifierAltGraph = kept.getModifierState('AltGraph');
  const init = { key, code, ctrlKey, metaKey, altKey, shiftKey, modifierAltGraph };
  const event = new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true });
  done.add(event);
  (document.activeElement ?? document.body).dispatchEvent(event);
  return event;
}

/** Commands from the desktop's menu come as window messages of the preload script. */
export function useMenuCommands(): void {
  useLayoutEffect(() => {
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
