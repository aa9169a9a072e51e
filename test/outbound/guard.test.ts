import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyAddress, unwrapAddress } from '../../main/outbound/address.ts';
import { createGuard, type OwnPlaces } from '../../main/outbound/guard/guard.ts';
import {
  DELIVERIES,
  FUNCTIONS,
  NAMED_SERVERS,
  RELAY,
  REPLAYS,
} from '../../main/outbound/guard/policies.ts';
import { checkServer } from '../../main/outbound/guard/server.ts';
import { parseTarget, type Target } from '../../main/outbound/target.ts';

const INTAKE = 8976;
const CONTROL = 8977;
const OWN: OwnPlaces = {
  isOwnListener: (address, port) =>
    classifyAddress(address).kind === 'loopback' && [INTAKE, CONTROL].includes(port),
  publicHost: () => 'me.tunnel.example',
};
const POLICIES = { REPLAYS, DELIVERIES, FUNCTIONS, NAMED_SERVERS, RELAY };
const guards = Object.entries(POLICIES).map(([name, policy]) => ({
  name,
  policy,
  guard: createGuard(policy, OWN),
}));

function target(url: string): Target {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(`${url}: ${parsed.why}`);
  return parsed.target;
}

const byte = fc.integer({ min: 0, max: 255 });
const v4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'));
const loopback = fc.tuple(byte, byte, byte).map((bytes) => `127.${bytes.join('.')}`);
const scheme = fc.constantFrom('http', 'https');
const hex = (address: string, at: number): string => {
  const bytes = address.split('.').map(Number);
  return (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16);
};
/** Ways to write one IPv4 address as the host of a URL. */
const spelled = (address: string): string[] => {
  const bytes = address.split('.').map(Number);
  const number = bytes.reduce((sum, part) => sum * 256 + part, 0);
  const last3 = ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  return [
    address,
    `${address}.`,
    String(number),
    `0x${number.toString(16)}`,
    bytes.map((part) => `0${part.toString(8)}`).join('.'),
    `${bytes[0]}.${last3}`,
    address.replaceAll('.', '%2e'),
    `[::ffff:${address}]`,
    `[::ffff:${hex(address, 0)}:${hex(address, 2)}]`,
    `[64:ff9b::${hex(address, 0)}:${hex(address, 2)}]`,
    `[2002:${hex(address, 0)}:${hex(address, 2)}::]`,
  ];
};

