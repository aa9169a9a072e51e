import { BackstitchError } from '../lib/errors.ts';

const AT_ONCE = 4;
const WAITS_AT_ONCE = 4;
const PER_MINUTE = 60;
const MINUTE_MS = 60_000;
/** Clients that are remembered; one that was longest silent is forgotten first. */
const CLIENTS = 100;

interface Client {
  calls: number;
  waits: number;
  /** When its calls of the last minute began, oldest first. */
  began: number[];
}

/**
 * Counts the calls of each client: 4 at once and 4 waits beside them, 60 in a minute.
 *
 * @returns `enter`, which gives what ends a call
 */
export function openLimits(now: () => number) {
  const clients = new Map<string, Client>();

  return {
    /** @throws BackstitchError AGENT_LIMIT */
    enter(name: string, waits: boolean): () => void {
      const client = clients.get(name) ?? { calls: 0, waits: 0, began: [] };
      clients.delete(name);
      clients.set(name, client);
      const [oldest = name] = clients.keys();
      if (clients.size > CLIENTS) clients.delete(oldest);
      client.began = client.began.filter((at) => at > now() - MINUTE_MS);
      const kind = waits ? 'waits' : 'calls';
      if (client[kind] >= (waits ? WAITS_AT_ONCE : AT_ONCE)) {
        const what = waits ? `${WAITS_AT_ONCE} waits` : `${AT_ONCE} calls`;
        throw new BackstitchError('AGENT_LIMIT', `${what} are running already.`, {
          hint: 'Wait for one of them to end.',
        });
      }
      if (client.began.length >= PER_MINUTE) {
        const [first = 0] = client.began;
        const seconds = Math.ceil((first + MINUTE_MS - now()) / 1000);
        throw new BackstitchError('AGENT_LIMIT', `${PER_MINUTE} calls were made in a minute.`, {
          hint: `Go on in ${seconds} s, and ask for more in one call.`,
        });
      }
      client.began.push(now());
      client[kind] += 1;
      return () => {
        client[kind] -= 1;
      };
    },
  };
}
