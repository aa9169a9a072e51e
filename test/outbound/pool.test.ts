import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../main/lib/clock.ts';
import { exchange, type ExchangeRequest } from '../../main/outbound/exchange.ts';
import { createPool, type Pool } from '../../main/outbound/pool.ts';
import { parseTarget } from '../../main/outbound/target.ts';
import { OK, rawServer } from '../helpers/peers/raw-server.ts';

const keep = (socket: Socket): void => void socket.write(OK);

function post(
  url: string,
  pool: Pool,
  some: Partial<ExchangeRequest> & { connection?: string; found?: string[] } = {},
) {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(parsed.why);
  const { target } = parsed;
  const { connection = 'keep-alive', found = ['127.0.0.1'], ...rest } = some;
  return exchange(
    {
      target,
      method: 'POST',
      headers: [
        ['Host', target.authority],
        ['X-Odd', 'kept'],
        ['Content-Length', '2'],
        ['Connection', connection],
      ],
      body: { kind: 'memory', bytes: Buffer.from('{}') },
      timeoutMs: 20_000,
      ...rest,
    },
    {
      clock: systemClock,
      resolve: async () => found,
      checkAddresses: () => undefined,
      pool,
    },
  );
}

describe('connections that are kept', () => {
  it('serve one request after the other, with the headers as they were given', async () => {
    await using server = await rawServer(keep);
    using pool = createPool();
    for (let i = 0; i < 5; i += 1) {
      expect(await post(server.url, pool)).toMatchObject({ status: 200, note: null });
    }
    expect(server.connections).toBe(1);
    const heads = server.requests.map((request) => request.toString().split('\r\n\r\n')[0]);
    const host = new URL(server.url).host;
    expect(new Set(heads)).toEqual(
      new Set([
        `POST / HTTP/1.1\r\nHost: ${host}\r\nX-Odd: kept\r\nContent-Length: 2\r\nConnection: keep-alive`,
      ]),
    );
  });

  it('are not kept where one side says close', async () => {
    await using server = await rawServer(keep);
    using pool = createPool();
    await post(server.url, pool, { connection: 'close' });
    await post(server.url, pool, { connection: 'close' });
    expect(server.connections).toBe(2);
    await using closing = await rawServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'),
    );
    await post(closing.url, pool);
    await post(closing.url, pool);
    expect(closing.connections).toBe(2);
  });

  it('are not shared by names that lead to other addresses now', async () => {
    await using server = await rawServer(keep);
    using pool = createPool();
    const url = `http://a.example:${new URL(server.url).port}/`;
    await post(url, pool);
    await post(url, pool, { found: ['127.0.0.1', '127.0.0.2'] });
    await post(url, pool, { found: ['127.0.0.2', '127.0.0.1'] });
    expect(server.connections).toBe(2);
  });

  it('are made new, once, where the server had closed one meanwhile', async () => {
    let served = 0;
    await using server = await rawServer((socket) => {
      served += 1;
      // The second request finds a connection that ends without an answer.
      if (served === 2) socket.resetAndDestroy();
      else socket.write(OK);
    });
    using pool = createPool();
    await post(server.url, pool);
    expect(await post(server.url, pool)).toMatchObject({
      status: 200,
      note: expect.stringContaining('it was sent over a new one'),
    });
    expect([server.connections, served]).toEqual([2, 3]);
  });

  it('are not tried again once a byte of an answer came, nor where the connection was new', async () => {
    let served = 0;
    await using server = await rawServer((socket) => {
      served += 1;
      if (served === 2) socket.write('HTTP/1.1 200 OK\r\nContent-', () => socket.resetAndDestroy());
      else socket.write(OK);
    });
    using pool = createPool();
    await post(server.url, pool);
    expect(await post(server.url, pool)).toMatchObject({ outcome: 'failed' });
    expect(served).toBe(2);
    await using rude = await rawServer((socket) => socket.resetAndDestroy());
    expect(await post(rude.url, pool)).toMatchObject({
      outcome: 'failed',
      errorCode: 'ECONNRESET',
    });
    expect(rude.requests).toHaveLength(1);
  });

  it('are closed with an answer that was not read to its end', async () => {
    await using server = await rawServer((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`),
    );
    using pool = createPool();
    expect(await post(server.url, pool, { answerCapBytes: 10 })).toMatchObject({ bodyCut: true });
    expect(await post(server.url, pool)).toMatchObject({ status: 200, complete: true });
    expect(server.connections).toBe(2);
  });
});
