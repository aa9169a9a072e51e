/**
 * Gives the focus of a menu or another popup that closes to what comes after it, at once. The library
 * gives it back when the popup is gone, frames later, and keeps it there until then: what one types after
 * choosing an entry would be lost. Call where the popup says that it closes.
 *
 * @param popup a selector of what closes: a focus that is elsewhere by then stays.
 */
export function leaveMenu(to: () => HTMLElement | null | undefined, popup = '[role=menu]'): void {
  // After the library's own handlers: they put the focus on the entry that was chosen.
  queueMicrotask(() => {
    const here = document.activeElement;
    if (here === null || here === document.body || here.closest(popup) !== null) {
      to()?.focus({ preventScroll: true });
    }
  });
}
