import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { contract } from '../../preload/contract.ts';
import { CaptureId } from '../../preload/contract/shapes.ts';
import { checksum } from './memory-engine.ts';
import { signIn, startControl, type TestControl } from './harness.ts';

const shared = await startControl();
afterAll(() => shared[Symbol.asyncDispose]());

function dial({ port }: TestControl, headers: Record<string, string>, path = '/rpc'): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
}

async function openClient(to: TestControl) {
  const socket = dial(to, to.bearer);
  await once(socket, 'open');
  const client: ContractRouterClient<typeof contract> = createORPCClient(
    new RPCLink({ websocket: socket }),
  );
  return {
    client,
    socket,
    async [Symbol.asyncDispose]() {
      socket.terminate();
      if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close');
    },
  };
}

/** The status of the answer to an upgrade; 101 when it was let in. */
function statusOf(socket: WebSocket): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      resolve(101);
      socket.terminate();
    });
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode);
      response.destroy();
    });
    socket.once('error', reject);
  });
}

describe('an upgrade', () => {
  it('is let in with the token, or with the cookie and an own Origin', async () => {
    const cookie = await signIn(shared);
    const { origin, bearer, port } = shared;
    expect(await statusOf(dial(shared, bearer))).toBe(101);
    expect(await statusOf(dial(shared, { cookie, origin }))).toBe(101);
    const localhost = { cookie, origin: `http://localhost:${port}`, host: `localhost:${port}` };
    expect(await statusOf(dial(shared, localhost))).toBe(101);
  });

  it('is refused otherwise', async () => {
    const cookie = await signIn(shared);
    const { origin, bearer } = shared;
    const evil = 'https://evil.example';
    const cases: [number, Record<string, string>][] = [
      [401, {}],
      [401, { origin }],
      [401, { authorization: 'Bearer wrong' }],
      [401, { cookie: 'backstitch=1', origin }],
      [403, { cookie }],
      [403, { cookie, origin: evil }],
      [403, { ...bearer, origin: evil }],
      [403, { ...bearer, host: 'evil.example' }],
      [403, { cookie, origin, 'sec-fetch-site': 'same-site' }],
    ];
    for (const [status, headers] of cases) {
      expect(await statusOf(dial(shared, headers))).toBe(status);
    }
    const { token } = shared.control;
    expect(await statusOf(dial(shared, {}, `/rpc?token=${token}`))).toBe(401);
    expect(await statusOf(dial(shared, bearer, '/elsewhere'))).toBe(404);
  });

  it('to another protocol is ignored', async () => {
    const headers = { ...shared.bearer, connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' };
    expect((await shared.send('/api/v1/health', { headers })).status).toBe(200);
  });
});

describe('a page on the socket', () => {
  it('calls the engine, and gets its errors with code, words and hint', async () => {
    await using page = await openClient(shared);
    expect(await page.client.system.health()).toMatchObject({ status: 'ok' });
    await expect(page.client.captures.get({ id: CaptureId.parse('nope') })).rejects.toMatchObject({
      code: 'CAPTURE_NOT_FOUND',
      status: 404,
      defined: true,
    });
    const reply = {
      status: 200,
      headers: [],
      bodyKind: 'text' as const,
      body: '',
      delayMs: 0,
      failFirst: { count: 0, status: 500 },
    };
    const input = { name: 'x', enabled: true, path: 'orders', methods: [], reply };
    await expect(page.client.endpoints.create(input)).rejects.toMatchObject({
      code: 'ENDPOINT_INVALID',
      message: 'The path does not begin with a slash.',
      data: { hint: 'Write /orders.', field: 'path' },
    });
    await expect(page.client.captures.list({ limit: 0 })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      data: { field: 'limit' },
    });
  });

  it('is told of a failure inside without the inner words', async () => {
    await using page = await openClient(shared);
    const failure = await page.client.captures.list({ search: 'boom' }).catch((error) => error);
    expect(failure).toMatchObject({ code: 'INTERNAL', status: 500 });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });

  it('gets bodies byte for byte, and sends them so', async () => {
    const bytes = Uint8Array.from({ length: 3_000_001 }, (_, i) => (i * 7 + (i >> 9)) % 256);
    shared.engine.arrive('big', new Blob([bytes]));
    shared.engine.arrive('empty', new Blob([]));
    await using page = await openClient(shared);
    const body = await page.client.captures.body({ id: CaptureId.parse('big') });
    expect(Buffer.from(await body.arrayBuffer()).equals(bytes)).toBe(true);
    const none = await page.client.captures.body({ id: CaptureId.parse('empty') });
    expect(none.size).toBe(0);
    const decoded = await page.client.captures.decodedBody({ id: CaptureId.parse('big') });
    expect(Buffer.from(await decoded.body.arrayBuffer()).equals(bytes)).toBe(true);

    const id = CaptureId.parse('big');
    const echo = await page.client.replays.send({ id, edit: { body: new Blob([bytes]) } });
    expect(echo).toMatchObject({ requestBytes: bytes.length, note: checksum(bytes) });
  });

  it('follows arrivals as they come, and stops when it wants', async () => {
    await using own = await startControl();
    await using page = await openClient(own);
    const arrivals = await page.client.captures.live({});
    for (const id of ['a1', 'a2', 'a3']) own.engine.arrive(id, new Blob(['x']));
    const seen: string[] = [];
    for await (const event of arrivals) {
      if (event.kind === 'added') seen.push(...event.items.map(({ id }) => id));
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['a1', 'a2', 'a3']);
    await expect.poll(() => own.engine.counts.streamsOpen).toBe(0);
  });

  it('stops a stream by its signal, and all streams by going away', async () => {
    await using own = await startControl();
    await using page = await openClient(own);
    const abort = new AbortController();
    const first = await page.client.captures.live({}, { signal: abort.signal });
    await page.client.captures.live({});
    expect(own.engine.counts.streamsOpen).toBe(2);
    abort.abort();
    await expect(first.next()).rejects.toThrow(/abort/i);
    await expect.poll(() => own.engine.counts.streamsOpen).toBe(1);
    page.socket.terminate();
    await expect.poll(() => own.engine.counts.streamsOpen).toBe(0);
  });

  it('hears of a stream that fails half way, and the connection stays', async () => {
    await using page = await openClient(shared);
    const steps = await page.client.replays.jobLive({ id: 'j' });
    expect(await steps.next()).toMatchObject({ value: { total: 2 } });
    await expect(steps.next()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await page.client.system.health()).toMatchObject({ status: 'ok' });
  });
});

