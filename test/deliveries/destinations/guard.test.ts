import { describe, expect, it } from 'vitest';
import { checkUrl } from '../../../main/deliveries/destinations/check-url.ts';
import { createGuard } from '../../../main/outbound/guard/guard.ts';
import { DELIVERIES } from '../../../main/outbound/guard/policies.ts';
import { parseTarget, type Target } from '../../../main/outbound/target.ts';
import { input, openRoom, receiver } from '../delivery-room.ts';

const guard = createGuard(DELIVERIES, {
  isOwnListener: (address, port) => address === '127.0.0.1' && port === 8976,
  publicHost: () => 'me.tunnel.example',
});
const target = (url: string): Target => {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.target;
};
const saved = (url: string, allowPrivate = false): string => {
  try {
    checkUrl(guard, { url, allowPrivate });
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
const connecting = (url: string, addresses: string[], allowPrivate = false) =>
  guard.judge(target(url), addresses, allowPrivate)?.code ?? 'ok';

describe('a URL that is saved', () => {
  it.each([
    'https://example.com/hooks',
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://[::1]:8080/x',
    'http://app.localhost',
    'http://127.1',
    'http://2130706433',
    'http://0x7f.1:3000',
  ])('may be %s', (url) => expect(saved(url)).toBe('ok'));

  it.each([
    ['http://example.com', 'needs https'],
    ['http://localhost.evil.com', 'needs https'],
    ['http://10.0.0.1', 'needs https'],
    ['https://10.0.0.1', 'private network'],
    ['https://169.254.169.254/latest', 'never sends to'],
    ['https://[::ffff:169.254.169.254]', 'never sends to'],
    ['https://[64:ff9b::a9fe:a9fe]', 'never sends to'],
    ['https://user:pass@example.com', 'user name or password'],
    ['http://127.0.0.1:8976/x', 'Backstitch itself'],
    ['http://2130706433:8976', 'Backstitch itself'],
    ['https://me.tunnel.example/hook', 'would loop'],
    ['https://me.tunnel.example:8443/hook', 'would loop'],
    ['ftp://example.com', 'http:// or https://'],
  ])('may not be %s', (url, why) => expect(saved(url)).toContain(why));

  it('may lead into the private network over https, once allowed', () => {
    expect(saved('https://10.0.0.1', true)).toBe('ok');
    expect(saved('http://10.0.0.1', true)).toContain('needs https');
  });
});

describe('the addresses of a connection', () => {
  it('are all judged, whatever the name promised', () => {
    expect(connecting('http://localhost:3000', ['127.0.0.1', '::1'])).toBe('ok');
    expect(connecting('http://localhost', ['127.0.0.1', '93.184.216.34'])).toBe('NOT_LOOPBACK');
    expect(connecting('https://a.example', ['93.184.216.34'])).toBe('ok');
    expect(connecting('https://a.example', ['93.184.216.34', '10.0.0.1'])).toBe('MIXED_ADDRESSES');
    expect(connecting('https://a.example', ['10.0.0.1', '192.168.1.1'], true)).toBe('ok');
    expect(connecting('https://a.example', ['169.254.169.254'], true)).toBe('ADDRESS_FORBIDDEN');
    expect(connecting('https://a.example', ['::ffff:7f00:1'])).toBe('NOT_ALLOWED');
    expect(connecting('https://a.example:8976', ['::ffff:7f00:1'], true)).toBe('OWN_LISTENER');
  });
});

describe('a delivery to where it must not go', () => {
  it('fails at once, says which rule, and sends no packet after a name changed its mind', async () => {
    await using server = await receiver();
    let lookups = 0;
    const lookup = async (): Promise<string[]> => {
      lookups += 1;
      return lookups === 1 ? ['169.254.169.254'] : ['127.0.0.1'];
    };
    await using room = await openRoom({ lookup });
    const shop = await room.add({ url: `https://rebound.example:${server.port}/hook` });
    const id = await room.send(shop);
    const done = await room.until(id, (one) => one.state === 'failed');
    expect(done.reason).toContain('Blocked: rebound.example leads to 169.254.169.254');
    expect(done.log).toMatchObject([{ outcome: 'refused', errorCode: 'ADDRESS_FORBIDDEN' }]);
    const [now] = room.destinations.list();
    expect(now).toMatchObject({ state: 'live', breaker: { state: 'closed' } });
    expect([lookups, server.received]).toEqual([1, []]);
  });

  it('is stopped at once where it would come back through the own tunnel', async () => {
    let tunnel: string | null = null;
    await using room = await openRoom({
      publicHost: () => tunnel,
      lookup: async () => ['93.184.216.34'],
    });
    const shop = await room.add({ url: 'https://later-mine.example/hook' });
    tunnel = 'later-mine.example';
    const id = await room.send(shop);
    const done = await room.until(id, (one) => one.state === 'failed');
    expect(done.log).toMatchObject([{ outcome: 'refused', errorCode: 'OWN_TUNNEL' }]);
    await expect(
      room.destinations.create(input({ name: 'b', url: 'https://later-mine.example' })),
    ).rejects.toMatchObject({ code: 'DESTINATION_INVALID', field: 'url' });
  });
});
