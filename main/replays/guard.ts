import { BackstitchError } from '../lib/errors.ts';
import { type AddressKind, classifyAddress, unwrapAddress } from '../outbound/address.ts';
import type { Refusal } from '../outbound/refusal.ts';
import type { Resolve } from '../outbound/resolve.ts';
import { isLiteral, isLoopbackName, type Target } from '../outbound/target.ts';

export interface GuardRules {
  resolve: Resolve;
  /** True where this program itself listens. The address comes as plain IPv4 where it carries one. */
  isOwnListener: (address: string, port: number) => boolean;
  /** Port of the intake, to tell it from the control listener in words. */
  intakePort: () => number;
  /** `host` or `host:port` under which the world reaches the intake; null without a tunnel. */
  publicHost: () => string | null;
  isAllowed: (hostKey: string) => boolean;
}

export interface Guard {
  /**
   * What can be said before anything is sent.
   *
   * @throws BackstitchError TARGET_REFUSED, TARGET_NEEDS_ALLOW
   */
  checkTarget(target: Target): Promise<void>;
  /** The verdict on the addresses a connection would go to. All of them must pass. */
  checkAddresses(target: Target, addresses: readonly string[]): Refusal | undefined;
  /** Whether Cookie and Authorization may go there. */
  maySeeCredentials(target: Target): boolean;
}

/**
 * Where replays may go: this machine freely, other hosts after one allow, plain http only within
 * this machine and the private network, and never to Backstitch itself or to addresses that mean a
 * cloud's metadata service or nothing at all. Every verdict is about addresses, not spellings.
 */
export function createGuard(rules: GuardRules): Guard {
  function checkAddresses(target: Target, addresses: readonly string[]): Refusal | undefined {
    const kinds = new Set<AddressKind>();
    for (const address of addresses) {
      const { kind, range } = classifyAddress(address);
      if (kind === 'never') return forbidden(target, address, range);
      if (rules.isOwnListener(unwrapAddress(address), target.port)) return ownListener(target);
      kinds.add(kind);
    }
    return judgeKinds(target, kinds);
  }

  function judgeKinds(target: Target, kinds: ReadonlySet<AddressKind>): Refusal | undefined {
    const onlyLoopback = kinds.size === 1 && kinds.has('loopback');
    if (isLoopbackName(target.hostname) && !onlyLoopback) return notLoopback(target);
    if (kinds.size !== 1) return mixed(target);
    if (kinds.has('public') && target.protocol === 'http:') return plainHttp(target);
    return (onlyLoopback && isThisMachine(target)) || rules.isAllowed(target.hostKey)
      ? undefined
      : notAllowed(target);
  }

  function ownListener(target: Target): Refusal {
    const intake = target.port === rules.intakePort();
    return {
      code: 'OWN_LISTENER',
      text: `Backstitch itself listens on ${target.authority}.`,
      hint: intake ? TO_THE_INTAKE : 'Its control interface takes no replays. Check the port.',
    };
  }

  function isOwnTunnel(target: Target): boolean {
    const own = rules.publicHost()?.toLowerCase();
    return own === target.hostKey || own === `${target.hostKey}:${target.port}`;
  }

  async function resolved(target: Target): Promise<string[] | undefined> {
    try {
      const addresses = await rules.resolve(target.hostname);
      return addresses.length === 0 ? undefined : addresses;
    } catch {
      // The exchange resolves again and says why it fails, unless the guard refuses before.
      return undefined;
    }
  }

  return {
    checkAddresses,
    maySeeCredentials: (target) => isThisMachine(target) || rules.isAllowed(target.hostKey),
    async checkTarget(target) {
      if (isOwnTunnel(target)) throw asError(ownTunnel(target), target);
      if (isLiteral(target)) {
        const refusal = checkAddresses(target, [target.hostname]);
        if (refusal !== undefined) throw asError(refusal, target);
        return;
      }
      if (isLoopbackName(target.hostname)) {
        const own = ['127.0.0.1', '::1'].some((address) =>
          rules.isOwnListener(address, target.port),
        );
        if (own) throw asError(ownListener(target), target);
        return;
      }
      // A name alone does not say whether plain http would leave the private network.
      const addresses = target.protocol === 'http:' ? await resolved(target) : undefined;
      if (addresses !== undefined) {
        const refusal = checkAddresses(target, addresses);
        if (refusal !== undefined) throw asError(refusal, target);
      } else if (!rules.isAllowed(target.hostKey)) {
        throw asError(target.protocol === 'http:' ? plainHttp(target) : notAllowed(target), target);
      }
    },
  };
}

/** By its spelling: a name below `localhost`, or a loopback address. */
export function isThisMachine(target: Target): boolean {
  if (!isLiteral(target)) return isLoopbackName(target.hostname);
  return classifyAddress(target.hostname).kind === 'loopback';
}

const TO_THE_INTAKE = 'To send it through the intake, choose "to the intake again".';

function asError(refusal: Refusal, target: Target): BackstitchError {
  const needsAllow = refusal.code === 'NOT_ALLOWED';
  return new BackstitchError(needsAllow ? 'TARGET_NEEDS_ALLOW' : 'TARGET_REFUSED', refusal.text, {
    hint: refusal.hint,
    field: 'to.url',
    host: needsAllow ? target.hostKey : undefined,
  });
}

function forbidden(target: Target, address: string, range: string): Refusal {
  const where =
    address === target.hostname ? address : `${target.hostname} leads to ${address}, which`;
  return {
    code: 'ADDRESS_FORBIDDEN',
    text: `${where} is an address Backstitch never sends to (${range}).`,
  };
}

function notLoopback(target: Target): Refusal {
  return {
    code: 'NOT_LOOPBACK',
    text: `${target.hostname} must lead to this machine and nowhere else, and it does not.`,
    hint: 'Check the hosts file, or write 127.0.0.1.',
  };
}

function mixed(target: Target): Refusal {
  return {
    code: 'MIXED_ADDRESSES',
    text: `${target.hostname} leads to addresses of different networks at once.`,
    hint: 'Write the address you mean instead of the name.',
  };
}

function plainHttp(target: Target): Refusal {
  return {
    code: 'PLAIN_HTTP',
    text: `Backstitch sends to ${target.hostKey} over https only.`,
    hint: 'Plain http goes to this machine and, once allowed, to the private network. Use https://.',
  };
}

function ownTunnel(target: Target): Refusal {
  return {
    code: 'OWN_TUNNEL',
    text: `${target.authority} leads back to Backstitch: the replay would go round in a loop.`,
    hint: TO_THE_INTAKE,
  };
}

function notAllowed(target: Target): Refusal {
  const secrets = 'It gets everything that was captured, Cookie and Authorization too';
  const plain = target.protocol === 'http:' ? ', readable by others on the network' : '';
  return {
    code: 'NOT_ALLOWED',
    text: `Replays were not allowed to go to ${target.hostKey} yet.`,
    hint: `${secrets}${plain}. Allow the host once if you trust it.`,
  };
}
