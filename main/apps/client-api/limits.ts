import { isIPv6 } from 'node:net';
import { CallRefused } from './refusal.ts';

/** How often strangers may do something within a time, in one app. */
interface Limit {
  /** In words, as the refusal has it. */
  what: string;
  minutes: number;
  fromOneAddress: number;
  fromAll: number;
  /**
   * Whether an address that did not try yet still may once all together have reached their limit: what
   * others do then keeps nobody out of an account that is theirs.
   */
  oneEach: boolean;
}

/** Limits of what needs no session. A person and a test suite stay far below them. */
export const LIMITS = {
  registration: {
    what: 'registrations',
    minutes: 60,
    fromOneAddress: 300,
    fromAll: 3000,
    oneEach: false,
  },
  anonymous: {
    what: 'new anonymous users',
    minutes: 60,
    fromOneAddress: 1000,
    fromAll: 10_000,
    oneEach: false,
  },
  confirmation: {
    what: 'confirmations',
    minutes: 60,
    fromOneAddress: 300,
    fromAll: 3000,
    oneEach: true,
  },
  reset: {
    what: 'password resets',
    minutes: 60,
    fromOneAddress: 300,
    fromAll: 3000,
    oneEach: true,
  },
  login: {
    what: 'failed logins',
    minutes: 5,
    fromOneAddress: 100,
    fromAll: 2000,
    oneEach: true,
  },
} as const satisfies Record<string, Limit>;

export type Limited = keyof typeof LIMITS;

/** So many addresses are remembered; a flood of them is met by the limit of all together. */
const MOST_ADDRESSES = 20_000;

interface Tries {
  endsAt: number;
  count: number;
}

export type ClientLimits = ReturnType<typeof createLimits>;

/**
 * Counts what strangers try, in memory: a restart of the engine clears it. Nothing is counted by account,
 * so nobody is locked out of theirs by what somebody else tries with its name.
 *
 * @param now epoch ms
 */
export function createLimits(now: () => number) {
  const counted = new Map<string, Tries>();

  function triesOf(key: string, minutes: number): Tries {
    const known = counted.get(key);
    if (known !== undefined && known.endsAt > now()) return known;
    counted.delete(key);
    return { endsAt: now() + minutes * 60_000, count: 0 };
  }
  function keep(key: string, tries: Tries): void {
    counted.set(key, tries);
    if (counted.size <= MOST_ADDRESSES) return;
    const [oldest] = counted.keys();
    if (oldest !== undefined) counted.delete(oldest);
  }

  return {
    /**
     * Counts a try.
     *
     * @param address of the client; null where only the tunnel's is known, which all share
     * @returns takes it back, where it was none of those that count
     * @throws CallRefused TooManyRequests
     */
    take(appId: string, kind: Limited, address: string | null): () => void {
      const limit = LIMITS[kind];
      const ofAll = `${appId} ${kind}`;
      const all = triesOf(ofAll, limit.minutes);
      const ofOne = `${ofAll} ${address === null ? '' : networkOf(address)}`;
      const one = address === null ? all : triesOf(ofOne, limit.minutes);
      if (address !== null && one.count >= limit.fromOneAddress)
        throw tooMany(limit, limit.fromOneAddress, ' from one address', one.endsAt - now());
      const mayStill = limit.oneEach && address !== null && one.count === 0;
      if (all.count >= limit.fromAll && !mayStill)
        throw tooMany(limit, limit.fromAll, '', all.endsAt - now());
      const tried = one === all ? [all] : [all, one];
      for (const tries of tried) tries.count += 1;
      // Read and written again now and then, so that it is not the oldest.
      counted.delete(ofAll);
      if (one !== all) keep(ofOne, one);
      keep(ofAll, all);
      return () => {
        for (const tries of tried) tries.count -= 1;
      };
    },
  };
}

/** Whoever has one IPv6 address has the 2^64 beside it, too. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [front = '', back] = address.split('%')[0]?.split('::') ?? [];
  const groups = front === '' ? [] : front.split(':');
  if (back !== undefined) {
    const behind = back === '' ? [] : back.split(':');
    while (groups.length + behind.length < 8) groups.push('0');
    groups.push(...behind);
  }
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}

function tooMany(
  { what, minutes }: Limit,
  most: number,
  from: string,
  leftMs: number,
): CallRefused {
  const retryAfterS = Math.max(1, Math.ceil(leftMs / 1000));
  const words = `too many ${what}: at most ${most} in ${minutes} minutes${from}; try again in ${retryAfterS} s`;
  return new CallRefused('TooManyRequests', words, retryAfterS);
}
