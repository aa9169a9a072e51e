import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Clock } from '../../lib/clock.ts';
import { listens } from '../../outbound/listening.ts';
import type { KeptDestination } from '../store/destination-store.ts';

interface Parts {
  clock: Clock;
  /** Somebody looks: ports are tried more often. */
  isWatched: () => boolean;
  /** Something listens again. */
  onListening: (id: DestinationId) => void;
}

const WATCHED_MS = 2000;
const UNWATCHED_MS = 5000;
const CONNECT_MS = 1000;

/**
 * Looks whether a server of this machine listens again, by a bare TCP connection: better than to
 * wait for a breaker's clock, since a developer who starts a server wants to see it work.
 */
export function createPortWatch({ clock, isWatched, onListening }: Parts) {
  const watched = new Map<DestinationId, () => void>();

  function plan(destination: KeptDestination): void {
    const ms = isWatched() ? WATCHED_MS : UNWATCHED_MS;
    watched.set(
      destination.id,
      clock.after(ms, () => void look(destination)),
    );
  }
  async function look(destination: KeptDestination): Promise<void> {
    const { id, target } = destination;
    const isUp = await listens(target.hostname, target.port, CONNECT_MS);
    if (!watched.has(id)) return;
    if (!isUp) return plan(destination);
    watched.delete(id);
    onListening(id);
  }
  return {
    /** Begins or ends to look, as the breaker of a destination says. */
    follow(destination: KeptDestination): void {
      const { id, breaker, state } = destination;
      const isDown = state === 'live' && breaker.state === 'open' && breaker.nothingListens;
      if (isDown && !watched.has(id)) plan(destination);
      if (isDown) return;
      watched.get(id)?.();
      watched.delete(id);
    },
    [Symbol.dispose](): void {
      for (const stop of watched.values()) stop();
      watched.clear();
    },
  };
}
