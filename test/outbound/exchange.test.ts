import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  exchange,
  type ExchangeRequest,
  type ExchangeResult,
  type ExchangeTools,
} from '../../main/outbound/exchange.ts';
import { withDeadline } from '../../main/outbound/resolve.ts';
import { parseTarget, type Target } from '../../main/outbound/target.ts';
import { type Clock, systemClock } from '../../main/lib/clock.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import {
  closedPort,
  earlyAnswer,
  OK,
  rawServer,
  silent,
  sink,
  takeApart,
} from '../helpers/peers/raw-server.ts';

/** A clock on which timers run a hundred times faster. */
const HURRIED: Clock = {
  now: systemClock.now,
  after: (ms, job) => systemClock.after(ms / 100, job),
};

function ask(
  url: string,
  some: Partial<ExchangeRequest> = {},
  tools: Partial<ExchangeTools> = {},
): Promise<ExchangeResult> {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(parsed.why);
  const body = some.body ?? { kind: 'memory', bytes: Buffer.alloc(0) };
  const length = body.kind === 'memory' ? body.bytes.length : body.sizeBytes;
  const headers: HeaderPair[] = [
    ['Host', parsed.target.authority],
    ['Content-Length', String(length)],
    ['Connection', 'close'],
  ];
  return exchange(
    { target: parsed.target, method: 'POST', headers, timeoutMs: 5000, ...some, body },
    {
      clock: systemClock,
      resolve: async (hostname) => [hostname],
      checkAddresses: () => undefined,
      ...tools,
    },
  );
}

function targetOf(url: string, path: string): Target {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(parsed.why);
  return { ...parsed.target, path };
}

describe('one exchange', () => {
  it('sends exactly the given bytes and returns the whole answer', async () => {
    const answer =
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n' +
      'HTTP/1.1 201 Very Good\r\nX-a: 1\r\nx-A: \xe9\r\nContent-Length: 3\r\n\r\n\xff\x00a';
    await using server = await rawServer(answer);
    const bytes = Buffer.from([0, 1, 0xff, 0xfe, 13, 10]);
    const result = await ask(`${server.url}/`, {
      target: targetOf(server.url, '/p\xe9?a=+&&b=%20'),
      method: 'PURGE',
      headers: [
        ['hOst', 'one'],
        ['X-b', '\xe9'],
        ['x-B', ''],
        ['X-b', '2'],
        ['content-length', '6'],
        ['Connection', 'close'],
      ],
      body: { kind: 'memory', bytes },
    });
    const { lines, body } = takeApart(server.requests[0]);
    expect(lines).toEqual([
      'PURGE /p\xe9?a=+&&b=%20 HTTP/1.1',
      'hOst: one',
      'X-b: \xe9',
      'x-B: ',
      'X-b: 2',
      'content-length: 6',
      'Connection: close',
    ]);
    expect(body).toEqual(bytes);
    expect(result).toMatchObject({
      outcome: 'answered',
      status: 201,
      reason: 'Very Good',
      headers: [
        ['X-a', '1'],
        ['x-A', '\xe9'],
        ['Content-Length', '3'],
      ],
      bodyCut: false,
      remoteAddress: '127.0.0.1',
      error: null,
      note: null,
    });
    expect(result.body).toEqual(Buffer.from([0xff, 0, 0x61]));
    expect(result.timings).toMatchObject({ dnsMs: null, tlsMs: null });
    const { connectMs, firstByteMs } = result.timings;
    expect((connectMs ?? -1) + (firstByteMs ?? -1)).toBeLessThanOrEqual(result.totalMs);
  });

  it('sends a method the platform does not list', async () => {
    await using server = await rawServer();
    expect(await ask(server.url, { method: 'BREW' })).toMatchObject({ status: 200 });
    expect(takeApart(server.requests[0]).lines[0]).toBe('BREW / HTTP/1.1');
  });

  it('shows a redirect and does not follow it', async () => {
    await using elsewhere = await rawServer();
    const moved = `HTTP/1.1 302 Found\r\nLocation: ${elsewhere.url}/next\r\nContent-Length: 0\r\n\r\n`;
    await using server = await rawServer(moved);
    const result = await ask(server.url);
    expect(result).toMatchObject({ outcome: 'answered', status: 302 });
    expect(result.note).toContain(`${elsewhere.url}/next`);
    expect(elsewhere.connections).toBe(0);
  });

  it('keeps the first MiB of a long answer and closes the connection', async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await rawServer((socket) => {
      socket.on('close', () => closed.resolve());
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${5 * 1024 * 1024}\r\n\r\n`);
      socket.write(Buffer.alloc(5 * 1024 * 1024, 'x'));
    });
    const result = await ask(server.url);
    expect(result).toMatchObject({ outcome: 'answered', status: 200, bodyCut: true });
    expect(result.body.length).toBe(1024 * 1024);
    expect(result.note).toContain('5242880 bytes');
    await closed.promise;
  });

  it('keeps an answer of exactly one MiB whole', async () => {
    await using server = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${1024 * 1024}\r\n\r\n`);
      socket.end(Buffer.alloc(1024 * 1024, 'x'));
    });
    expect(await ask(server.url)).toMatchObject({ bodyCut: false, note: null });
  });

  it('gives a status that came without its whole body, with a note', async () => {
    await using server = await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
    const result = await ask(server.url);
    expect(result).toMatchObject({ outcome: 'answered', status: 200 });
    expect(result.body.toString()).toBe('half');
    expect(result.note).toContain('before the body of the answer was complete');
  });

  it('takes a switch of protocols nobody asked for as the answer', async () => {
    await using server = await rawServer(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
    );
    expect(await ask(server.url)).toMatchObject({ outcome: 'answered', status: 101 });
  });

  it('streams a body of 20 MB from its file, byte for byte', async () => {
    using dir = tempDir();
    const path = join(dir.path, 'body');
    const bytes = Buffer.alloc(20_000_000);
    for (let i = 0; i < bytes.length; i += 4) bytes.writeUInt32LE(i, i);
    writeFileSync(path, bytes);
    const received: Buffer[] = [];
    await using server = await sink((chunk) => received.push(chunk));
    const result = await ask(server.url, { body: { kind: 'file', path, sizeBytes: bytes.length } });
    expect(result).toMatchObject({ outcome: 'answered', status: 200 });
    expect(Buffer.concat(received).equals(bytes)).toBe(true);
  });

  it('hears an answer that comes before the body was sent', async () => {
    using dir = tempDir();
    const path = join(dir.path, 'body');
    writeFileSync(path, Buffer.alloc(20_000_000));
    await using early = await earlyAnswer(
      'HTTP/1.1 413 Payload Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig',
    );
    for (const body of [
      { kind: 'file', path, sizeBytes: 20_000_000 },
      { kind: 'memory', bytes: Buffer.alloc(20_000_000) },
    ] as const) {
      expect(await ask(early.url, { body })).toMatchObject({ outcome: 'answered', status: 413 });
    }
  });

  it('sends the rest of a body after an early success', async () => {
    using dir = tempDir();
    const path = join(dir.path, 'body');
    writeFileSync(path, Buffer.alloc(8_000_000, 'b'));
    let bytes = 0;
    const whole = Promise.withResolvers<void>();
    await using server = await sink((chunk) => {
      bytes += chunk.length;
      if (bytes === 8_000_000) whole.resolve();
    }, 'at once');
    const result = await ask(server.url, { body: { kind: 'file', path, sizeBytes: 8_000_000 } });
    expect(result).toMatchObject({ outcome: 'answered', status: 200, note: null });
    await whole.promise;
  });
});

