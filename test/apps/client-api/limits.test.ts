import { describe, expect, it } from 'vitest';
import { createLimits, type Limited, LIMITS } from '../../../main/apps/client-api/limits.ts';
import { CallRefused } from '../../../main/apps/client-api/refusal.ts';
import { lastMail, type Shop, startShop } from './room.ts';

const SHOP = 'shop';
/** What `times` tries come to: how many went through. */
function tries(
  limits: ReturnType<typeof createLimits>,
  kind: Limited,
  addressOf: (at: number) => string | null,
  times: number,
): number {
  let through = 0;
  for (let at = 0; at < times; at += 1) {
    try {
      limits.take(SHOP, kind, addressOf(at));
      through += 1;
    } catch (error) {
      if (!(error instanceof CallRefused) || error.code !== 'TooManyRequests') throw error;
    }
  }
  return through;
}

const kinds = Object.keys(LIMITS) as Limited[];

describe('what somebody without a session may try', () => {
  it.each(kinds)('is limited from one address, and in all (%s)', (kind) => {
    const limits = createLimits(() => 0);
    const { fromOneAddress, fromAll } = LIMITS[kind];
    expect(tries(limits, kind, () => '192.0.2.1', fromOneAddress + 10)).toBe(fromOneAddress);
    // Somebody else is not kept out by that.
    expect(tries(limits, kind, () => '192.0.2.2', 1)).toBe(1);
    const rest = fromAll - fromOneAddress - 1;
    const many = (at: number): string => `198.51.${at % 200}.1`;
    expect(tries(limits, kind, many, fromAll * 2)).toBe(rest);
  });

  it.each(kinds)('leaves an address its first try where others used up all (%s)', (kind) => {
    const limits = createLimits(() => 0);
    tries(limits, kind, (at) => `198.51.${at % 200}.1`, LIMITS[kind].fromAll);
    const isOwn = LIMITS[kind].oneEach;
    expect(tries(limits, kind, () => '203.0.113.7', 3)).toBe(isOwn ? 1 : 0);
  });

  it('begins again after its time, and says when that is', () => {
    let now = 1000;
    const limits = createLimits(() => now);
    tries(limits, 'login', () => '192.0.2.1', LIMITS.login.fromOneAddress);
    now += 60_000;
    expect(() => limits.take(SHOP, 'login', '192.0.2.1')).toThrow(
      'too many failed logins: at most 100 in 5 minutes from one address; try again in 240 s',
    );
    now += 240_000;
    expect(tries(limits, 'login', () => '192.0.2.1', 1)).toBe(1);
  });

  it('is counted by app', () => {
    const limits = createLimits(() => 0);
    tries(limits, 'login', () => '192.0.2.1', LIMITS.login.fromOneAddress);
    expect(() => limits.take('another app', 'login', '192.0.2.1')).not.toThrow();
  });

  it('is counted by network where addresses are plenty', () => {
    const limits = createLimits(() => 0);
    const { fromOneAddress } = LIMITS.login;
    const near = (at: number): string =>
      at % 2 === 0 ? `2001:db8::${at.toString(16)}` : `2001:0DB8:0:0:${at}::1`;
    expect(tries(limits, 'login', near, fromOneAddress * 2)).toBe(fromOneAddress);
    expect(tries(limits, 'login', () => '2001:db8:0:1::1', 1)).toBe(1);
    expect(tries(limits, 'login', () => '::ffff:192.0.2.9', 1)).toBe(1);
  });

  it('is counted only in all where the tunnel names no client', () => {
    const limits = createLimits(() => 0);
    const { fromAll } = LIMITS.login;
    expect(tries(limits, 'login', () => null, fromAll + 5)).toBe(fromAll);
  });
});

const PASSWORD = 'right horse';

async function wrongLogins(shop: Shop, times: number): Promise<number[]> {
  const replies = [];
  for (let at = 0; at < times; at += 1)
    replies.push(
      await shop.call('POST', 'auth/providers/api-key/login', { body: { key: `wrong ${at}` } }),
    );
  return replies.map(({ status }) => status);
}

describe('the client API', () => {
  it('refuses logins of an address that failed too often, and tells it on the capture', async () => {
    await using shop = await startShop();
    const body = { email: 'ada@shop.test', password: PASSWORD };
    await shop.call('POST', 'auth/providers/local-userpass/register', { body });
    const { token, tokenId } = lastMail(shop);
    await shop.call('POST', 'auth/providers/local-userpass/confirm', { body: { token, tokenId } });
    const login = () =>
      shop.call('POST', 'auth/providers/local-userpass/login', {
        body: { username: body.email, password: PASSWORD },
      });
    const statuses = await wrongLogins(shop, LIMITS.login.fromOneAddress - 1);
    expect(new Set(statuses)).toEqual(new Set([401]));
    // One that succeeds does not count.
    expect((await login()).status).toBe(200);
    expect((await login()).status).toBe(200);
    expect(await wrongLogins(shop, 1)).toEqual([401]);
    const refused = await login();
    expect(refused.status).toBe(429);
    expect(refused.json).toMatchObject({ error_code: 'TooManyRequests' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const { error, steps } = await shop.why(refused.captureId);
    expect(error).toMatchObject({ code: 'TooManyRequests' });
    expect(steps.at(-1)?.message).toContain('too many failed logins');
    const [capture] = await shop.running.captures(1, 'status:429');
    expect(capture?.reason).toContain('too many failed logins: at most 100 in 5 minutes');
    // Who is signed in already goes on.
    const anonymous = await shop.call('POST', 'auth/providers/anon-user/login', { body: {} });
    expect(anonymous.status).toBe(200);
  });

  it('takes the right token of a mail however many wrong ones there were', async () => {
    await using shop = await startShop();
    const body = { email: 'ada@shop.test', password: PASSWORD };
    await shop.call('POST', 'auth/providers/local-userpass/register', { body });
    const { token, tokenId } = lastMail(shop);
    const confirm = (given: Record<string, string>) =>
      shop.call('POST', 'auth/providers/local-userpass/confirm', { body: given });
    let last = 0;
    for (let at = 0; at <= LIMITS.confirmation.fromOneAddress; at += 1)
      last = (await confirm({ token: 'wrong', tokenId })).status;
    expect(last).toBe(429);
    expect((await confirm({ token, tokenId })).status).toBe(200);
  });
});
