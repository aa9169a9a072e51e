import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openControl } from '../../main/control/listener.ts';
import { createMemoryEngine } from './memory-engine.ts';
import { createTestLog, sendRaw, signIn, startControl } from './harness.ts';

describe('opening', () => {
  it('says in words when another program has the port, and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { surface } = createMemoryEngine();
    const { log } = createTestLog();
    await expect(openControl({ surface, port, staticDir: '.', log })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `The control port ${port} is already in use.`,
      hint: expect.stringContaining('--control-port'),
    });
    other.close();
  });

  it('makes another token each time', async () => {
    await using one = await startControl();
    await using two = await startControl();
    expect(one.control.token).toMatch(/^[\w-]{43}$/);
    expect(one.control.token).not.toBe(two.control.token);
    expect((await one.send('/api/v1/health', { headers: two.bearer })).status).toBe(401);
  });
});

it('two instances on one machine keep their cookies apart', async () => {
  await using one = await startControl();
  await using two = await startControl();
  const cookies = [await signIn(one), await signIn(two)];
  const names = cookies.map((cookie) => cookie.split('=')[0]);
  expect(names[0]).not.toBe(names[1]);
  // A browser sends both to both, since they share the host.
  const headers = { cookie: cookies.join('; ') };
  expect((await one.send('/api/v1/health', { headers })).status).toBe(200);
  expect((await two.send('/api/v1/health', { headers })).status).toBe(200);
});

describe('a bad request', () => {
  it.each([
    'GARBAGE\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
    'GET /\u0000 HTTP/1.1\r\nHost: x\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'GET / HTTP/1.1\r\nHost : x\r\n\r\n',
    'CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /rpc HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  ])('is hung up on and does no harm: %o', async (text) => {
    await using own = await startControl();
    expect(await sendRaw(own.port, text)).not.toMatch(/^HTTP\/1.1 [23]/);
    expect((await own.send('/api/v1/health', { headers: own.bearer })).status).toBe(200);
  });

  it('of any bytes does no harm', async () => {
    await using own = await startControl();
    const start = fc.constantFrom(
      '',
      'GET ',
      'GET / HTTP/1.1\r\n',
      'POST /api/v1 HTTP/1.1\r\nHost:',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), async (start, noise) => {
        const socket = connect(own.port, '127.0.0.1');
        socket.on('error', () => {});
        socket.end(Buffer.concat([Buffer.from(start), noise]));
        socket.resume();
        await once(socket, 'close');
      }),
      { numRuns: 100 },
    );
    expect((await own.send('/api/v1/health', { headers: own.bearer })).status).toBe(200);
  });

  it('whose sender goes away half way does no harm', async () => {
    await using own = await startControl();
    for (const sent of [5, 40, 200]) {
      const head =
        `POST /api/v1/captures/undo HTTP/1.1\r\nHost: 127.0.0.1:${own.port}\r\n` +
        `Authorization: ${own.bearer.authorization}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"undo":';
      const socket = connect(own.port, '127.0.0.1');
      await once(socket, 'connect');
      await new Promise((resolve) =>
        socket.write(head.slice(0, head.length - 200 + sent), resolve),
      );
      socket.resetAndDestroy();
    }
    expect((await own.send('/api/v1/health', { headers: own.bearer })).status).toBe(200);
    expect(own.lines.filter((line) => line.includes('nobody foresaw'))).toEqual([]);
  });

  it('for an upgrade whose sender is gone before the refusal does no harm', async () => {
    await using own = await startControl();
    for (let round = 0; round < 20; round += 1) {
      const socket = connect(own.port, '127.0.0.1');
      const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
      await new Promise((resolve) => {
        socket.write(`GET /rpc HTTP/1.1\r\nHost: x\r\n${upgrade}`, resolve);
      });
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    expect((await own.send('/api/v1/health', { headers: own.bearer })).status).toBe(200);
  });

  it('that dawdles does not hold up others', async () => {
    await using own = await startControl();
    const slow = connect(own.port, '127.0.0.1');
    slow.on('error', () => {});
    slow.write(`POST /api/v1/captures/undo HTTP/1.1\r\nHost: 127.0.0.1:${own.port}\r\n`);
    const all = await Promise.all(
      Array.from({ length: 20 }, () => own.send('/api/v1/health', { headers: own.bearer })),
    );
    expect(all.map(({ status }) => status)).toEqual(Array(20).fill(200));
    slow.destroy();
  });
});

describe('closing', () => {
  it('lets an answer under way end, and takes no more', async () => {
    const own = await startControl();
    const bytes = Buffer.alloc(5_000_000, 7);
    own.engine.arrive('big', new Blob([bytes]));
    const download = connect(own.port, '127.0.0.1');
    download.write(
      `GET /api/v1/captures/big/body HTTP/1.1\r\nHost: 127.0.0.1:${own.port}\r\n` +
        `Authorization: ${own.bearer.authorization}\r\nConnection: close\r\n\r\n`,
    );
    let received = 0;
    await once(download, 'readable');
    const closing = own[Symbol.asyncDispose]();
    for await (const chunk of download) received += chunk.length;
    await closing;
    expect(received).toBeGreaterThan(bytes.length);
    await expect(own.send('/api/v1/health', { headers: own.bearer })).rejects.toThrow(
      'ECONNREFUSED',
    );
  });

  it('does not wait for connections that wait', async () => {
    const own = await startControl();
    const unused = connect(own.port, '127.0.0.1');
    const halfway = connect(own.port, '127.0.0.1');
    const kept = connect(own.port, '127.0.0.1');
    for (const socket of [unused, halfway, kept]) socket.on('error', () => {});
    halfway.write('GET / HTT');
    kept.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${own.port}\r\n\r\n`);
    await once(kept, 'readable');
    const gone = [unused, halfway, kept].map((socket) => once(socket.resume(), 'close'));
    const started = performance.now();
    await own[Symbol.asyncDispose]();
    await Promise.all(gone);
    // The deadline that cuts off answers under way is 5 s.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