describe('an exchange that fails says why', () => {
  it('when nothing listens', async () => {
    const port = await closedPort();
    expect(await ask(`http://127.0.0.1:${port}`)).toMatchObject({
      outcome: 'failed',
      status: null,
      error: `Nothing listens on 127.0.0.1:${port}.`,
      errorCode: 'ECONNREFUSED',
    });
    const resolve = async (): Promise<string[]> => ['127.0.0.1', '127.0.0.2'];
    expect(await ask(`http://localhost:${port}`, {}, { resolve })).toMatchObject({
      error: `Nothing listens on localhost:${port}.`,
      errorCode: 'ECONNREFUSED',
    });
  });

  it('when the name is unknown, or has no address', async () => {
    const unknown = (): Promise<string[]> =>
      Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    for (const resolve of [unknown, async () => []]) {
      expect(await ask('http://nowhere.example', {}, { resolve })).toMatchObject({
        outcome: 'failed',
        error: 'nowhere.example was not found.',
        errorCode: 'ENOTFOUND',
      });
    }
  });

  it('when no answer comes in time, and closes the connection', async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await rawServer((socket) => socket.on('close', () => closed.resolve()));
    expect(await ask(server.url, { timeoutMs: 100 })).toMatchObject({
      outcome: 'failed',
      error: `127.0.0.1:${server.port} did not answer within 0.1 s.`,
      errorCode: 'TIMEOUT',
    });
    await closed.promise;
  });

  it('when the body of the answer does not end in time, but keeps the status', async () => {
    await using server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
    });
    const result = await ask(server.url, { timeoutMs: 200 });
    expect(result).toMatchObject({ outcome: 'answered', status: 200 });
    expect(result.note).toContain('not complete after 0.2 s');
  });

  it('when the handshake of TLS does not end', async () => {
    await using server = await silent();
    const url = server.url.replace('http:', 'https:');
    expect(await ask(url, { timeoutMs: 60_000 }, { clock: HURRIED })).toMatchObject({
      outcome: 'failed',
      error: `127.0.0.1:${server.port} did not finish the TLS handshake within 10 s.`,
      errorCode: 'TIMEOUT_TLS',
      remoteAddress: '127.0.0.1',
      timings: { tlsMs: null },
    });
  });

  it('when looking up the name takes too long', async () => {
    const resolve = withDeadline(() => new Promise(() => {}), HURRIED);
    expect(await ask('http://slow.example', { timeoutMs: 60_000 }, { resolve })).toMatchObject({
      outcome: 'failed',
      error: 'Looking up slow.example took longer than 5 s.',
      errorCode: 'TIMEOUT_DNS',
    });
  });

  it.each([
    ['closes without a word', '', 'ECONNRESET', 'closed the connection without an answer'],
    ['speaks something else', 'SSH-2.0-OpenSSH_9\r\n', 'HPE_', 'something that is not HTTP'],
    [
      'sends 70 KB of headers',
      `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`,
      'HPE_HEADER_OVERFLOW',
      '64 KiB of headers',
    ],
  ])('when the server %s', async (_what, answer, code, words) => {
    await using server = await rawServer(answer);
    const result = await ask(server.url);
    expect(result.outcome).toBe('failed');
    expect(result.errorCode).toContain(code);
    expect(result.error).toContain(words);
  });

  it('when the certificate is self-signed, and sends nothing', async () => {
    const read = (what: string): Buffer =>
      readFileSync(
        new URL(`../fixtures/tls/self-signed-for-tests-only.${what}.pem`, import.meta.url),
      );
    let asked = 0;
    const server = createHttps({ key: read('key'), cert: read('cert') }, () => (asked += 1));
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const result = await ask(`https://127.0.0.1:${port}`);
    server.close();
    await once(server, 'close');
    expect(result).toMatchObject({
      outcome: 'failed',
      error: 'The certificate of 127.0.0.1 is self-signed.',
      errorCode: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(asked).toBe(0);
  });

  it('when a server without TLS is asked over https', async () => {
    await using server = await silent('HTTP/1.1 400 Bad Request\r\n\r\n');
    const result = await ask(server.url.replace('http:', 'https:'));
    expect(result).toMatchObject({ outcome: 'failed' });
    expect(result.error).toBe(`127.0.0.1:${server.port} does not speak TLS.`);
  });

  it('when the kept body is gone', async () => {
    await using server = await rawServer();
    const body = { kind: 'file', path: '/nowhere/body', sizeBytes: 5 } as const;
    expect(await ask(server.url, { body })).toMatchObject({
      outcome: 'failed',
      errorCode: 'BODY_UNREADABLE',
    });
  });

  it('when the request cannot stand on the wire', async () => {
    await using server = await rawServer();
    const headers: HeaderPair[] = [['X', 'a\r\nb: c']];
    expect(await ask(server.url, { headers })).toMatchObject({
      outcome: 'failed',
      errorCode: 'ERR_INVALID_CHAR',
    });
    expect(server.connections).toBe(0);
  });

  it('when the caller cancels, and closes the connection', async () => {
    const cancel = new AbortController();
    const closed = Promise.withResolvers<void>();
    await using server = await rawServer((socket) => {
      socket.on('close', () => closed.resolve());
      cancel.abort();
    });
    expect(await ask(server.url, { signal: cancel.signal })).toMatchObject({
      outcome: 'canceled',
      status: null,
      errorCode: 'CANCELED',
    });
    await closed.promise;
    expect(await ask(server.url, { signal: AbortSignal.abort() })).toMatchObject({
      outcome: 'canceled',
    });
    expect(server.connections).toBe(1);
  });
});

