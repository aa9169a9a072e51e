/**
 * What does not fit in the window, in words: what makes the page wider than it is, what scrolls
 * sideways and is neither a text, a grid nor a strip of tabs, and controls that nobody can reach
 * because something cuts them off. Runs in the page.
 */
export function layoutFaults(): string[] {
  const faults: string[] = [];
  const name = (element: Element): string =>
    `${element.tagName.toLowerCase()} ${
      element.getAttribute('aria-label') ?? (element.textContent ?? '').trim().slice(0, 40)
    } [${element.getAttribute('class')?.slice(0, 60) ?? ''}]`;
  const { scrollWidth } = document.documentElement;
  const over = Math.max(scrollWidth, document.body.scrollWidth) - innerWidth;
  if (over > 0) faults.push(`the page is ${over} px too wide`);
  const main = document.querySelector('main')!.getBoundingClientRect();
  if (main.left < 0 || main.right > innerWidth) faults.push(`main ends at ${main.right}`);

  const mayScroll =
    'pre, .wire, [role="grid"], [role="treegrid"], [role="table"], table, .cm-scroller, [role="tablist"], nav, [data-sideways]';
  for (const element of document.querySelectorAll('main *')) {
    if (element.scrollWidth <= element.clientWidth + 1 || element.clientWidth === 0) continue;
    const { overflowX } = getComputedStyle(element);
    if (overflowX !== 'auto' && overflowX !== 'scroll') continue;
    const inside = element.querySelector(mayScroll);
    if (element.closest(mayScroll) !== null || inside !== null) continue;
    faults.push(
      `${name(element)} scrolls ${element.scrollWidth - element.clientWidth} px sideways`,
    );
  }

  const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  for (const control of document.querySelectorAll<HTMLElement>(controls)) {
    if (!control.checkVisibility({ visibilityProperty: true }) || control.closest('[inert]'))
      continue;
    const box = control.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const x = box.left + box.width / 2;
    for (let up = control.parentElement; up !== null; up = up.parentElement) {
      const { overflowX, position } = getComputedStyle(up);
      const clip = up.getBoundingClientRect();
      const isCut = x < clip.left || x > clip.right;
      if (overflowX === 'auto' || overflowX === 'scroll') break;
      if ((overflowX === 'hidden' || overflowX === 'clip') && isCut && clip.width > 1) {
        faults.push(`${name(control)} is cut off`);
        break;
      }
      if (position === 'fixed') break;
    }
  }
  return [...new Set(faults)];
}
