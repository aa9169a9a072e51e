import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { KeptDestination, Standing } from '../store/destination-store.ts';

/** One notice for each destination within this time. */
const APART_MS = 600_000;

/**
 * Tells of what a person would want to hear without looking: the first failure after a success, and
 * deliveries that were given up. Grouped: a receiver that fails a thousand times says so once.
 */
export function createNotices(parts: {
  tell: (id: DestinationId, words: string) => void;
  now: () => number;
}) {
  const told = new Map<DestinationId, number>();
  return (destination: KeptDestination, after: Standing, words: string): void => {
    const { id, settings, failures, discarded } = destination;
    const isFirst = failures === 0 && after.failures > 0;
    const givenUp = after.discarded - discarded;
    if ((!isFirst && givenUp <= 0) || after.state === 'off') return;
    const now = parts.now();
    const last = told.get(id);
    if (last !== undefined && now - last < APART_MS && now >= last) return;
    told.set(id, now);
    const what =
      givenUp > 0
        ? `${givenUp === 1 ? 'One delivery' : `${givenUp} deliveries`} to “${settings.name}” given up.`
        : `“${settings.name}” began to fail.`;
    parts.tell(id, `${what} ${words}`.trim());
  };
}
