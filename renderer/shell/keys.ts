import { useEffect } from 'react';

// The table of commands and what it leads to come right after the first script. Keys pressed before
// are kept and done then, so that nobody has to know about it.
const fetchListener = () => import('./commands/listen.ts');

const TYPING = 'input, textarea, select, [contenteditable], [role=dialog]';

/** The keyboard: every chord of the command table, except while typing or with a dialog open. */
export function useKeys(): void {
  useEffect(() => {
    let waiting: KeyboardEvent[] | null = [];
    let listener = (event: KeyboardEvent): void => {
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      // Firefox would find text as one types; Ctrl+K would lead into the address bar.
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
      if (plain || ((event.ctrlKey || event.metaKey) && event.key === 'k')) event.preventDefault();
      waiting?.push(event);
    };
    const onKeyDown = (event: KeyboardEvent): void => listener(event);
    window.addEventListener('keydown', onKeyDown);
    const listen = async (): Promise<void> => {
      try {
        const part = await fetchListener();
        for (const event of waiting ?? []) part.onKeyDown(again(event));
        listener = part.onKeyDown;
      } catch {
        // The page says by itself that a part of it cannot be had, where that matters.
      }
      waiting = null;
    };
    void listen();
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** A kept event as it was, but not yet done; its place is where the focus is by now. */
function again({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, ctrlKey, metaKey, altKey, shiftKey });
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
