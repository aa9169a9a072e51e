import { once } from 'node:events';
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Chaos } from '../../preload/contract/endpoints/chaos.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/tls');
const fixture = (of: string, what: string): string =>
  join(FIXTURES, `${of}-for-tests-only.${what}.pem`);

/** A folder with a certificate and its key, as `certbot` would keep them. */
function certificate(of: 'issued' | 'self-signed') {
  const dir = tempDir();
  const files = { cert: join(dir.path, 'cert.pem'), key: join(dir.path, 'key.pem') };
  const put = (other: 'issued' | 'self-signed', which: readonly ('cert' | 'key')[]): void => {
    for (const what of which) {
      copyFileSync(fixture(other, what), `${files[what]}.new`);
      renameSync(`${files[what]}.new`, files[what]);
    }
  };
  put(of, ['cert', 'key']);
  return { ...dir, ...files, put, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

async function startSecure({ cert, key }: { cert: string; key: string }) {
  const t = await startTestEngine({ intake: { tls: { cert, key, port: 0, lookMs: 20 } } });
  const tls = () => t.engine.system.status().tls!;
  return { ...t, tls, port: Number(new URL(tls().url).port) };
}

async function handshake(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

/** SHA-256 of the certificate that is shown. */
async function shown(port: number): Promise<string> {
  const socket = await handshake(port);
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

describe('the listener that speaks TLS', () => {
  it('keeps a request as it was sent, answers it, and is shown beside the plain one', async () => {
    using files = certificate('self-signed');
    await using t = await startSecure(files);
    const head = 'POST /a%2Fb?x HTTP/1.1\r\nhost: localhost\r\nX-Case:  two  \r\nx-case: b\r\n';
    const socket = await handshake(t.port);
    socket.end(`${head}content-length: 3\r\nconnection: close\r\n\r\n\0\xff!`, 'latin1');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
    // Half a request is an arrival, too, over either listener.
    const broken = await handshake(t.port);
    broken.end('GET /broken HTTP/9.9\r\n\r\n');
    expect(await text(broken)).toMatch(/^HTTP\/1\.1 400 /);
    const [bad, good] = await t.captures(2);
    expect([bad!.target, good!.target]).toEqual(['/broken', '/a%2Fb?x']);
    const { headers } = t.engine.captures.get({ id: good!.id });
    expect(headers.slice(1, 3)).toEqual([
      ['X-Case', 'two'],
      ['x-case', 'b'],
    ]);
    expect(t.tls()).toEqual({
      url: `https://localhost:${t.port}`,
      names: ['localhost', '127.0.0.1'],
      validTo: expect.any(Number),
      problem: null,
    });
    expect(t.tls().validTo).toBeGreaterThan(Date.now());
  });

  it('serves many on one connection, and ends with the engine', async () => {
    using files = certificate('self-signed');
    await using t = await startSecure(files);
    const { Agent } = await import('node:https');
    using agent = Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), {
      [Symbol.dispose]: () => agent.destroy(),
    });
    const ports = new Set<number>();
    for (const path of ['/1', '/2', '/3']) {
      const asked = request({
        port: t.port,
        path,
        agent,
        rejectUnauthorized: false,
        method: 'POST',
      });
      asked.end(Buffer.alloc(100_000, path));
      const [reply] = await once(asked, 'response');
      ports.add(reply.socket.localPort);
      await text(reply);
    }
    expect(ports.size).toBe(1);
    expect((await t.captures(3)).map(({ sizeBytes }) => sizeBytes)).toEqual([1e5, 1e5, 1e5]);
    await t.stop();
    await expect(handshake(t.port)).rejects.toThrow('ECONNREFUSED');
  });

  it('resets a connection where an endpoint is to misbehave like that', async () => {
    using files = certificate('self-signed');
    await using t = await startSecure(files);
    await t.engine.endpoints.create({
      name: 'Resets',
      enabled: true,
      path: '/resets',
      methods: [],
      reply: {
        status: 200,
        headers: [],
        bodyKind: 'text',
        body: 'never',
        delayMs: 0,
        failFirst: { count: 0, status: 500 },
        chaos: Chaos.parse({ seed: 1, rules: [{ kind: 'reset' }] }),
      },
    });
    const socket = await handshake(t.port);
    socket.write('GET /resets HTTP/1.1\r\nhost: x\r\n\r\n');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    expect((await t.captures(1)).map(({ target }) => target)).toEqual(['/resets']);
  });

  it('refuses anything older than TLS 1.2, and what is no TLS at all', async () => {
    using files = certificate('self-signed');
    await using t = await startSecure(files);
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const;
    await expect(handshake(t.port, old)).rejects.toThrow(/protocol version|unsupported/i);
    const two = await handshake(t.port, { maxVersion: 'TLSv1.2' });
    expect(two.getProtocol()).toBe('TLSv1.2');
    two.destroy();
    await expect(fetch(`http://127.0.0.1:${t.port}/`)).rejects.toThrow('fetch failed');
    expect(await t.captures(0)).toEqual([]);
  });

  it('takes a renewed certificate, and keeps the one it has while the two files do not fit', async () => {
    using files = certificate('self-signed');
    await using t = await startSecure(files);
    const before = await shown(t.port);
    files.put('issued', ['cert']);
    const problem = await until(() => t.tls().problem ?? undefined, 'no problem was told');
    expect(problem).toBe(`The key in ${files.key} is not the one of ${files.cert}.`);
    expect(await shown(t.port)).toBe(before);
    files.put('issued', ['key']);
    await until(() => t.tls().problem === null, 'the pair was not taken');
    expect(await shown(t.port)).not.toBe(before);
    rmSync(files.cert);
    await until(() => t.tls().problem?.includes('is not there'), 'its absence was not told');
    expect(await shown(t.port)).not.toBe(before);
  });

  it.each([
    ['is not there', (files) => rmSync(files.key), /key\.pem is not there\./],
    ['is no certificate', (files) => writeFileSync(files.cert, 'x'), /cert\.pem cannot be used\./],
    ['is no key', (files) => copyFileSync(files.cert, files.key), /key\.pem cannot be used\./],
    ['belongs to another', (files) => files.put('issued', ['key']), /is not the one of/],
  ] as [string, (files: ReturnType<typeof certificate>) => void, RegExp][])(
    'a file that %s stops the start in words, and leaves no listener behind',
    async (_what, spoil, words) => {
      using files = certificate('self-signed');
      spoil(files);
      await expect(startSecure(files)).rejects.toMatchObject({
        code: 'TLS_INVALID',
        message: expect.stringMatching(words),
      });
    },
  );

  it('says which port is taken, and gives the other one back', async () => {
    using files = certificate('self-signed');
    await using t = await startTestEngine();
    const tls = { cert: files.cert, key: files.key, port: t.port };
    await expect(startTestEngine({ intake: { tls } })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      hint: expect.stringContaining('--tls-port 0'),
    });
  });
});
