import { describe, expect, it } from 'vitest';
import { createReach, type Reach, type ReachRules } from '../../main/replays/reach.ts';
import { parseTarget, type Target } from '../../main/outbound/target.ts';
import { BackstitchError } from '../../main/lib/errors.ts';

const NAMES: Record<string, string[]> = {
  'example.com': ['93.184.216.34'],
  'localhost.evil.com': ['93.184.216.34'],
  'nas.local': ['192.168.1.20'],
  'myapp.test': ['127.0.0.1'],
  'rebound.example': ['93.184.216.34', '169.254.169.254'],
  'both.example': ['127.0.0.1', '93.184.216.34'],
  localhost: ['::1', '127.0.0.1'],
};

function guardWith(some: Partial<ReachRules> & { allowed?: string[] } = {}): Reach {
  return createReach({
    resolve: async (hostname) => {
      const addresses = NAMES[hostname];
      if (addresses === undefined) throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
      return addresses;
    },
    isOwnListener: (address, port) => address === '127.0.0.1' && [8976, 8977].includes(port),
    publicHost: () => 'me.tunnel.example',
    isAllowed: (host) => some.allowed?.includes(host) ?? false,
    ...some,
  });
}

function target(url: string): Target {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.target;
}

async function verdict(url: string, allowed: string[] = []): Promise<string> {
  try {
    await guardWith({ allowed }).checkTarget(target(url));
    return 'ok';
  } catch (error) {
    if (error instanceof BackstitchError) return error.code;
    throw error;
  }
}

describe('where a replay may go', () => {
  it.each([
    'http://localhost:3000',
    'https://localhost:3000',
    'http://127.0.0.1',
    'http://127.9.9.9:80',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://app.localhost',
    'http://localhost.:3000',
    'http://127.1',
    'http://0x7f.1',
    'http://2130706433',
    'http://127.0.0.1.',
  ])('to this machine freely: %s', async (url) => {
    expect(await verdict(url)).toBe('ok');
  });

  it.each([
    ['http://example.com', 'over https'],
    ['http://localhost.evil.com', 'over https'],
    ['http://8.8.8.8', 'over https'],
    ['http://[2606:4700::1111]', 'over https'],
    ['https://169.254.169.254/latest/meta-data', 'cloud metadata'],
    ['http://[::ffff:169.254.169.254]', 'never sends'],
    ['https://[64:ff9b::a9fe:a9fe]', 'never sends'],
    ['https://2852039166/', 'never sends'],
    ['https://0.0.0.0:8977', 'never sends'],
    ['https://[fe80::1]', 'link-local'],
    ['https://224.0.0.1', 'multicast'],
    ['http://rebound.example', 'never sends'],
    ['http://both.example', 'different networks'],
  ])('never to %s, allowed or not', async (url, words) => {
    const { hostKey } = target(url);
    const check = guardWith({ allowed: [hostKey] }).checkTarget(target(url));
    await expect(check).rejects.toMatchObject({
      code: 'TARGET_REFUSED',
      message: expect.stringContaining(words),
    });
  });

  it.each([
    'https://example.com/hook',
    'https://8.8.8.8',
    'http://192.168.1.20:8080',
    'http://nas.local',
  ])('to %s after one allow', async (url) => {
    const { hostKey } = target(url);
    await expect(guardWith().checkTarget(target(url))).rejects.toMatchObject({
      code: 'TARGET_NEEDS_ALLOW',
      host: hostKey,
    });
    expect(await verdict(url, [hostKey])).toBe('ok');
  });

  it('not over plain http to a name nobody knows, unless it was allowed', async () => {
    expect(await verdict('http://nowhere.example')).toBe('TARGET_REFUSED');
    expect(await verdict('http://nowhere.example', ['nowhere.example'])).toBe('ok');
  });

  it('asks for an allow where another name leads to this machine', async () => {
    expect(await verdict('http://myapp.test:3000')).toBe('TARGET_NEEDS_ALLOW');
    expect(await verdict('http://myapp.test:3000', ['myapp.test'])).toBe('ok');
  });

  it.each([
    ['http://127.0.0.1:8977', 'no other part of Backstitch'],
    ['http://localhost:8977', 'no other part of Backstitch'],
    ['http://[::ffff:127.0.0.1]:8977', 'no other part of Backstitch'],
    ['http://2130706433:8977', 'no other part of Backstitch'],
    ['http://x.localhost:8976/hook', 'to the intake again'],
    ['http://127.1:8976', 'to the intake again'],
    ['https://me.tunnel.example/hook', 'to the intake again'],
    ['https://ME.tunnel.example.', 'to the intake again'],
    ['https://me.tunnel.example:8443/hook', 'to the intake again'],
    ['http://me.tunnel.example', 'to the intake again'],
  ])('not to Backstitch itself: %s', async (url, hint) => {
    await expect(guardWith().checkTarget(target(url))).rejects.toMatchObject({
      code: 'TARGET_REFUSED',
      hint: expect.stringContaining(hint),
    });
  });

  it('knows a tunnel that is this machine by its port, since other programs listen here too', async () => {
    const guard = guardWith({ publicHost: () => '127.0.0.1:4000' });
    await expect(guard.checkTarget(target('http://127.0.0.1:4000'))).rejects.toMatchObject({
      code: 'TARGET_REFUSED',
    });
    await expect(guard.checkTarget(target('http://127.0.0.1:4001'))).resolves.toBeUndefined();
  });
});

describe('the addresses of a connection', () => {
  const check = (url: string, addresses: string[], allowed: string[] = []) =>
    guardWith({ allowed }).checkAddresses(target(url), addresses)?.code;

  it('must all be loopback for a name that means this machine', () => {
    expect(check('http://localhost:3000', ['127.0.0.1', '::1'])).toBeUndefined();
    expect(check('http://localhost:3000', ['127.0.0.1', '93.184.216.34'])).toBe('NOT_LOOPBACK');
    expect(check('https://app.localhost', ['10.0.0.1'])).toBe('NOT_LOOPBACK');
  });

  it('are judged again after an allow', () => {
    const allowed = ['a.example'];
    expect(check('https://a.example', ['93.184.216.34'], allowed)).toBeUndefined();
    expect(check('https://a.example', ['93.184.216.34', '169.254.169.254'], allowed)).toBe(
      'ADDRESS_FORBIDDEN',
    );
    expect(check('https://a.example:8977', ['127.0.0.1'], allowed)).toBe('OWN_LISTENER');
    expect(check('https://a.example:8977', ['::ffff:7f00:1'], allowed)).toBe('OWN_LISTENER');
    expect(check('http://a.example', ['93.184.216.34'], allowed)).toBe('PLAIN_HTTP');
    expect(check('https://a.example', ['127.0.0.1', '93.184.216.34'], allowed)).toBe(
      'MIXED_ADDRESSES',
    );
    expect(check('https://a.example', ['93.184.216.34'])).toBe('NOT_ALLOWED');
  });
});
