import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempDir } from '../helpers/temp-dir.ts';
import { run, startReachable } from './harness.ts';

let t: Awaited<ReturnType<typeof startReachable>>;
let here: string[] = [];
beforeAll(async () => {
  t = await startReachable();
  here = ['--data-dir', t.dataDir];
  const send = async (
    path: string,
    type: string,
    body: string | Uint8Array<ArrayBuffer>,
  ): Promise<void> => {
    const headers = { 'content-type': type, authorization: 'Bearer needle-in-a-header' };
    await (await fetch(t.url + path, { method: 'POST', headers, body })).text();
  };
  await send('/json', 'application/json', '{"n":1.0}');
  await t.captures(1);
  await send('/binary', 'image/png', new Uint8Array([0x89, 0, 255]));
  await t.captures(2);
});
afterAll(() => t[Symbol.asyncDispose]());

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();

describe('backstitch export, into several files', () => {
  it('writes fixtures into a folder, for their owner, and replaces none unasked', async () => {
    using dir = tempDir();
    const out = join(dir.path, 'fixtures');
    const to = ['export', '--as', 'fixtures', '--runner', 'vitest', '--out', out, ...here];
    const ran = await run(...to);
    expect(ran).toEqual({ code: 0, stdout: '', stderr: `2 captures are in ${out}.\n` });
    const files = filesIn(out);
    expect(files).toEqual([
      '001-post/body.json',
      '001-post/reply-body.txt',
      '001-post/request.json',
      '002-post/body.bin',
      '002-post/reply-body.txt',
      '002-post/request.json',
      'fixtures.test.mjs',
      'index.json',
    ]);
    expect(readFileSync(join(out, '001-post/body.json'), 'latin1')).toBe('{"n":1.0}');
    expect(readFileSync(join(out, '002-post/body.bin'), 'latin1')).toBe('\x89\0\xff');
    expect(readFileSync(join(out, '001-post/request.json'), 'utf8')).not.toContain('needle');
    // Windows has access lists instead.
    const mode =
      process.platform === 'win32'
        ? '600'
        : (statSync(join(out, 'index.json')).mode & 0o777).toString(8);
    expect(mode).toBe('600');

    const again = await run(...to);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/exists already[\s\S]*--force/);
    // The test file belongs to who changed it.
    writeFileSync(join(out, 'fixtures.test.mjs'), 'mine');
    writeFileSync(join(out, '001-post/body.json'), 'mine');
    expect(await run(...to, '--force')).toMatchObject({ code: 0 });
    expect(readFileSync(join(out, 'fixtures.test.mjs'), 'utf8')).toBe('mine');
    expect(readFileSync(join(out, '001-post/body.json'), 'utf8')).toBe('{"n":1.0}');
    expect(t.engine.exports.list()).toEqual([]);
  });

  it('writes a .http file with binary bodies beside it, and alone where there are none', async () => {
    using dir = tempDir();
    const alone = join(dir.path, 'one.http');
    expect(await run('export', 'path:/json', '--out', alone, ...here)).toMatchObject({ code: 0 });
    expect(readFileSync(alone, 'utf8')).toContain('POST {{intake}}/json HTTP/1.1');
    expect(filesIn(dir.path)).toEqual(['one.http']);
    const out = join(dir.path, 'all.http');
    expect(await run('export', '--out', out, ...here)).toMatchObject({ code: 0 });
    const [, body = ''] = /^< \.\/(bodies\/\S+)$/m.exec(readFileSync(out, 'utf8')) ?? [];
    expect(readFileSync(join(dir.path, body), 'latin1')).toBe('\x89\0\xff');
    const nowhere = await run('export', '--as', 'http', ...here);
    expect(nowhere).toMatchObject({ code: 2, stdout: '' });
    expect(nowhere.stderr).toContain('Name a file or a folder with --out');
  });

  it('prints what is one file, and refuses options of another format', async () => {
    const openapi = await run('export', '--as', 'openapi', ...here);
    expect(JSON.parse(openapi.stdout)).toMatchObject({ openapi: '3.1.0' });
    const one = await run('export', 'path:/json', '--as', 'raw', ...here);
    expect(one.stdout).toMatch(/^POST \/json HTTP\/1\.1\r\n[\s\S]*\r\n\r\n\{"n":1\.0\}$/);
    const event = ['--as', 'cloudevents', '--shape', 'structured', ...here];
    const alone = await run('export', 'path:/json', ...event);
    expect(JSON.parse(alone.stdout)).toMatchObject({ specversion: '1.0' });
    expect(await run('export', ...event)).toMatchObject({ code: 1, stdout: '' });
    expect(await run('export', '--runner', 'jest', ...here)).toMatchObject({ code: 2 });
    expect(await run('export', '--as', 'fixtures', ...here)).toMatchObject({ code: 2 });
  });
});

const hasPytest = await promisify(execFile)('python3', ['-c', 'import pytest']).then(
  () => true,
  () => false,
);

describe('the test file beside fixtures', () => {
  it.each([
    ['vitest', 'fixtures.test.mjs'],
    ['jest', 'fixtures.test.cjs'],
    ['node', 'fixtures.test.mjs'],
  ])('for %s is a program', async (runner, name) => {
    using dir = tempDir();
    const to = ['--as', 'fixtures', '--runner', runner, '--out', join(dir.path, 'f')];
    await run('export', ...to, ...here);
    const file = join(dir.path, 'f', name);
    await promisify(execFile)(process.execPath, ['--check', file]);
    expect(readFileSync(file, 'utf8')).toContain('backstitch/test');
  });

  it.skipIf(!hasPytest)('for pytest sends each to a handler (needs pytest)', async () => {
    using dir = tempDir();
    const got: string[] = [];
    await using server = createServer((request, response) => {
      request.setEncoding('latin1');
      let body = '';
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        got.push(`${request.url ?? ''} ${body}`);
        response.writeHead(request.url === '/json' ? 204 : 500).end();
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    await run('export', '--as', 'fixtures', '--runner', 'pytest', '--out', dir.path, ...here);
    const env = { ...process.env, TARGET: `http://127.0.0.1:${port}` };
    const words = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', dir.path];
    const ran = promisify(execFile)('python3', words, { env });
    await expect(ran).rejects.toMatchObject({
      stdout: expect.stringContaining('1 failed, 1 passed'),
    });
    expect(got).toEqual(['/json {"n":1.0}', '/binary \x89\0\xff']);
  });
});
