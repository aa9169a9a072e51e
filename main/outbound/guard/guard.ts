import { type AddressClass, classifyAddress, unwrapAddress } from '../address.ts';
import type { Refusal } from '../refusal.ts';
import type { Resolve } from '../resolve.ts';
import { isLiteral, isLoopbackName, isThisMachine, parseHost, type Target } from '../target.ts';
import type { Policy, Rule, Rules } from './policies.ts';

/** What the guard has to know of this program. */
export interface OwnPlaces {
  /** True where this program itself listens. The address comes as plain IPv4 where it carries one. */
  isOwnListener: (address: string, port: number) => boolean;
  /** `host` or `host:port` under which the world reaches the intake; null without a tunnel. */
  publicHost: () => string | null;
}

export interface Guard {
  /** What can be said by the spelling, before a name is looked up. */
  atSight(target: Target, allowed: boolean): Refusal | undefined;
  /**
   * The verdict on the addresses a connection would go to: all of them must pass.
   *
   * @param allowed whether somebody allowed this target; what it opens is up to the policy.
   */
  judge(target: Target, addresses: readonly string[], allowed: boolean): Refusal | undefined;
  /** `atSight`; then `judge`, where only the addresses tell whether plain http may go there. */
  ahead(target: Target, allowed: boolean, resolve: Resolve): Promise<Refusal | undefined>;
}

const LOCALHOST = ['127.0.0.1', '::1'];

/**
 * The one judge of where a connection may go. Every verdict is about addresses, not spellings, so
 * it has to be asked again with the addresses that a connection will use, and for each redirect.
 */
export function createGuard(policy: Policy, own: OwnPlaces): Guard {
  const ruleOf = (rules: Rules, { protocol }: Target): Rule =>
    protocol === 'https:' ? rules.https : rules.http;

  function judge(
    target: Target,
    addresses: readonly string[],
    allowed: boolean,
  ): Refusal | undefined {
    const classes = addresses.map(classifyAddress);
    for (const [i, { kind, range }] of classes.entries()) {
      const address = addresses[i] ?? '';
      if (kind === 'never') return forbidden(target, address, range);
      if (own.isOwnListener(unwrapAddress(address), target.port)) return ownListener(target);
    }
    if (!policy.ownTunnel && isOwnTunnel(target)) {
      return { code: 'OWN_TUNNEL', ...policy.words.ownTunnel(target) };
    }
    const [first] = classes;
    if (first === undefined) return forbidden(target, target.hostname, 'no address');
    if (isThisMachine(target) && classes.some(({ kind }) => kind !== 'loopback')) {
      return notLoopback(target);
    }
    if (classes.some(({ kind }) => kind !== first.kind)) return mixed(target);
    return byRule(ruleOf(rulesFor(target, first), target), target, allowed, first.range);
  }

  function rulesFor(target: Target, { kind }: AddressClass): Rules {
    if (kind === 'private' || kind === 'public') return policy[kind];
    return isThisMachine(target) ? policy.thisMachine : policy.loopback;
  }

  function byRule(
    rule: Rule,
    target: Target,
    allowed: boolean,
    range: string | null,
  ): Refusal | undefined {
    const { words } = policy;
    if (rule === 'no') return { code: 'PLAIN_HTTP', ...words.plainHttp(target) };
    if (rule === 'free' || allowed) return undefined;
    return { code: 'NOT_ALLOWED', ...words.notAllowed(target, range) };
  }

  function ownListener({ authority }: Target): Refusal {
    const text = `Backstitch itself listens on ${authority}.`;
    return { code: 'OWN_LISTENER', text, hint: policy.words.ownListenerHint };
  }

  /**
   * Whatever the port and the scheme: a relay answers on several. Only a public host that is this
   * machine is told by its port, since other programs listen here too.
   */
  function isOwnTunnel(target: Target): boolean {
    const host = own.publicHost();
    const mine = host === null ? undefined : parseHost(host);
    if (mine === undefined || mine.hostKey !== target.hostKey) return false;
    return !isThisMachine(mine) || mine.port === target.port;
  }

  function atSight(target: Target, allowed: boolean): Refusal | undefined {
    if (isLiteral(target)) return judge(target, [target.hostname], allowed);
    if (isLoopbackName(target.hostname)) return judge(target, LOCALHOST, allowed);
    if (!policy.ownTunnel && isOwnTunnel(target)) {
      return { code: 'OWN_TUNNEL', ...policy.words.ownTunnel(target) };
    }
    const rules = [policy.loopback, policy.private, policy.public].map((one) =>
      ruleOf(one, target),
    );
    // Where all kinds of address share a rule, the name needs no look-up to be refused.
    const [first = 'no'] = rules;
    return rules.every((rule) => rule === first) ? byRule(first, target, allowed, null) : undefined;
  }

  return {
    atSight,
    judge,
    async ahead(target, allowed, resolve) {
      const seen = atSight(target, allowed);
      const isName = !isLiteral(target) && !isLoopbackName(target.hostname);
      if (seen !== undefined || !isName || target.protocol === 'https:') return seen;
      const addresses = await known(target, resolve);
      if (addresses.length > 0) return judge(target, addresses, allowed);
      // The connection looks again and says why it fails, unless it must not begin.
      return allowed ? undefined : byRule('no', target, allowed, null);
    },
  };
}

async function known({ hostname }: Target, resolve: Resolve): Promise<string[]> {
  try {
    return await resolve(hostname);
  } catch {
    // Not found, or no resolver: nothing is known.
    return [];
  }
}

function forbidden(target: Target, address: string, range: string): Refusal {
  const who =
    address === target.hostname ? address : `${target.hostname} leads to ${address}, which`;
  return {
    code: 'ADDRESS_FORBIDDEN',
    text: `${who} is an address Backstitch never sends to (${range}).`,
  };
}

function notLoopback({ hostname }: Target): Refusal {
  return {
    code: 'NOT_LOOPBACK',
    text: `${hostname} must point only to this computer, and it does not.`,
    hint: 'Check the hosts file, or write 127.0.0.1.',
  };
}

function mixed({ hostname }: Target): Refusal {
  return {
    code: 'MIXED_ADDRESSES',
    text: `${hostname} points to addresses of different networks.`,
    hint: 'Write the address you mean instead of the name.',
  };
}
