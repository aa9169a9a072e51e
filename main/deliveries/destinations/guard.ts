import { BackstitchError } from '../../lib/errors.ts';
import { classifyAddress, unwrapAddress } from '../../outbound/address.ts';
import type { Refusal } from '../../outbound/refusal.ts';
import { isLiteral, isLoopbackName, parseTarget, type Target } from '../../outbound/target.ts';

export interface GuardRules {
  /** True where this program itself listens. The address comes as plain IPv4 where it carries one. */
  isOwnListener: (address: string, port: number) => boolean;
  /** `host` or `host:port` under which the world reaches the intake; null without a tunnel. */
  publicHost: () => string | null;
}

export type Guard = ReturnType<typeof createGuard>;

const LOCALHOST = ['127.0.0.1', '::1'];

/**
 * Where deliveries may go: over https to the world, to the private network where the destination
 * allows it, over http to this machine only, and never back to Backstitch or to addresses that
 * mean a cloud's metadata service or nothing at all. The address decides, when connecting.
 */
export function createGuard(rules: GuardRules) {
  const isOwn = (addresses: readonly string[], target: Target): boolean =>
    addresses.some((address) => rules.isOwnListener(unwrapAddress(address), target.port));

  function loop(target: Target): Refusal | undefined {
    const own = rules.publicHost()?.toLowerCase();
    if (own !== target.hostKey && own !== `${target.hostKey}:${target.port}`) return undefined;
    return {
      code: 'OWN_TUNNEL',
      text: `${target.authority} leads back to Backstitch: the delivery would go round in a loop.`,
    };
  }

  /** The verdict on the addresses a connection would go to. All of them must pass. */
  function checkAddresses(
    target: Target,
    addresses: readonly string[],
    allowPrivate: boolean,
  ): Refusal | undefined {
    for (const address of addresses) {
      const { kind, range } = classifyAddress(address);
      if (kind === 'never') return forbidden(target, address, range);
    }
    if (isOwn(addresses, target)) return ownListener(target);
    const outside = addresses.filter((address) => classifyAddress(address).kind !== 'loopback');
    if (isThisMachine(target)) return outside.length > 0 ? notLoopback(target) : undefined;
    if (target.protocol === 'http:') return plainHttp(target);
    const isPublic = addresses.every((address) => classifyAddress(address).kind === 'public');
    return isPublic || allowPrivate ? undefined : notAllowed(target);
  }

  return {
    checkAddresses,
    /** What can be said before a name is looked up. */
    checkTarget(target: Target): Refusal | undefined {
      return loop(target);
    },
    /**
     * Judges a URL that is to be saved.
     *
     * @throws BackstitchError DESTINATION_INVALID
     */
    checkUrl(url: string, allowPrivate: boolean): void {
      const parsed = parseTarget(url);
      if (!parsed.ok) throw invalid(parsed.why);
      const { target } = parsed;
      if (target.protocol === 'http:' && !isThisMachine(target)) throw refused(plainHttp(target));
      const known = isLiteral(target) ? [target.hostname] : [];
      const addresses = isLoopbackName(target.hostname) ? LOCALHOST : known;
      const refusal =
        loop(target) ??
        (addresses.length > 0 ? checkAddresses(target, addresses, allowPrivate) : undefined);
      if (refusal !== undefined) throw refused(refusal);
    },
  };
}

/** By its spelling: a name below `localhost`, or a loopback address. */
export function isThisMachine(target: Target): boolean {
  if (!isLiteral(target)) return isLoopbackName(target.hostname);
  return classifyAddress(target.hostname).kind === 'loopback';
}

function invalid(message: string, hint?: string): BackstitchError {
  return new BackstitchError('DESTINATION_INVALID', message, {
    field: 'url',
    ...(hint !== undefined && { hint }),
  });
}

const refused = ({ text, hint }: Refusal): BackstitchError => invalid(text, hint);

function forbidden(target: Target, address: string, range: string): Refusal {
  const who = address === target.hostname ? address : `${target.hostname} leads to ${address}: it`;
  return {
    code: 'ADDRESS_FORBIDDEN',
    text: `${who} is an address Backstitch never sends to (${range}).`,
  };
}

function ownListener(target: Target): Refusal {
  return {
    code: 'OWN_LISTENER',
    text: `Backstitch itself listens on ${target.authority}.`,
    hint: 'Check the port.',
  };
}

function notLoopback(target: Target): Refusal {
  return {
    code: 'NOT_LOOPBACK',
    text: `${target.hostname} must lead to this machine and nowhere else, and it does not.`,
    hint: 'Check the hosts file, or write 127.0.0.1.',
  };
}

function plainHttp(target: Target): Refusal {
  return {
    code: 'PLAIN_HTTP',
    text: `${target.hostKey} is reached over https only, as in Stitchex.`,
    hint: 'Plain http goes to localhost and loopback addresses. Use https://.',
  };
}

function notAllowed(target: Target): Refusal {
  return {
    code: 'NOT_ALLOWED',
    text: `${target.hostKey} leads into this machine or the private network.`,
    hint: 'Allow the private network for this destination if that is what you want.',
  };
}