describe('a hostile socket', () => {
  it.each([
    'not json',
    'null',
    '{}',
    '[]',
    '{"i":"1","p":null}',
    '{"i":"1","p":{"u":"http://["}}',
    '{"i":{},"t":3,"p":{}}',
    '{"i":"1","p":{"u":"/captures/list","h":{"content-type":"multipart/form-data"}}}',
    Buffer.from([0xff, 0xff, 0xff]),
    Buffer.from('{"i":"1"\u00ff'),
    Buffer.alloc(1000, 0xff),
  ])('that sends %o does not disturb others', async (message) => {
    await using page = await openClient(shared);
    await using other = await openClient(shared);
    page.socket.send(message);
    page.socket.ping();
    await Promise.race([once(page.socket, 'pong'), once(page.socket, 'close')]);
    expect(await other.client.system.health()).toMatchObject({ status: 'ok' });
  });

  it('that does not speak the protocol is hung up on', async () => {
    await using page = await openClient(shared);
    page.socket.send('not json');
    const [code] = await once(page.socket, 'close');
    expect(code).toBe(1007);
  });

  it('that sends more than 64 MB at once is hung up on', async () => {
    await using page = await openClient(shared);
    page.socket.on('error', () => {});
    page.socket.send(Buffer.alloc(64 * 1024 * 1024 + 1));
    const [code] = await once(page.socket, 'close');
    expect([1009, 1006]).toContain(code);
  });

  it('that no longer answers pings is dropped', async () => {
    await using own = await startControl({ heartbeatMs: 30 });
    const socket = connect(own.port, '127.0.0.1');
    const head = [
      'GET /rpc HTTP/1.1',
      `Host: 127.0.0.1:${own.port}`,
      `Authorization: ${own.bearer.authorization}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.on('error', () => {});
    const answer = await buffer(socket);
    expect(answer.toString('latin1')).toMatch(/^HTTP\/1.1 101 /);
    expect(socket.readableEnded).toBe(true);
  });

  it('does not drop one that answers', async () => {
    await using own = await startControl({ heartbeatMs: 30 });
    await using page = await openClient(own);
    for (let pings = 0; pings < 5; pings += 1) await once(page.socket, 'ping');
    expect(await page.client.system.health()).toMatchObject({ status: 'ok' });
  });
});

it('closing the listener closes its sockets and ends their streams', async () => {
  await using own = await startControl();
  const socket = dial(own, own.bearer);
  await once(socket, 'open');
  const client: ContractRouterClient<typeof contract> = createORPCClient(
    new RPCLink({ websocket: socket }),
  );
  await client.captures.live({});
  const closed = once(socket, 'close');
  await own.control[Symbol.asyncDispose]();
  const [code] = await closed;
  expect(code).toBe(1001);
  await expect.poll(() => own.engine.counts.streamsOpen).toBe(0);
});
