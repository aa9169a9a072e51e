import { type Destination, DestinationInput } from '../../../preload/contract/destinations.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Guard } from '../../outbound/guard/guard.ts';
import { listensHere } from '../../outbound/listening.ts';
import type { Resolve } from '../../outbound/resolve.ts';
import { isThisMachine, type Target } from '../../outbound/target.ts';
import type { Destinations } from './destinations.ts';
import { type ForwardAddress, readForwardAddress } from './forward-address.ts';

interface Parts {
  destinations: Destinations;
  guard: Guard;
  resolve: Resolve;
  isHostAllowed: (host: string) => boolean;
}

/** A developer's server: asked one by one, in order, and again soon. */
const TIMEOUT_MS = 25_000;

/**
 * Finds or makes the destination for an address that was typed: the same address gives the same one.
 * One that was paused or switched off goes on, since it is wanted now.
 *
 * @throws BackstitchError FORWARD_INVALID; TARGET_NEEDS_ALLOW with the host, beyond this machine
 */
export function createForwardTo({ destinations, guard, resolve, isHostAllowed }: Parts) {
  const { surface } = destinations;

  async function check({ target }: ForwardAddress): Promise<void> {
    const refusal = await guard.ahead(target, true, resolve);
    if (refusal !== undefined) throw invalid(refusal.text, insteadOf(target, refusal.hint));
    if (isThisMachine(target) || isHostAllowed(target.hostKey)) return;
    if (target.protocol === 'http:') {
      // The guard lets only another name of this machine pass, and names that nobody knows.
      if (await isNearby(target)) return;
      const hint = 'Type a port, like 3000, or a URL with https://.';
      throw invalid(`${target.hostKey} was not found.`, hint);
    }
    throw new BackstitchError(
      'TARGET_NEEDS_ALLOW',
      `Forwards were not allowed to go to ${target.hostKey} yet.`,
      {
        hint: 'It gets the requests as they were captured. Allow the host once if you trust it.',
        host: target.hostKey,
      },
    );
  }

  /** Whether it leads to this computer or its network under another name. */
  async function isNearby(target: Target): Promise<boolean> {
    if (isThisMachine(target)) return false;
    // Where nothing is found now, nothing is opened.
    const addresses = await resolve(target.hostname).catch(() => []);
    return addresses.length > 0 && guard.judge(target, addresses, false) !== undefined;
  }

  function freeName(name: string): string {
    const taken = new Set(surface.list().map((one) => one.name.toLowerCase()));
    for (let n = 1; ; n += 1) {
      const tried = n === 1 ? name : `${name.slice(0, 74)} (${n})`;
      if (!taken.has(tried.toLowerCase())) return tried;
    }
  }

  async function made(address: ForwardAddress): Promise<Destination> {
    return surface.create(
      DestinationInput.parse({
        name: freeName(address.name),
        url: address.url,
        signing: 'none',
        schedule: { kind: 'quick-dev' },
        timeoutMs: TIMEOUT_MS,
        ordering: 'fifo',
        concurrency: 1,
        allowPrivate: await isNearby(address.target),
      }),
    );
  }

  return async (
    typed: string,
  ): Promise<{ destination: Destination; created: boolean; appendPath: boolean }> => {
    const address = readForwardAddress(typed);
    if ('why' in address) throw invalid(address.why, address.hint);
    await check(address);
    const { appendPath } = address;
    const known = surface.list().find(({ url }) => normalUrl(url) === address.url);
    if (known === undefined) return { destination: await made(address), created: true, appendPath };
    const { id } = known;
    const destination =
      known.state === 'live' ? known : await surface.setState({ id, state: 'live', held: 'send' });
    return { destination, created: false, appendPath };
  };
}

/** Whether something listens at a typed address; null where that is not this computer, or no address. */
export async function listensAt(typed: string): Promise<boolean | null> {
  const address = readForwardAddress(typed);
  return 'why' in address ? null : listensHere(address.target);
}

/** As `readForwardAddress` writes it; a URL that cannot be read is like no other. */
function normalUrl(url: string): string {
  const read = readForwardAddress(url);
  return 'why' in read ? url : read.url;
}

/** What to type instead, where the refusal does not say it. */
function insteadOf(target: Target, hint: string | undefined): string {
  return hint ?? `Type another port than ${target.port}, or a URL of another host.`;
}

function invalid(message: string, hint: string): BackstitchError {
  return new BackstitchError('FORWARD_INVALID', message, { hint, field: 'address' });
}
