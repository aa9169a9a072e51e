import { expect, it } from 'vitest';
import type { EndpointInput } from '../../preload/contract/endpoints.ts';
import { exchange } from '../helpers/peers/raw-client.ts';
import { startTestEngine } from '../helpers/start-engine.ts';

type Changes = Partial<Omit<EndpointInput, 'reply'>> & { reply?: Partial<EndpointInput['reply']> };

const endpoint = ({ reply, ...changes }: Changes = {}): EndpointInput => ({
  name: 'Orders',
  enabled: true,
  path: '/orders',
  methods: [],
  ...changes,
  reply: {
    status: 200,
    headers: [],
    bodyKind: 'json',
    body: '{"ok":true}',
    delayMs: 0,
    failFirst: { count: 0, status: 500 },
    ...reply,
  },
});

it('catches every path in the inbox until an endpoint takes it', async () => {
  await using t = await startTestEngine();
  expect(await (await fetch(`${t.url}/orders/1`)).text()).toBe('Caught by Backstitch.\n');
  const made = await t.engine.endpoints.create(
    endpoint({
      reply: {
        status: 201,
        headers: [
          ['X-Mine', '1'],
          ['x-mine', '2'],
        ],
      },
    }),
  );
  const reply = await exchange(
    t.port,
    'POST /orders/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  );
  expect(reply).toMatch(/^HTTP\/1\.1 201 Created\r\nX-Mine: 1\r\nx-mine: 2\r\n/);
  expect(reply.endsWith('{"ok":true}')).toBe(true);
  const kept = await t.captures(2);
  expect(kept.map((capture) => capture.endpointName)).toEqual(['Orders', 'Inbox']);
  expect(t.engine.endpoints.list()[0]).toMatchObject({
    id: made.id,
    captureCount: 1,
    localUrl: `${t.url}/orders`,
    position: 1,
  });
});

it('fails the first N on purpose, then succeeds, and starts over when asked', async () => {
  await using t = await startTestEngine();
  const { id } = await t.engine.endpoints.create(
    endpoint({ reply: { failFirst: { count: 2, status: 503 } } }),
  );
  const statuses = async (n: number) => {
    const seen: number[] = [];
    for (let i = 0; i < n; i += 1) seen.push((await fetch(`${t.url}/orders`)).status);
    return seen;
  };
  expect(await statuses(3)).toEqual([503, 503, 200]);
  expect(t.engine.endpoints.list()[0]?.failuresLeft).toBe(0);
  await t.engine.endpoints.resetFailures({ id });
  expect(await statuses(3)).toEqual([503, 503, 200]);
  const [, failed] = await t.captures(6);
  expect(failed).toMatchObject({ status: 503, reason: 'failed on purpose: 2 of 2' });
});

it('sends no body with HEAD, 204 and 304', async () => {
  await using t = await startTestEngine();
  await t.engine.endpoints.create(endpoint());
  await t.engine.endpoints.create(
    endpoint({ name: 'None', path: '/none', reply: { status: 204, body: '{}' } }),
  );
  await t.engine.endpoints.create(
    endpoint({ name: 'Same', path: '/same', reply: { status: 304, body: '{}' } }),
  );
  const head = await exchange(t.port, 'HEAD /orders HTTP/1.1\r\nConnection: close\r\n\r\n');
  expect(head).toContain('Content-Length: 11\r\n');
  expect(head.endsWith('\r\n\r\n')).toBe(true);
  const none = await exchange(t.port, 'POST /none HTTP/1.1\r\nConnection: close\r\n\r\n');
  expect(none).not.toMatch(/content-length/i);
  expect(none.endsWith('\r\n\r\n')).toBe(true);
  const same = await exchange(t.port, 'GET /same HTTP/1.1\r\nConnection: close\r\n\r\n');
  expect(same.endsWith('\r\n\r\n')).toBe(true);
});

it('waits as long as the endpoint says', async () => {
  await using t = await startTestEngine();
  await t.engine.endpoints.create(endpoint({ reply: { delayMs: 300 } }));
  const from = performance.now();
  await fetch(`${t.url}/orders`);
  expect(performance.now() - from).toBeGreaterThan(290);
  const [kept] = await t.captures(1);
  expect(kept?.durationMs).toBeGreaterThan(290);
});

it('takes only its methods; the rest falls through to the inbox', async () => {
  await using t = await startTestEngine();
  await t.engine.endpoints.create(endpoint({ methods: ['POST'], reply: { status: 202 } }));
  expect((await fetch(`${t.url}/orders`, { method: 'POST' })).status).toBe(202);
  expect((await fetch(`${t.url}/orders`)).status).toBe(200);
});

it.each([
  ['Connection', 'close', 'reply.headers.0.0'],
  ['Content-Length', '5', 'reply.headers.0.0'],
  ['Transfer-Encoding', 'chunked', 'reply.headers.0.0'],
  ['Bad Name', 'x', 'reply.headers.0.0'],
  ['X-A', 'one\r\nX-B: two', 'reply.headers.0.1'],
])('refuses the reply header %s: %s', async (name, value, field) => {
  await using t = await startTestEngine();
  const create = t.engine.endpoints.create(endpoint({ reply: { headers: [[name, value]] } }));
  await expect(create).rejects.toMatchObject({ code: 'ENDPOINT_INVALID', field });
});

it('refuses a path, a name or a JSON body that cannot work', async () => {
  await using t = await startTestEngine();
  const { create } = t.engine.endpoints;
  await expect(create(endpoint({ path: 'orders' }))).rejects.toMatchObject({ field: 'path' });
  await expect(create(endpoint({ path: '/a?b' }))).rejects.toMatchObject({ field: 'path' });
  await expect(create(endpoint({ reply: { body: '{' } }))).rejects.toMatchObject({
    field: 'reply.body',
  });
  await create(endpoint());
  await expect(create(endpoint({ path: '/b' }))).rejects.toMatchObject({ field: 'name' });
  await expect(create(endpoint({ name: 'Inbox' }))).rejects.toMatchObject({ field: 'name' });
});

it('survives a restart with order, replies and failures done', async () => {
  await using first = await startTestEngine();
  const { endpoints } = first.engine;
  await endpoints.create(endpoint({ name: 'A', path: '/a' }));
  const b = await endpoints.create(
    endpoint({ name: 'B', path: '/b', reply: { failFirst: { count: 3, status: 500 } } }),
  );
  await endpoints.move({ id: b.id, position: 1 });
  await fetch(`${first.url}/b`);
  await first.stop();
  await using again = await startTestEngine({ dataDir: first.dataDir });
  expect(again.engine.endpoints.list()).toMatchObject([
    { name: 'B', failuresLeft: 2 },
    { name: 'A' },
    { name: 'Inbox', isInbox: true },
  ]);
});

it('keeps the inbox: its reply changes, its place does not', async () => {
  await using t = await startTestEngine();
  const inbox = t.engine.endpoints.list()[0]!;
  await expect(t.engine.endpoints.remove({ id: inbox.id })).rejects.toMatchObject({
    code: 'ENDPOINT_INVALID',
  });
  await t.engine.endpoints.update({
    ...inbox,
    name: 'Other',
    path: '/x',
    reply: { ...inbox.reply, status: 418, body: 'tea' },
  });
  expect((await fetch(`${t.url}/any`)).status).toBe(418);
  expect(t.engine.endpoints.list()).toMatchObject([{ name: 'Inbox', path: '/' }]);
});

it('cuts a loop that runs through itself', async () => {
  await using t = await startTestEngine();
  const own = t.engine.installId;
  const reply = await fetch(`${t.url}/loop`, {
    headers: { via: `1.1 backstitch-${own}, 1.1 other, 1.1 backstitch-${own}` },
  });
  expect(reply.status).toBe(508);
  expect(await t.captures(1)).toMatchObject([{ status: 508, decidedBy: 'match' }]);
});