describe('the connection of an exchange', () => {
  it('goes to the addresses that were checked, and the name is asked once', async () => {
    await using server = await rawServer();
    let asked = 0;
    const resolve = async (): Promise<string[]> => {
      asked += 1;
      return asked === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
    };
    const checked: string[][] = [];
    const result = await ask(
      `http://rebind.example:${server.port}`,
      {},
      {
        resolve,
        checkAddresses: (_target, addresses) => {
          checked.push([...addresses]);
          return undefined;
        },
      },
    );
    expect(result).toMatchObject({ outcome: 'answered', remoteAddress: '127.0.0.1' });
    expect(result.timings.dnsMs).toBeGreaterThanOrEqual(0);
    expect(asked).toBe(1);
    expect(checked).toEqual([['127.0.0.1']]);
  });

  it('is never made when the check refuses', async () => {
    await using server = await rawServer();
    const result = await ask(
      server.url,
      {},
      {
        checkAddresses: () => ({ code: 'ADDRESS_FORBIDDEN', text: 'No.', hint: 'Why.' }),
      },
    );
    expect(result).toMatchObject({
      outcome: 'refused',
      error: 'No.',
      errorCode: 'ADDRESS_FORBIDDEN',
      note: 'Why.',
      remoteAddress: null,
    });
    expect(server.connections).toBe(0);
  });

  it('is made known by its port before a byte is sent', async () => {
    let announced = 0;
    let first: { port: number; announced: number } | undefined;
    await using server = await rawServer((socket) => {
      first = { port: socket.remotePort ?? 0, announced };
      socket.end(OK);
    });
    await ask(server.url, {}, { onConnect: (port) => (announced = port) });
    expect(first?.announced).toBe(first?.port);
  });
});
