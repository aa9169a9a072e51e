/**
 * A `ref` for the popup of a menu: gives it the focus as soon as it is there. The library does so a
 * frame later, and a key that is pressed before that would be a command of the page.
 */
export function keysAtOnce(popup: HTMLElement | null): void {
  // After the library has read what had the focus before, to give it back.
  queueMicrotask(() => {
    if (popup?.isConnected === true && !popup.contains(document.activeElement)) {
      popup.focus({ preventScroll: true });
    }
  });
}
