import { create } from 'zustand';
import type { Connect, Link, Transport } from './transport.ts';

/** `ended`: the engine refuses this page's session until this browser has signed in again. */
export type ConnectionState = 'connecting' | 'online' | 'lost' | 'ended';

export const useConnection = create<{
  state: ConnectionState;
  since: number;
  /** When the next attempt is made by itself; 0 while one is on its way. */
  retryAt: number;
}>(() => ({ state: 'connecting', since: Date.now(), retryAt: 0 }));

/** Thrown by calls made while there is no connection, and by calls the break cut off. */
export class ConnectionLostError extends Error {
  readonly code = 'CONNECTION_LOST';
  readonly data = { hint: 'Backstitch reconnects by itself. Check that it is still running.' };
  override readonly name = 'ConnectionLostError';

  constructor(options?: ErrorOptions) {
    super('Lost the connection to Backstitch.', options);
  }
}

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;

/** Doubles from 0.3 s to 5 s. `attempt` counts from 0. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
}

/** How long calls made before the first connection wait for it. */
const PATIENCE_MS = 8000;

export type Connection = {
  /** Follows the connection: always the link of the transport that is open now. */
  link: Link;
  /** Tries at once instead of waiting for the next turn, also after the session had ended. */
  retryNow: () => void;
  /** Gives up the open transport as if it had broken; the next one is opened at once. */
  drop: () => void;
  stop: () => void;
};

/**
 * Keeps one transport open, for as long as the page lives, and says in `useConnection` how it is.
 *
 * @param parts.refused asks whether the engine turns this session away; asked after each failure.
 * @param parts.onOnline runs after each connect, the first included.
 */
export function openConnection(parts: {
  connect: Connect;
  refused: () => Promise<boolean>;
  onOnline: (first: boolean) => void;
}): Connection {
  let transport: Transport | undefined;
  const stopping = new AbortController();
  const { signal } = stopping;
  let wake = Promise.withResolvers<void>();
  let firstOnline = Promise.withResolvers<void>();
  const say = (state: ConnectionState): void => {
    if (useConnection.getState().state !== state) {
      useConnection.setState({ state, since: Date.now() });
    }
  };

  const pause = async (ms: number): Promise<void> => {
    wake = Promise.withResolvers<void>();
    useConnection.setState({ retryAt: Date.now() + ms });
    const timer = setTimeout(() => wake.resolve(), ms);
    await wake.promise;
    clearTimeout(timer);
    useConnection.setState({ retryAt: 0 });
  };

  const untilWoken = async (): Promise<void> => {
    wake = Promise.withResolvers<void>();
    await wake.promise;
  };

  const hold = async (open: Transport, first: boolean): Promise<void> => {
    transport = open;
    say('online');
    firstOnline.resolve();
    parts.onOnline(first);
    await open.closed;
    transport = undefined;
  };

  const run = async (): Promise<void> => {
    let first = true;
    let failures = 0;
    while (!signal.aborted) {
      const open = await parts.connect().catch(() => undefined);
      if (open && !signal.aborted) {
        failures = 0;
        await hold(open, first);
        first = false;
      } else {
        open?.close();
      }
      if (signal.aborted) return;
      if (await parts.refused()) {
        say('ended');
        // Somebody may sign in again, here or in another tab; what is on this page stays meanwhile.
        await untilWoken();
        failures = 0;
        continue;
      }
      if (!first || failures > 0) say('lost');
      await pause(reconnectDelayMs(failures));
      failures += 1;
    }
  };

  void run();
  return {
    link: {
      async call(path, input, options) {
        if (!transport && useConnection.getState().state === 'connecting') {
          await Promise.race([firstOnline.promise, timeout(PATIENCE_MS)]);
        }
        const open = transport;
        if (!open) throw new ConnectionLostError();
        try {
          return await open.link.call(path, input, options);
        } catch (error) {
          if (transport !== open) throw new ConnectionLostError({ cause: error });
          throw error;
        }
      },
    },
    retryNow: () => wake.resolve(),
    drop: () => transport?.close(),
    stop: () => {
      stopping.abort();
      transport?.close();
      wake.resolve();
    },
  };
}

function timeout(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