describe.each(guards)('the guard of $name', ({ policy, guard }) => {
  it('never lets anything reach a listener of ours, however it is written or allowed', () => {
    fc.assert(
      fc.property(loopback, scheme, fc.constantFrom(INTAKE, CONTROL), (address, proto, port) => {
        for (const host of spelled(address)) {
          const to = target(`${proto}://${host}:${port}/x`);
          expect(guard.atSight(to, true)?.code).toBe('OWN_LISTENER');
        }
        for (const host of ['localhost', 'localhost.', 'LOCALHOST', 'a.b.localhost']) {
          const to = target(`${proto}://${host}:${port}/`);
          expect(guard.atSight(to, true)?.code).toBe('OWN_LISTENER');
        }
        const named = target(`${proto}://a.example:${port}`);
        for (const found of [[address], [`::ffff:${address}`], ['93.184.216.34', address]]) {
          expect(guard.judge(named, found, true)?.code).toBe('OWN_LISTENER');
        }
      }),
      { numRuns: 50 },
    );
  });

  it('says the same of an address however it is written', () => {
    fc.assert(
      fc.property(v4, scheme, fc.boolean(), (address, proto, allowed) => {
        const verdicts = spelled(address).map(
          (host) => guard.atSight(target(`${proto}://${host}:4000`), allowed)?.code ?? 'ok',
        );
        expect(new Set(verdicts)).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });

  it('never lets anything reach metadata of a cloud, or an address that is none', () => {
    const never = v4.filter((address) => classifyAddress(address).kind === 'never');
    const odd = fc.constantFrom('fe80::1%eth0', 'fe80::1', '64:ff9b::a9fe:a9fe', '::', '', 'x');
    fc.assert(
      fc.property(fc.oneof(never, odd), v4, scheme, (bad, other, proto) => {
        const to = target(`${proto}://a.example:4000`);
        for (const found of [[bad], [other, bad], [bad, other]]) {
          const code = guard.judge(to, found, true)?.code;
          expect(code).toBe('ADDRESS_FORBIDDEN');
        }
      }),
      { numRuns: 200 },
    );
    expect(guard.judge(target('https://a.example'), [], true)?.code).toBe('ADDRESS_FORBIDDEN');
  });

  it('refuses a name that leads to several kinds of network at once', () => {
    fc.assert(
      fc.property(fc.array(v4, { minLength: 2, maxLength: 4 }), scheme, (addresses, proto) => {
        const kinds = new Set(addresses.map((address) => classifyAddress(address).kind));
        if (kinds.size === 1) return;
        for (const host of ['a.example', 'localhost', 'x.localhost.']) {
          expect(guard.judge(target(`${proto}://${host}:4000`), addresses, true)).toBeDefined();
        }
      }),
      { numRuns: 200 },
    );
  });

  it('goes to nothing but this machine for a name that means it', () => {
    for (const found of [['93.184.216.34'], ['127.0.0.1', '93.184.216.34'], ['10.0.0.1', '::1']]) {
      for (const host of ['localhost', 'LocalHost.', 'api.localhost']) {
        const to = target(`http://${host}:3000`);
        expect(guard.judge(to, found, true)?.code).toBe('NOT_LOOPBACK');
      }
    }
  });

  it('knows our public host by any port, scheme, case and dot', () => {
    const urls = [
      'https://me.tunnel.example',
      'https://me.tunnel.example:8443/x',
      'http://me.tunnel.example',
      'https://ME.Tunnel.Example.:4',
    ];
    for (const url of urls) {
      const codes = [
        guard.atSight(target(url), true)?.code,
        guard.judge(target(url), ['93.184.216.34'], true)?.code,
      ];
      expect(codes.includes('OWN_TUNNEL'), url).toBe(!policy.ownTunnel);
    }
  });

  it('needs an allow for nothing that the policy calls free, and lets no allow open a no', () => {
    const kinds = { loopback: '127.0.0.1', private: '10.0.0.1', public: '93.184.216.34' } as const;
    for (const [kind, address] of Object.entries(kinds)) {
      const rules = policy[kind as keyof typeof kinds];
      for (const proto of ['http', 'https'] as const) {
        const to = target(`${proto}://a.example:4000`);
        const without = guard.judge(to, [address], false)?.code ?? 'ok';
        const allowed = guard.judge(to, [address], true)?.code ?? 'ok';
        const wanted = {
          free: ['ok', 'ok'],
          allowed: ['NOT_ALLOWED', 'ok'],
          no: ['PLAIN_HTTP', 'PLAIN_HTTP'],
        }[rules[proto]];
        expect([without, allowed]).toEqual(wanted);
      }
    }
  });
});

describe('a server that another client connects to', () => {
  const judge = (host: string, port: number, found: string[]) =>
    checkServer({ host, port }, { policy: NAMED_SERVERS, own: OWN, resolve: async () => found });

  it('is connected to at the addresses that were judged', async () => {
    expect(await judge('db.example', 5432, ['10.0.0.5', '10.0.0.6'])).toEqual({
      ok: true,
      addresses: ['10.0.0.5', '10.0.0.6'],
    });
    expect(await judge('2130706433', 5432, ['127.0.0.1'])).toMatchObject({ ok: true });
  });

  it('is not Backstitch, nor the metadata of a cloud', async () => {
    expect(await judge('db.example', CONTROL, ['127.0.0.1'])).toMatchObject({
      why: expect.stringContaining('Backstitch itself listens'),
    });
    expect(await judge('localhost', CONTROL, ['127.0.0.1'])).toMatchObject({ ok: false });
    expect(await judge('db.example', 5432, ['169.254.169.254'])).toMatchObject({ ok: false });
    expect(await judge('a b', 5432, [])).toMatchObject({
      why: 'a b is not a host name or address.',
    });
  });
});

it('an address carried in another is the one that decides', () => {
  fc.assert(
    fc.property(v4, (address) => {
      const carried = `64:ff9b::${hex(address, 0)}:${hex(address, 2)}`;
      expect(unwrapAddress(carried)).toBe(address);
      expect(classifyAddress(carried)).toEqual(classifyAddress(address));
    }),
  );
});
