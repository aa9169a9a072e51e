const PANES = 'nav[aria-label="Pages"], [data-pane], main, footer[aria-label="Status"]';
const REACHED =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex="-1"]), [contenteditable="true"]';

/** Where the focus was in a pane when it was left by key. */
const lastIn = new WeakMap<Element, HTMLElement>();

/** The panes of the window in their order: the innermost, and only those that can be seen and used. */
function panesNow(): HTMLElement[] {
  const all = [...document.querySelectorAll<HTMLElement>(PANES)].filter(
    (pane) => pane.closest('[inert]') === null && pane.getClientRects().length > 0,
  );
  return all.filter((pane) => !all.some((other) => other !== pane && pane.contains(other)));
}

/** Moves the focus to the next pane, or the one before: where it was there, else to its first place. */
export function goToPane(step: 1 | -1): void {
  const panes = panesNow().filter((pane) => placeIn(pane) !== undefined);
  const active = document.activeElement;
  const at = panes.findIndex((pane) => pane.contains(active));
  const from = panes[at];
  if (from !== undefined && active instanceof HTMLElement) lastIn.set(from, active);
  const first = step === 1 ? 0 : panes.length - 1;
  const to = panes[at < 0 ? first : (at + step + panes.length) % panes.length];
  if (to !== undefined) placeIn(to)?.focus();
}

function placeIn(pane: HTMLElement): HTMLElement | undefined {
  const last = lastIn.get(pane);
  if (last !== undefined && pane.contains(last) && isSeen(last)) return last;
  const grid = pane.querySelector<HTMLElement>('[role=grid][tabindex="0"]');
  if (grid !== null && isSeen(grid)) return grid;
  return [...pane.querySelectorAll<HTMLElement>(REACHED)].find(isSeen);
}

const isSeen = (element: HTMLElement): boolean =>
  element.getClientRects().length > 0 && element.closest('[inert]') === null;
