import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAssetHandler, fileInside } from '../../main/desktop/protocol.ts';
import { captureOfArguments, captureOfLink } from '../../main/desktop/deep-link.ts';
import { encodeId } from '../../main/captures/capture-id.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { startDesktop } from './harness.ts';

/** A built page with a secret beside it. */
function builtPage() {
  const dir = tempDir();
  const root = join(dir.path, 'page');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(dir.path, 'page-private'));
  writeFileSync(join(root, 'index.html'), '<!doctype html>');
  writeFileSync(join(root, 'assets', 'main.js'), 'export {};');
  writeFileSync(join(root, 'assets', 'odd.xyz'), '?');
  writeFileSync(join(dir.path, 'secret.txt'), 'secret');
  writeFileSync(join(dir.path, 'page-private', 'secret.txt'), 'secret');
  const handle = createAssetHandler(root);
  return {
    root,
    get: (path: string, method = 'GET') =>
      handle(new Request(`backstitch-app://app${path}`, { method })),
    [Symbol.dispose]: () => dir[Symbol.dispose](),
  };
}

describe('files of the page', () => {
  it('come with their type, which the browser may not guess again, and a strict policy', async () => {
    using page = builtPage();
    const html = await page.get('/');
    expect(await html.text()).toBe('<!doctype html>');
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = html.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
    const script = await page.get('/assets/main.js?v=1#x');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const odd = await page.get('/assets/odd.xyz');
    expect(odd.headers.get('content-type')).toBe('application/octet-stream');
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..%2fpage-private/secret.txt',
    '/%00',
    '/%',
    '/assets',
    '/missing.js',
    '//etc/passwd',
  ])('are all there is: %s is not found', async (path) => {
    using page = builtPage();
    const reply = await page.get(path);
    expect(reply.status).toBe(404);
    expect(await reply.text()).toBe('');
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('are read, never written', async () => {
    using page = builtPage();
    expect((await page.get('/', 'POST')).status).toBe(405);
    const head = await page.get('/', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('stay inside their folder, whatever the path', () => {
    const root = '/srv/page';
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '%2f',
      '%5c',
      '/',
      '\\',
      '%00',
      'a',
      '%252e',
      ':',
    );
    const path = fc.array(fc.oneof(piece, fc.string())).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(path, (tail) => {
        const file = fileInside(root, `backstitch-app://app/${tail}`);
        expect(file ?? `${root}/`).toSatisfy((inside: string) => inside.startsWith(`${root}/`));
      }),
      { numRuns: 500 },
    );
  });

  it('belong to one scheme and one host', () => {
    expect(fileInside('/srv/page', 'backstitch-app://other/index.html')).toBeUndefined();
    expect(fileInside('/srv/page', 'https://app/index.html')).toBeUndefined();
    expect(fileInside('/srv/page', 'not a url')).toBeUndefined();
  });

  it('are served under a scheme that was declared before the app was ready', async () => {
    using desktop = await startDesktop();
    expect(desktop.electron.schemes).toEqual([
      {
        scheme: 'backstitch-app',
        privileges: { standard: true, secure: true, supportFetchAPI: true },
      },
    ]);
    writeFileSync(join(desktop.dataDir, 'index.html'), 'page');
    const handler = desktop.electron.handlers.get('backstitch-app');
    const reply = await handler?.(new Request('backstitch-app://app/'));
    expect(await reply?.text()).toBe('page');
  });
});

describe('a deep link', () => {
  it('is understood for every capture id there can be', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (rowId) => {
        const id = encodeId(rowId);
        expect(captureOfLink(`backstitch://capture/${id}`)).toBe(id);
      }),
    );
  });

  it.each([
    'backstitch://capture/',
    'backstitch://capture/0b2k4m6p8r0/../x',
    'backstitch://capture/0b2k4m6p8r0?x=1',
    'backstitch://capture/0b2k4m6p8r0#x',
    'backstitch://capture/0b2k4m6p8r0\n',
    'backstitch://capture/%30b2k4m6p8r0',
    'backstitch://settings/0b2k4m6p8r0',
    'https://capture/0b2k4m6p8r0',
    ' backstitch://capture/0b2k4m6p8r0',
    'backstitch://capture/0b2k4m6p8ru',
  ])('that is not exactly one is none: %j', (link) => {
    expect(captureOfLink(link)).toBeUndefined();
  });

  it('is found among other arguments', () => {
    expect(captureOfArguments(['--flag', 'x', 'backstitch://capture/0b2k4m6p8r0', '.'])).toBe(
      '0b2k4m6p8r0',
    );
    expect(captureOfArguments([])).toBeUndefined();
  });
});
