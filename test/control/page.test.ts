import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openControl } from '../../main/control/listener.ts';
import { createMemoryEngine } from './memory-engine.ts';
import { createTestLog, send, sendRaw, signIn, startControl } from './harness.ts';

const shared = await startControl();
afterAll(() => shared[Symbol.asyncDispose]());
const cookie = await signIn(shared);

function policy(header: string | string[] | undefined): Map<string, string> {
  const parts = String(header).split('; ');
  return new Map(
    parts.map((part) => [part.split(' ')[0] ?? '', part.slice(part.indexOf(' ') + 1)]),
  );
}

describe('the page', () => {
  it('comes with headers that keep others out', async () => {
    const { status, headers } = await shared.send('/', { headers: { cookie } });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const csp = policy(headers['content-security-policy']);
    expect(csp.get('default-src')).toBe("'none'");
    expect(csp.get('script-src')).toBe("'self'");
    expect(csp.get('connect-src')).toBe(`'self' ws://127.0.0.1:${shared.port}`);
    expect(csp.get('frame-ancestors')).toBe("'none'");
    expect(csp.get('base-uri')).toBe("'none'");
    expect(csp.get('form-action')).toBe("'none'");
  });

  it('is fetched again each time while its hashed files stay in the browser', async () => {
    const index = await shared.send('/', { headers: { cookie } });
    const asset = await shared.send('/assets/main-abc123.js', { headers: { cookie } });
    expect(index.headers['cache-control']).toBe('private, no-cache');
    expect(asset.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect(asset.headers['content-type']).toContain('javascript');
  });

  it('is sent compressed to whoever takes that, with the type of what is inside', async () => {
    const path = '/assets/main-abc123.js';
    const packed = await shared.send(path, { headers: { cookie, 'accept-encoding': 'gzip, br' } });
    expect(packed.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': expect.stringContaining('javascript'),
      'cache-control': 'private, max-age=31536000, immutable',
      vary: expect.stringContaining('Accept-Encoding'),
    });
    const plain = await shared.send(path, { headers: { cookie } });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.text).toBe('export {};');
  });

  it('answers its own deep paths with the one page, and missing files with 404', async () => {
    const deep = await shared.send('/captures/01ABC', { headers: { cookie } });
    expect(deep.text).toContain('the page');
    const missing = await shared.send('/assets/gone-000.js', { headers: { cookie } });
    expect(missing.status).toBe(404);
  });

  it('shows a visitor without a cookie where to look, with no script', async () => {
    const answer = await shared.send('/');
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.text).toContain('<code>backstitch login</code>');
    expect(answer.text).not.toContain('<script');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('can only be read', async () => {
    const headers = { cookie, origin: shared.origin };
    const answer = await shared.send('/', { method: 'POST', headers });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
  });

  it.each([
    '/..%2f..%2fpackage.json',
    '/..%2fpackage.json',
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/../../package.json',
    '/assets/..%5c..%5cpackage.json',
    '/....//package.json',
    '/%00/package.json',
    '/%',
    '//package.json',
    '/__proto__',
  ])('keeps to its folder for %s', async (path) => {
    const answer = await sendRaw(
      shared.port,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${shared.port}\r\nCookie: ${cookie}\r\n` +
        'Connection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 (200|404|400) /);
    expect(answer).not.toContain('outside');
  });

  it('lives through senseless ranges', async () => {
    for (const range of ['bytes=9-3', 'bytes=-1', 'bytes=999-', 'lines=x']) {
      const answer = await shared.send('/', { headers: { cookie, range } });
      expect(answer.text).toContain('the page');
    }
  });
});

it('lives on when a file of the page is gone', async () => {
  await using own = await startControl();
  await rm(join(own.staticDir, 'index.html'));
  await expect(own.send('/', { headers: own.bearer })).rejects.toThrow('socket hang up');
  expect((await own.send('/api/v1/health', { headers: own.bearer })).status).toBe(200);
});

it('says so when the page was never built, and serves the API', async () => {
  const { surface } = createMemoryEngine();
  const { log } = createTestLog();
  const staticDir = join(shared.staticDir, 'nowhere');
  await using control = await openControl({ surface, port: 0, staticDir, log });
  const port = Number(new URL(control.url).port);
  const headers = { authorization: `Bearer ${control.token}` };
  expect(await send(port, '/', { headers })).toMatchObject({
    status: 503,
    text: expect.stringContaining('npm run build'),
  });
  expect((await send(port, '/api/v1/health', { headers })).status).toBe(200);
});
