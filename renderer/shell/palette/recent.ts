const KEY = 'backstitch.recent-commands';
const KEPT = 30;
const HALF_LIFE_MS = 3 * 86_400_000;

function read(): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, number>) : {};
  } catch {
    // Written by somebody else: nothing is known then.
    return {};
  }
}

/** Remembers that a command was asked for now. */
export function noteUse(id: string, now = Date.now()): void {
  const kept = Object.entries({ ...read(), [id]: now }).toSorted(([, a], [, b]) => b - a);
  window.localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept.slice(0, KEPT))));
}

/** How recently each command was used: 1 just now, half of it after three days, 0 never. */
export function recency(now = Date.now()): (id: string) => number {
  const kept = read();
  return (id) => (kept[id] === undefined ? 0 : 2 ** (-(now - kept[id]) / HALF_LIFE_MS));
}
