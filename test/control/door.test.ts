import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { json, send, sendRaw, signIn, startControl } from './harness.ts';

const shared = await startControl();
afterAll(() => shared[Symbol.asyncDispose]());
const { bearer, origin, port } = shared;
const ENDPOINT = JSON.stringify({
  name: 'Orders',
  enabled: true,
  path: '/orders',
  methods: [],
  reply: {
    status: 200,
    headers: [],
    bodyKind: 'text',
    body: '',
    delayMs: 0,
    failFirst: { count: 0, status: 500 },
  },
});

describe('the Host header', () => {
  it.each([
    'evil.example',
    `evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    '127.0.0.1',
    'localhost',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1:${port}.`,
    `backstitch.loca.lt`,
  ])('refuses %s, even with the right token', async (host) => {
    for (const path of ['/', '/api/v1/health', '/assets/main-abc123.js']) {
      const answer = await shared.send(path, { headers: { ...bearer, host } });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])('answers to %s with its port', async (name) => {
    const headers = { ...bearer, host: `${name}:${port}` };
    expect((await shared.send('/api/v1/health', { headers })).status).toBe(200);
  });

  it('refuses a second Host header behind a right one', async () => {
    const head = `GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example\r\n`;
    const rest = `Authorization: ${bearer.authorization}\r\nConnection: close\r\n\r\n`;
    expect(await sendRaw(port, head + rest)).toMatch(/^HTTP\/1.1 403 /);
  });

  it('refuses a target that names another host', async () => {
    const head = `GET http://evil.example/api/v1/health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
    const rest = `Authorization: ${bearer.authorization}\r\nConnection: close\r\n\r\n`;
    expect(await sendRaw(port, head + rest)).toMatch(/^HTTP\/1.1 403 /);
  });

  it('does not redeem a login code under a foreign name', async () => {
    const { search } = new URL(shared.control.issueLoginUrl());
    const foreign = await shared.send(`/${search}`, { headers: { host: 'evil.example' } });
    expect(foreign.status).toBe(403);
    expect((await shared.send(`/${search}`)).status).toBe(303);
  });
});

describe('the Origin header', () => {
  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', `https://127.0.0.1:${port}`])(
    'refuses a change that %s asks for, with token or cookie',
    async (foreign) => {
      const cookie = await signIn(shared);
      for (const key of [bearer, { cookie }]) {
        const headers = { ...key, ...json, origin: foreign };
        const answer = await shared.send('/api/v1/captures/sample', { method: 'POST', headers });
        expect(answer.status).toBe(403);
      }
    },
  );

  it('wants an Origin from a cookie that changes something, and none from a token', async () => {
    const cookie = await signIn(shared);
    const post = (headers: Record<string, string>) =>
      shared.send('/api/v1/endpoints', { method: 'POST', headers, body: ENDPOINT });
    expect((await post({ ...json, cookie })).status).toBe(403);
    expect((await post({ ...json, cookie, origin })).status).toBe(200);
    expect((await post({ ...json, ...bearer })).status).toBe(200);
  });

  it('takes the word of a browser for it where a page of ours sends a change without one', async () => {
    const cookie = await signIn(shared);
    const post = async (site: Record<string, string>): Promise<number> =>
      (
        await shared.send('/api/v1/endpoints', {
          method: 'POST',
          headers: { ...json, cookie, ...site },
          body: ENDPOINT,
        })
      ).status;
    expect(await post({ 'sec-fetch-site': 'same-origin' })).toBe(200);
    const foreign: Record<string, string>[] = [
      {},
      ...[
        'same-site',
        'cross-site',
        'none',
        '',
        'null',
        'Same-Origin',
        'same-origin, same-origin',
      ].map((site) => ({ 'sec-fetch-site': site })),
      // No page can say the one and be the other; what can is no browser.
      ...['null', 'https://evil.example', 'http://127.0.0.1:1', ''].map((other) => ({
        origin: other,
        'sec-fetch-site': 'same-origin',
      })),
      { origin, 'sec-fetch-site': 'same-site' },
      { origin, 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) expect([headers, await post(headers)]).toEqual([headers, 403]);
    // Without a cookie the word is worth nothing, and a socket is opened by its Origin alone.
    const unknown = { ...json, 'sec-fetch-site': 'same-origin' };
    const answer = await shared.send('/api/v1/endpoints', {
      method: 'POST',
      headers: unknown,
      body: ENDPOINT,
    });
    expect(answer.status).toBe(401);
    const upgrade = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n`;
    const head = `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\nSec-Fetch-Site: same-origin\r\n`;
    expect(await sendRaw(port, `${head}${upgrade}\r\n`)).toMatch(/^HTTP\/1.1 403 /);
  });

  it('refuses the cookie to a page on another port of this machine', async () => {
    const cookie = await signIn(shared);
    const ask = (site: string) =>
      shared.send('/api/v1/health', { headers: { cookie, 'sec-fetch-site': site } });
    expect((await ask('same-site')).status).toBe(403);
    expect((await ask('cross-site')).status).toBe(403);
    expect((await ask('same-origin')).status).toBe(200);
    expect((await ask('none')).status).toBe(200);
  });

  it('never sends a CORS header', async () => {
    const headers = { ...bearer, origin, 'access-control-request-method': 'PUT' };
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await shared.send('/api/v1/health', { method, headers });
      const names = Object.keys(answer.headers);
      expect(names.filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('the token', () => {
  it.each<Record<string, string>>([
    {},
    { authorization: 'Bearer' },
    { authorization: 'Bearer wrong' },
    { authorization: `Bearer ${'A'.repeat(43)}` },
    { authorization: `Basic ${shared.control.token}` },
    { authorization: shared.control.token },
    { cookie: `backstitch-${port}=wrong` },
    { cookie: `backstitch-${port}=${shared.control.token}` },
    { cookie: `backstitch=${shared.control.token}` },
  ])('refuses %o', async (headers) => {
    const answer = await shared.send('/api/v1/health', { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 'UNAUTHORIZED',
      data: { hint: expect.stringContaining('Bearer') },
    });
  });

  it('does not let a cookie mend a wrong token', async () => {
    const headers = { cookie: await signIn(shared), authorization: 'Bearer wrong' };
    expect((await shared.send('/api/v1/health', { headers })).status).toBe(401);
  });

  it('is not taken from a query string but for one login', async () => {
    const { token } = shared.control;
    const code = new URL(shared.control.issueLoginUrl()).searchParams.get('token');
    for (const secret of [token, code]) {
      for (const path of ['/api/v1/health', '/index.html', '/rpc', '/assets/main-abc123.js']) {
        expect((await shared.send(`${path}?token=${secret}`)).status).toBe(401);
      }
    }
    expect((await shared.send(`/?token=${token}`)).status).toBe(303);
    expect((await shared.send(`/?token=${token}`)).status).toBe(401);
  });
});

describe('the one-time URL', () => {
  it('sets a cookie, once, and leaves the address bar clean', async () => {
    const { search } = new URL(shared.control.issueLoginUrl());
    const first = await shared.send(`/${search}`);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const [cookie = ''] = first.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(
      new RegExp(
        `^backstitch-${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/; Max-Age=\\d+$`,
      ),
    );
    const second = await shared.send(`/${search}`);
    expect(second.status).toBe(401);
    expect(second.headers['set-cookie']).toBeUndefined();

    const page = await shared.send('/', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('the page');
  });

  it('sends a browser that is already in back to the page when used again', async () => {
    const { search } = new URL(shared.control.issueLoginUrl());
    const first = await shared.send(`/${search}`);
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const again = await shared.send(`/${search}`, { headers: { cookie } });
    expect(again.status).toBe(303);
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('is another one each time, and none holds the token', () => {
    const urls = Array.from({ length: 20 }, () => shared.control.issueLoginUrl());
    expect(new Set(urls).size).toBe(20);
    expect(urls.filter((url) => url.includes(shared.control.token))).toEqual([]);
  });

  it('is not used up by a HEAD or a POST', async () => {
    const { search } = new URL(shared.control.issueLoginUrl());
    for (const method of ['HEAD', 'POST']) {
      expect((await shared.send(`/${search}`, { method })).status).toBe(401);
    }
    expect((await shared.send(`/${search}`)).status).toBe(303);
  });
});

describe('without credentials', () => {
  const known = ['/', '/rpc', '/api', '/api/v1/health', '/api/v1/openapi.json', '/index.html'];
  const path = fc.oneof(
    fc.constantFrom(...known),
    fc.webPath().map((text) => `/${text}`),
    fc.webQueryParameters().map((query) => `/?${query}`),
    fc.stringMatching(/^[!-~]{0,30}$/).map((text) => `/${text}`),
    fc.stringMatching(/^[!-~]{0,30}$/).map((text) => `/api/v1/${text}`),
  );
  const method = fc.constantFrom(
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'DELETE',
    'OPTIONS',
    'PATCH',
    'TRACE',
  );
  const host = fc.constantFrom(`127.0.0.1:${port}`, `localhost:${port}`, 'evil.example', '');
  const extra = fc.dictionary(
    fc.constantFrom('cookie', 'authorization', 'origin', 'x-forwarded-host', 'sec-fetch-site'),
    fc.stringMatching(/^[!-~]{0,20}$/),
  );

  it('nothing answers, whatever the method, path, host and headers', async () => {
    await fc.assert(
      fc.asyncProperty(path, method, host, extra, async (path, method, host, extra) => {
        const answer = await send(port, path, { method, headers: { ...extra, host } });
        expect([400, 401, 403]).toContain(answer.status);
        expect(answer.text).not.toContain('the page');
      }),
      { numRuns: 300 },
    );
  });

  it('a tunnel pointed at the control port by mistake reaches nothing', async () => {
    const headers = { ...bearer, host: 'calm-cat-12.loca.lt', 'x-forwarded-for': '203.0.113.9' };
    expect((await shared.send('/api/v1/captures', { headers })).status).toBe(403);
  });
});

it('listens on the loopback address only', async () => {
  const socket = connect(port, '::1');
  const refused = await new Promise((resolve) => {
    socket.once('connect', () => resolve(false));
    socket.once('error', () => resolve(true));
  });
  socket.destroy();
  expect(refused).toBe(true);
});
