import { setTimeout as sleep } from 'node:timers/promises';

/** When a test gives up: far above what the slowest machine takes, below the limit of a test. */
export const PATIENCE_MS = 90_000;

/**
 * Waits for what nothing tells of: looks every 10 ms.
 *
 * @returns what `look` gave once it was neither false nor undefined.
 * @throws with `what`, if it does not come true within a minute and a half.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  what = 'It did not come to that.',
): Promise<Exclude<T, false | undefined>> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== false && found !== undefined) return found as Exclude<T, false | undefined>;
    if (Date.now() > end) throw new Error(what);
    await sleep(10);
  }
}
