import { describe, expect, it } from 'vitest';
import { ForwardInput } from '../../../preload/contract/deliveries/forwards.ts';
import { capture, openRoom, receiver } from '../delivery-room.ts';

type Room = Awaited<ReturnType<typeof openRoom>>;

const forward = (room: Room, some: Partial<ForwardInput> = {}) =>
  room.destinations.saveForward(
    ForwardInput.parse({
      name: 'on',
      destinationId: room.destinations.list()[0]?.id,
      ...some,
    }),
  );

/** A capture arrives and gets its outcome. */
function arrive(room: Room, rowId: number, body: string, some = {}): void {
  room.captures.set(rowId, capture(rowId, body, some));
  room.room.captured(rowId);
}

const bodies = (received: { body: string }[]): string[] => received.map(({ body }) => body).sort();

describe('a live forward', () => {
  it('sends what arrives from then on, once each, marked and signed', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    await room.add({ url: server.url });
    arrive(room, 1, '{"early":1}');
    await forward(room);
    arrive(room, 2, '{"type":"order.paid"}');
    arrive(room, 3, '{"n":3}');
    room.room.captured(2);
    await expect.poll(() => server.received.length).toBe(2);
    room.room.captured(3);
    // The next one comes after it: once that was sent, a second sending would have been, too.
    arrive(room, 4, '{"n":4}');
    await expect.poll(() => bodies(server.received)).toContain('{"n":4}');
    await room.room.idle();
    expect(bodies(server.received)).toEqual(['{"n":3}', '{"n":4}', '{"type":"order.paid"}']);
    const paid = server.received.find(({ body }) => body.includes('order.paid'));
    expect(paid?.headers).toMatchObject({
      'backstitch-forward': 'req=c2',
      'x-odd': 'kept',
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^msg_[0-9A-HJKMNP-TV-Z]{26}$/),
    });
    const { items } = room.deliveries.list({ limit: 10, eventType: 'order.paid' });
    expect(items).toMatchObject([{ origin: 'forward', captureId: 'c2', state: 'delivered' }]);
    expect(room.destinations.forwards()).toMatchObject([{ sent: 3, problem: null }]);
  });

  it('chooses by endpoint, search and event', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    await room.add({ url: server.url, events: ['order.*'] });
    await forward(room, { search: 'blue', endpointId: 'ep_1' as never });
    const mine = { endpointId: 'ep_1' };
    arrive(room, 1, '{"type":"order.paid","c":"blue"}', mine);
    arrive(room, 2, '{"type":"order.paid","c":"blue"}', { endpointId: 'ep_2' });
    arrive(room, 3, '{"type":"order.paid","c":"red"}', mine);
    arrive(room, 4, '{"type":"invoice.paid","c":"blue"}', mine);
    arrive(room, 5, '{"type":"order.sent","c":"blue"}', mine);
    await expect.poll(() => server.received.length).toBe(2);
    expect(server.received.map(({ headers }) => headers['backstitch-forward'])).toEqual([
      'req=c1',
      'req=c5',
    ]);
    await expect(forward(room, { search: '(' })).rejects.toMatchObject({ code: 'SEARCH_INVALID' });
  });

  it('keeps the captured signature, or puts its own in place of it', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    await room.add({ url: server.url, name: 'kept' });
    await room.add({ url: server.url, name: 'signed' });
    const [kept, signed] = room.destinations.list();
    await forward(room, { destinationId: kept?.id, signature: 'keep', appendPath: true });
    await forward(room, { destinationId: signed?.id, signature: 'sign' });
    arrive(room, 1, '{}', {
      headers: [
        ['X-Hub-Signature-256', 'sha256=ab'],
        ['X-GitHub-Event', 'push'],
        ['Content-Encoding', 'identity'],
      ],
    });
    await expect.poll(() => server.received.length).toBe(2);
    const untouched = server.received.find(({ path }) => path === '/hook/in?a=1');
    const own = server.received.find(({ path }) => path === '/hook');
    expect(untouched?.headers['x-hub-signature-256']).toBe('sha256=ab');
    expect(untouched?.headers['webhook-signature']).toBeUndefined();
    expect(own?.headers['x-hub-signature-256']).toBeUndefined();
    expect(own?.headers['x-github-event']).toBe('push');
    expect(own?.headers['webhook-signature']).toMatch(/^v1,/);
    const { items } = room.deliveries.list({ limit: 10, eventType: 'push' });
    expect(items).toHaveLength(2);
  });

  it('gives no signature of its own to a capture whose signature was wrong', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    await room.add({ url: server.url, name: 'one' });
    const [one] = room.destinations.list();
    await forward(room, { destinationId: one?.id, signature: 'sign' });
    const headers: [string, string][] = [['X-Hub-Signature-256', 'sha256=ab']];
    arrive(room, 1, '{"n":1}', { headers, signature: 'bad' });
    arrive(room, 2, '{"n":2}', { headers, signature: 'ok', eventType: 'push.known' });
    await expect.poll(() => server.received.length).toBe(2);
    const [forged, genuine] = [1, 2].map((n) =>
      server.received.find(({ body }) => body === `{"n":${n}}`),
    );
    expect(forged?.headers['x-hub-signature-256']).toBe('sha256=ab');
    expect(forged?.headers['webhook-signature']).toBeUndefined();
    expect(genuine?.headers['webhook-signature']).toMatch(/^v1,/);
    expect(room.deliveries.list({ limit: 10, eventType: 'push.known' }).items).toHaveLength(1);
  });

  it('leaves out a capture whose signature was wrong, where that is asked for', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    await room.add({ url: server.url });
    await forward(room, { unverified: 'drop' });
    arrive(room, 1, '{"n":1}', { signature: 'bad' });
    arrive(room, 2, '{"n":2}', { signature: 'unset' });
    await expect.poll(() => server.received.length).toBe(1);
    expect(server.received[0]?.body).toBe('{"n":2}');
  });

  it('sends what a transform makes, nothing for null, and says why one failed', async () => {
    await using server = await receiver();
    await using room = await openRoom({
      transform: async (_of, argument) => {
        const { body, query, headers } = argument as Record<string, Record<string, unknown>>;
        if (body?.n === 1) return null;
        if (body?.n === 2) throw new Error('no such field');
        const made = { was: body?.n, a: query?.a, odd: headers?.['x-odd'] };
        return { body: Buffer.from(JSON.stringify(made)), isJson: true };
      },
    });
    await room.add({ url: server.url });
    await forward(room, { body: 'transformed', transform: { app: 'shop', function: 'f' } });
    for (const n of [1, 2, 3]) arrive(room, n, JSON.stringify({ n }));
    await expect.poll(() => server.received.length).toBe(1);
    expect(server.received[0]?.body).toBe('{"was":3,"a":"1","odd":["kept"]}');
    expect(room.destinations.forwards()[0]).toMatchObject({
      sent: 1,
      problem: 'The transform failed: no such field',
    });
  });

  it('sends no capture that did not arrive whole, or goes round in a loop', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    await room.add({ url: server.url });
    await forward(room);
    arrive(room, 1, '{}', { failure: 'aborted' });
    arrive(room, 2, '{}', { cut: true });
    arrive(room, 3, '{}', {
      headers: [['Via', '1.1 backstitch-0123abcd, 1.1 backstitch-0123abcd']],
    });
    arrive(room, 4, '{"n":4}');
    await expect.poll(() => server.received.length).toBe(1);
    expect(bodies(server.received)).toEqual(['{"n":4}']);
  });

  it('catches up at the next start with what the last one did not send', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    await room.add({ url: server.url });
    await forward(room);
    arrive(room, 1, '{"n":1}');
    await expect.poll(() => server.received.length).toBe(1);
    await room.close();
    for (const n of [2, 3]) room.captures.set(n, capture(n, JSON.stringify({ n })));
    await using again = await openRoom({ dataDir: room.dataDir, kept: room.captures });
    await expect.poll(() => server.received.length).toBe(3);
    expect(bodies(server.received)).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(again.destinations.forwards()[0]?.sent).toBe(3);
  });

  it('sends the bytes of a long capture from where they are kept', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    await room.add({ url: server.url });
    await forward(room);
    const long = JSON.stringify({ text: 'x'.repeat(200_000) });
    arrive(room, 1, long);
    await expect.poll(() => server.received.length).toBe(1);
    expect(server.received[0]?.body).toBe(long);
    const kept = room.db.prepare('SELECT body FROM delivery_messages').pluck().get();
    expect(kept).toBeNull();
  });
});

it('an idempotency key is taken once', async () => {
  await using server = await receiver();
  await using room = await openRoom();
  await room.add({ url: server.url });
  const send = () =>
    room.deliveries.send({
      destinations: ['shop'],
      eventType: null,
      contentType: 'text/plain',
      body: 'as it is',
      idempotencyKey: 'k1',
      origin: 'api',
    });
  const [first, second] = await Promise.all([send(), send()]);
  expect([first.known, second.known]).toEqual([false, true]);
  expect(second.messageId).toBe(first.messageId);
  expect(second.deliveries.map(({ id }) => id)).toEqual(first.deliveries.map(({ id }) => id));
  await expect.poll(() => server.received.length).toBe(1);
  expect(server.received[0]).toMatchObject({ body: 'as it is' });
});
