const REACHED_BY_TAB =
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable=true]';

/**
 * Gives the focus to the first element inside that Tab reaches; of radio buttons, to the chosen one.
 *
 * @returns Whether there was one.
 */
export function focusFirst(container: HTMLElement | null): boolean {
  // What stands first is not always what is typed first.
  const wanted = container?.querySelectorAll<HTMLElement>('[data-first]') ?? [];
  const reached = container?.querySelectorAll<HTMLElement>(REACHED_BY_TAB) ?? [];
  for (const element of [...wanted, ...reached]) {
    if (element.tabIndex < 0 || element.matches(':disabled, [inert] *')) continue;
    if (element instanceof HTMLInputElement && element.type === 'radio' && !element.checked) {
      if (container?.querySelector(`input[name="${CSS.escape(element.name)}"]:checked`)) continue;
    }
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    element.focus();
    return document.activeElement === element;
  }
  return false;
}
