import type { DestinationId } from '../../../../preload/contract/deliveries.ts';
import type { Clock } from '../../../lib/clock.ts';
import { type KeptDestination, loginOf } from '../../store/destination-store.ts';
import type { EngineClient, OpenClient } from './engine-client.ts';

const IDLE_MS = 60_000;

interface Entry {
  id: DestinationId;
  client: Promise<EngineClient>;
  users: number;
  /** To be closed once nobody uses it. */
  isOver: boolean;
  stopIdle: () => void;
}

export type EngineConnections = ReturnType<typeof createEngineConnections>;

/** One connection for each destination: opened when it is needed, closed after a minute without use. */
export function createEngineConnections(clock: Clock, open: OpenClient) {
  const kept = new Map<string, Entry>();

  /** What a connection depends on: another setting is another connection. Stays in memory. */
  function keyOf(destination: KeptDestination): string {
    const { id, settings } = destination;
    const { kind, url, engine, trust, allowPrivate } = settings;
    return JSON.stringify([id, kind, url, engine, trust, allowPrivate, loginOf(destination)]);
  }
  function drop(key: string, entry: Entry): void {
    if (kept.get(key) === entry) kept.delete(key);
    entry.stopIdle();
    entry.isOver = true;
    if (entry.users === 0) close(entry);
  }
  function close(entry: Entry): void {
    // One that never opened has nothing to close, and a close that fails has closed it too.
    entry.client.then((client) => client.close()).catch(() => {});
  }
  async function entryOf(
    destination: KeptDestination,
    timeoutMs: number,
  ): Promise<[string, Entry]> {
    const key = keyOf(destination);
    const before = kept.get(key);
    if (before !== undefined) {
      const isOpen = await before.client.then(
        (client) => client.isOpen(),
        () => false,
      );
      if (isOpen && kept.get(key) === before) return [key, before];
      if (kept.get(key) === before) drop(key, before);
    }
    const now = kept.get(key);
    if (now !== undefined) return [key, now];
    const client = open(destination, timeoutMs);
    const entry: Entry = {
      id: destination.id,
      client,
      users: 0,
      isOver: false,
      stopIdle: () => {},
    };
    kept.set(key, entry);
    client.catch(() => {
      if (kept.get(key) === entry) kept.delete(key);
    });
    return [key, entry];
  }

  return {
    /** Does something with the connection of a destination. */
    async use<T>(
      destination: KeptDestination,
      timeoutMs: number,
      job: (client: EngineClient) => Promise<T>,
    ): Promise<T> {
      const [key, entry] = await entryOf(destination, timeoutMs);
      entry.users += 1;
      entry.stopIdle();
      try {
        return await job(await entry.client);
      } finally {
        entry.users -= 1;
        if (entry.users === 0 && entry.isOver) close(entry);
        else if (entry.users === 0) entry.stopIdle = clock.after(IDLE_MS, () => drop(key, entry));
      }
    },
    /** Closes what is open for a destination as it was before it was changed, paused or deleted. */
    changed(destination: KeptDestination): void {
      const now = keyOf(destination);
      const isLive = destination.state === 'live' && destination.removedAt === null;
      for (const [key, entry] of kept) {
        if (entry.id === destination.id && !(isLive && key === now)) drop(key, entry);
      }
    },
    /** Gives up what is open for a destination: it did not answer in time. */
    forget(destination: KeptDestination): void {
      const key = keyOf(destination);
      const entry = kept.get(key);
      if (entry !== undefined) drop(key, entry);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      const entries = [...kept];
      for (const [key, entry] of entries) drop(key, entry);
      await Promise.allSettled(entries.map(([, { client }]) => client.then((one) => one.close())));
    },
  };
}
