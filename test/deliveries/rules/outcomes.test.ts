import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { closedPort, rawServer, silent } from '../../helpers/peers/raw-server.ts';
import { HOUR, openRoom, receiver, START } from '../delivery-room.ts';
import { until } from '../../helpers/until.ts';

const S = 1000;

describe('what counts as success', () => {
  it.each([200, 201, 202, 204, 206, 299])('%i does', async (status) => {
    await using server = await receiver(status);
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    const done = await room.settled(id, 1);
    expect(done).toMatchObject({ state: 'delivered', lastStatus: status, attempts: 1, plan: [] });
  });

  it.each(['100 Continue', '103 Early Hints'])('a %s before a 200 does', async (early) => {
    await using server = await rawServer(
      `HTTP/1.1 ${early}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`,
    );
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    expect(await room.settled(id, 1)).toMatchObject({ state: 'delivered' });
  });

  it.each([300, 301, 304, 400, 404, 418, 500])(
    '%i does not, and is tried again',
    async (status) => {
      await using other = await receiver();
      await using server = await receiver((_request, response) => {
        response.writeHead(status, { location: other.url }).end();
      });
      await using room = await openRoom();
      const id = await room.send(await room.add({ url: server.url }));
      const now = await room.settled(id, 1);
      expect(now).toMatchObject({ state: 'scheduled', lastStatus: status });
      expect(now.nextAttemptAt).toBe(START + 5 * S);
      const isRedirect = [300, 301, 304].includes(status);
      expect(now.log[0]?.error?.includes(other.url) ?? false).toBe(isRedirect);
      expect(other.received).toEqual([]);
    },
  );

  it('an answer whose body broke off does, with a note', async () => {
    await using server = await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf');
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    const done = await room.settled(id, 1);
    expect(done.state).toBe('delivered');
    expect(done.log[0]?.error).toContain('ended before the body');
  });

  it('of a long answer 64 KiB are kept, and it says that there was more', async () => {
    await using server = await receiver((_request, response) => {
      response.end(Buffer.alloc(5 * 1024 * 1024, 'x'));
    });
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    const done = await room.settled(id, 1);
    expect(done.state).toBe('delivered');
    const [attempt] = done.log;
    expect(attempt).toMatchObject({ responseCut: true, responseBytes: 1024 * 1024 });
    expect(attempt?.responseBody).toHaveLength(64 * 1024);
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', 120 * S],
    [new Date(START + 600 * S).toUTCString(), 600 * S],
    [new Date(START - HOUR).toUTCString(), 60 * S],
    ['soon', 60 * S],
    ['864000', 48 * HOUR - S],
  ])('%s puts the next attempt where it asks, never earlier', async (value, after) => {
    await using server = await receiver((_request, response) => {
      response.writeHead(503, { 'retry-after': value }).end();
    });
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    expect((await room.settled(id, 1)).nextAttemptAt).toBe(START + after);
  });
});

describe('an answer that ends it', () => {
  it('410 switches the destination off, holds the others, tells once; resuming sends them', async () => {
    let gone = true;
    await using server = await receiver((_request, response) => {
      response.writeHead(gone ? 410 : 200).end();
    });
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, ordering: 'fifo' });
    const notices: string[] = [];
    const stop = new AbortController();
    const listening = (async () => {
      for await (const { notice } of room.deliveries.live(undefined, stop.signal)) {
        if (notice !== null) notices.push(notice);
      }
    })();
    const [first, second] = [await room.send(shop), await room.send(shop)];
    const failed = await room.until(first, (one) => one.state === 'failed');
    expect(failed.reason).toBe('Gone: the receiver answered 410.');
    await room.until(second, (one) => one.state === 'held');
    expect(room.destinations.list()[0]).toMatchObject({ state: 'off', offReason: '410 Gone' });
    const later = await room.send(shop);
    expect((await room.get(later)).state).toBe('held');
    gone = false;
    await room.destinations.setState({ id: shop.id, state: 'live', held: 'send' });
    for (const id of [second, later]) await room.until(id, (one) => one.state === 'delivered');
    stop.abort();
    await listening;
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('“shop” was switched off: 410 Gone.');
  });

  it('a rule that says stop does for the one delivery only', async () => {
    await using server = await receiver(422);
    await using room = await openRoom();
    const id = await room.send(
      await room.add({ url: server.url, statusRules: [{ statuses: '422', action: 'stop' }] }),
    );
    expect(await room.settled(id, 1)).toMatchObject({ state: 'failed', nextAttemptAt: null });
    expect(room.destinations.list()[0]?.state).toBe('live');
  });
});

describe('no answer', () => {
  it('in time is a timeout; the socket is closed, and a minute passes', async () => {
    await using server = await silent();
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url, timeoutMs: 30_000 }));
    await until(() => server.connections > 0);
    room.clock.advance(29_999);
    expect((await room.get(id)).state).toBe('sending');
    room.clock.advance(1);
    const now = await room.settled(id, 1);
    expect(now.log[0]).toMatchObject({ errorCode: 'TIMEOUT', outcome: 'failed' });
    expect(now.nextAttemptAt).toBe(START + 90_000);
    expect(now.log[0]?.error).toContain('did not answer within 30 s');
  });

  it('because nothing listens says so in words', async () => {
    const port = await closedPort();
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: `http://127.0.0.1:${port}` }));
    const now = await room.settled(id, 1);
    expect(now.reason).toBe(`Nothing listens on 127.0.0.1:${port}.`);
    expect(now.log[0]?.errorCode).toBe('ECONNREFUSED');
  });

  it('because the certificate is not trusted sends nothing', async () => {
    const pem = (what: string): Buffer =>
      readFileSync(
        new URL(`../../fixtures/tls/self-signed-for-tests-only.${what}.pem`, import.meta.url),
      );
    let requests = 0;
    const server = createServer({ key: pem('key'), cert: pem('cert') }, (_request, response) => {
      requests += 1;
      response.end();
    });
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: `https://127.0.0.1:${port}/hook` }));
    const now = await room.settled(id, 1);
    expect(now).toMatchObject({
      state: 'scheduled',
      reason: expect.stringContaining('certificate'),
    });
    await room.toNext(id);
    const again = await room.settled(id, 2);
    expect(again.log).toHaveLength(2);
    expect(requests).toBe(0);
    server.close();
  });

  it('is named in the next attempt, with the reason', async () => {
    let answers = 0;
    await using server = await receiver((_request, response) => {
      answers += 1;
      if (answers === 1) response.destroy();
      else response.end();
    });
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    await room.settled(id, 1);
    await room.toNext(id);
    await room.until(id, (one) => one.state === 'delivered');
    expect(server.received[1]?.headers).toMatchObject({
      'backstitch-attempt': '2',
      'backstitch-retry-reason': 'network',
      via: '1.1 backstitch-0123abcd',
      'user-agent': 'Backstitch/0.0.0',
      'accept-encoding': 'identity',
    });
  });
});
