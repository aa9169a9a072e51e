import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import { errorCode } from '../lib/errors.ts';
import { Halt } from './halts.ts';
import { isLoopbackName } from './target.ts';

/** All addresses of a name, in the order of preference; an address is its own answer. */
export type Resolve = (hostname: string) => Promise<string[]>;

const DNS_TIMEOUT_MS = 5000;

/** Asks the system, hosts file included. Names below `localhost` work on systems that know none. */
export const systemResolve: Resolve = async (hostname) => {
  if (isIP(hostname) !== 0) return [hostname];
  try {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch (error) {
    const unknown = errorCode(error) === 'ENOTFOUND';
    // RFC 6761 §6.3: such a name is this machine, whatever a resolver says.
    if (unknown && isLoopbackName(hostname)) return ['127.0.0.1', '::1'];
    throw error;
  }
};

/** A resolver that gives up after five seconds; the system's own takes half a minute to. */
export function withDeadline(resolve: Resolve, clock: Clock): Resolve {
  return (hostname) =>
    // An address is its own answer: nobody is asked.
    isIP(hostname) !== 0
      ? resolve(hostname)
      : new Promise((settle, reject) => {
          const cancel = clock.after(DNS_TIMEOUT_MS, () => reject(new Halt('TIMEOUT_DNS')));
          resolve(hostname).then(settle, reject).finally(cancel);
        });
}
