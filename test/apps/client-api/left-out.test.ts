import { describe, expect, it } from 'vitest';
import { filesWith } from '../../helpers/files-with.ts';
import { openRaw } from '../../helpers/peers/raw-client.ts';
import { lastMail, type Shop, startShop } from './room.ts';

async function everythingOf(shop: Shop, count: number): Promise<string> {
  const captures = await shop.running.captures(count);
  const parts: string[] = [];
  for (const { id } of captures) {
    parts.push(JSON.stringify(shop.engine.captures.get({ id })));
    for (const of of ['request', 'reply'] as const) {
      const body = await shop.engine.captures.body({ id, of }).catch(() => null);
      if (body !== null) parts.push(await body.text());
    }
  }
  const { rows } = await shop.engine.sql.run({
    sql: 'SELECT * FROM captures',
    schema: '',
    maxRows: 1000,
  });
  return [...parts, JSON.stringify(rows)].join('\n');
}

describe('what a client proves who it is with', () => {
  it('is in no capture, no search, no query and no file', async () => {
    await using shop = await startShop();
    const password = 'correct-horse-battery';
    await shop.call('POST', 'auth/providers/local-userpass/register', {
      body: { email: 'ada@example.com', password },
    });
    const mail = lastMail(shop);
    const { token, tokenId } = mail;
    await shop.call('POST', 'auth/providers/local-userpass/confirm', { body: { token, tokenId } });
    const { json } = await shop.call('POST', 'auth/providers/local-userpass/login', {
      body: { username: 'ada@example.com', password, options: { device: { platform: 'loom' } } },
    });
    const access = String(json.access_token);
    const refresh = String(json.refresh_token);
    const key = await shop.call('POST', 'auth/api_keys', {
      body: { name: 'phone' },
      token: refresh,
    });
    await shop.call('POST', 'auth/providers/api-key/login', { body: { key: key.json.key } });
    await shop.call('POST', 'auth/session', { token: refresh });
    await shop.call('POST', 'auth/providers/custom-function/login', {
      body: { pin: 'pin-4711-pin' },
    });
    await shop.call('POST', 'functions/call', {
      token: access,
      body: { name: 'sum', arguments: [{ newPassword: 'staple-4711', size: 12 }] },
    });
    const call = Buffer.from(
      JSON.stringify({ name: 'x', arguments: [{ apiKey: 'key-in-a-stream' }] }),
    ).toString('base64');
    await shop.call(
      'GET',
      `functions/call?baas_request=${encodeURIComponent(call)}&baas_at=${access}`,
    );
    const text = await everythingOf(shop, 9);
    const secrets = [password, access, refresh, String(key.json.key), mail.token, call];
    for (const secret of [...secrets, 'pin-4711-pin', 'staple-4711', 'key-in-a-stream']) {
      expect(text).not.toContain(secret);
      const { items } = await shop.engine.captures.list({
        search: `"${secret.slice(0, 40)}"`,
        limit: 10,
      });
      expect(items).toEqual([]);
    }
    // What is no credential stays as it came.
    expect(text).toContain('"platform":"loom"');
    expect(text).toContain('"size":12');
    expect(text).toContain('"username":"ada@example.com"');
    await shop.running.stop();
    for (const secret of [password, access, refresh, String(key.json.key), 'pin-4711-pin'])
      expect(filesWith(shop.running.dataDir, secret), secret).toEqual([]);
  });

  it('is left out of a body of any length and of no JSON', async () => {
    await using shop = await startShop();
    const long = 'L'.repeat(1_000_000);
    const login = 'auth/providers/local-userpass/login';
    const reply = await shop.call('POST', login, { body: { username: 'a', password: long } });
    expect(reply).toMatchObject({ status: 413, json: { error_code: 'ReadSizeLimitExceeded' } });
    await shop.call('POST', login, { body: 'password=in-a-form' });
    const text = await everythingOf(shop, 2);
    expect(text).not.toContain('LLLLLLLL');
    expect(text).not.toContain('in-a-form');
    await shop.running.stop();
    expect(filesWith(shop.running.dataDir, 'LLLLLLLL')).toEqual([]);
    expect(filesWith(shop.running.dataDir, 'in-a-form')).toEqual([]);
  });

  it('is left out of a request that nobody could read', async () => {
    await using shop = await startShop();
    const path = `/api/client/v2.0/auth/profile`;
    const raw = openRaw(shop.running.port);
    const proof = 'Authorization: Bearer token-in-a-broken-head';
    raw.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${proof}\r\nbad header\r\n\r\n`);
    await raw.read();
    const text = await everythingOf(shop, 1);
    expect(text).toContain('/auth/profile');
    expect(text).not.toContain('token-in-a-broken-head');
  });
});
