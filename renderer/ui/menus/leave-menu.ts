/**
 * Gives the focus of a menu that closes to what comes after it, at once. The library gives it back when
 * the menu is gone, frames later, and keeps it in the menu until then: what one types after choosing an
 * entry would be lost. Call where the menu says that it closes.
 */
export function leaveMenu(to: () => HTMLElement | null | undefined): void {
  // After the library's own handlers: they put the focus on the entry that was chosen.
  queueMicrotask(() => {
    const here = document.activeElement;
    if (here === null || here === document.body || here.closest('[role=menu]') !== null) {
      to()?.focus({ preventScroll: true });
    }
  });
}
