import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Destination } from '../../../preload/contract/destinations.ts';
import { HOUR, input, openRoom, receiver, START, type Received } from '../delivery-room.ts';

type Room = Awaited<ReturnType<typeof openRoom>>;

describe('trying by hand', () => {
  it('a success ends the schedule; a failure leaves it as it was', async () => {
    let status = 400;
    await using server = await receiver((_request, response) => {
      response.writeHead(status).end();
    });
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    const before = await room.settled(id, 1);
    const after = await room.deliveries.retry({ id });
    expect(after).toMatchObject({ state: 'scheduled', nextAttemptAt: before.nextAttemptAt });
    expect(after.plan.map(({ at }) => at)).toEqual(before.plan.map(({ at }) => at));
    expect(after.log.map(({ trigger }) => trigger)).toEqual(['auto', 'manual']);
    status = 200;
    const done = await room.deliveries.retry({ id });
    expect(done).toMatchObject({ state: 'delivered', plan: [], nextAttemptAt: null });
    room.clock.advance(HOUR);
    await expect(room.deliveries.requeue({ id })).resolves.toMatchObject({ attempts: 0 });
    expect(new Set(server.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('twice at once is one attempt', async () => {
    const gate = Promise.withResolvers<void>();
    await using server = await receiver(async (_request, response) => {
      await gate.promise;
      response.end();
    });
    await using room = await openRoom();
    const shop = await room.add({ url: server.url });
    await room.destinations.setState({ id: shop.id, state: 'paused', held: 'send' });
    const id = await room.send(shop);
    const first = room.deliveries.retry({ id });
    await expect(room.deliveries.retry({ id })).rejects.toMatchObject({ code: 'DELIVERY_REFUSED' });
    gate.resolve();
    expect((await first).state).toBe('delivered');
    expect(server.received).toHaveLength(1);
  });

  it('a new round begins again, with 48 hours of its own and the same id', async () => {
    let status = 404;
    await using server = await receiver((_request, response) => {
      response.writeHead(status).end();
    });
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, schedule: { kind: 'none' } });
    const id = await room.send(shop);
    const over = await room.until(id, (one) => one.state === 'discarded');
    await expect(room.deliveries.cancel({ id })).rejects.toMatchObject({
      code: 'DELIVERY_REFUSED',
    });
    status = 200;
    room.clock.advance(50 * HOUR);
    const again = await room.deliveries.requeue({ id });
    expect(again.deadlineAt).toBe(START + 98 * HOUR);
    const done = await room.until(id, (one) => one.state === 'delivered');
    expect(done.log.map(({ generation, number }) => [generation, number])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(done.messageId).toBe(over.messageId);
  });

  it('cancel stops what waits, and what is being sent', async () => {
    await using server = await receiver(() => {});
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, concurrency: 1 });
    const sending = await room.send(shop);
    const waiting = await room.send(shop);
    await room.until(sending, (one) => one.state === 'sending');
    expect((await room.deliveries.cancel({ id: waiting })).state).toBe('canceled');
    while (server.received.length === 0) await new Promise(setImmediate);
    const canceled = await room.deliveries.cancel({ id: sending });
    expect(canceled).toMatchObject({ state: 'canceled', nextAttemptAt: null });
    expect(canceled.log[0]).toMatchObject({ outcome: 'failed', errorCode: 'CANCELED' });
    expect(server.received).toHaveLength(1);
  });
});

describe('a destination', () => {
  it('holds what comes while it is paused, and sends or discards it afterwards', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url });
    const pause = (state: 'live' | 'paused', held: 'send' | 'discard' = 'send') =>
      room.destinations.setState({ id: shop.id, state, held });
    await pause('paused');
    const first = await room.send(shop);
    expect((await room.get(first)).state).toBe('held');
    expect((await pause('live')).health).toMatchObject({ held: 0 });
    await room.until(first, (one) => one.state === 'delivered');
    await pause('paused');
    const second = await room.send(shop);
    await pause('live', 'discard');
    expect((await room.get(second)).state).toBe('canceled');
    expect(server.received).toHaveLength(1);
  });

  it('takes the events of its filter only', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, events: ['order.*', 'ping'] });
    for (const type of ['order.paid', 'ping']) {
      const id = await room.send(shop, {}, type);
      await room.until(id, (one) => one.state === 'delivered');
    }
    await expect(room.send(shop, {}, 'ordering')).rejects.toMatchObject({
      code: 'DELIVERY_REFUSED',
      message: 'The destination does not accept “ordering”.',
    });
  });

  it('gets its own headers and its Authorization, which is never read back', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({
      url: server.url,
      headers: [
        ['X-Team', 'a'],
        ['content-type', 'text/plain'],
      ],
      authorization: 'Bearer very-secret',
    });
    expect(JSON.stringify(shop)).not.toContain('very-secret');
    const id = await room.send(shop);
    const done = await room.until(id, (one) => one.state === 'delivered');
    expect(server.received[0]?.headers).toMatchObject({
      'x-team': 'a',
      'content-type': 'text/plain',
      authorization: 'Bearer very-secret',
    });
    expect(JSON.stringify(done)).not.toContain('very-secret');
    const { authorization: _none, ...rest } = input({ url: server.url });
    const kept = await room.destinations.update({ ...rest, id: shop.id });
    expect(kept.hasAuthorization).toBe(true);
    const without = await room.destinations.update({ ...rest, id: shop.id, authorization: null });
    expect(without.hasAuthorization).toBe(false);
  });

  it.each([['Host'], ['content-length'], ['Webhook-Signature'], ['bad name']])(
    'may not set the header %s',
    async (name) => {
      await using room = await openRoom();
      await expect(
        room.add({ url: 'https://example.com', headers: [[name, 'x']] }),
      ).rejects.toMatchObject({ code: 'DESTINATION_INVALID', field: 'headers.0.0' });
    },
  );

  it('deleted, cancels what waits and keeps what was sent', async () => {
    await using server = await receiver(400);
    await using room = await openRoom();
    const shop = await room.add({ url: server.url });
    const id = await room.send(shop);
    await room.settled(id, 1);
    expect(await room.destinations.remove({ id: shop.id })).toEqual({ canceled: 1 });
    expect(room.destinations.list()).toEqual([]);
    expect(await room.get(id)).toMatchObject({ state: 'canceled', destinationName: 'shop' });
    await expect(room.deliveries.retry({ id })).rejects.toMatchObject({ code: 'DELIVERY_REFUSED' });
  });

  it('gets a test event whatever events it takes, and shows how it does', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, events: ['order.*'] });
    const done = await room.destinations.test({ id: shop.id });
    expect(done).toMatchObject({ state: 'delivered', origin: 'test' });
    expect(room.destinations.list()[0]?.health).toMatchObject({ successRate: 1, waiting: 0 });
    const series = room.destinations.series({ id: shop.id, hours: 24 });
    expect(series.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(1);
  });

  it('is named with what may be a token left out', async () => {
    await using room = await openRoom();
    const shop = await room.add({
      url: 'https://hooks.example.com/services/T0123456789AB/x?key=abc',
    });
    expect(shop.shownUrl).toBe('https://hooks.example.com/services/…/x?key=…');
  });
});

it('what ended is deleted after thirty days, what waits is not', async () => {
  await using server = await receiver();
  await using room = await openRoom();
  const shop = await room.add({ url: server.url });
  const paused = await room.add({ url: server.url, name: 'paused' });
  await room.destinations.setState({ id: paused.id, state: 'paused', held: 'send' });
  const id = await room.send(shop);
  await room.until(id, (one) => one.state === 'delivered');
  room.clock.set(START + 29 * 24 * HOUR);
  const waiting = await room.send(paused);
  room.clock.set(START + 31 * 24 * HOUR);
  await expect.poll(() => room.deliveries.list({ limit: 9 }).items.length).toBe(1);
  expect((await room.get(waiting)).messageId).toMatch(/^msg_/);
  await expect(room.get(id)).rejects.toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
  const left = (table: string) =>
    room.db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get();
  expect([left('delivery_messages'), left('delivery_attempts')]).toEqual([1, 0]);
});

describe('rotating the secret', () => {
  const signedBy = ({ headers, body }: Received, secret: string): boolean => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const wanted = `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
    return (headers['webhook-signature'] ?? '').split(' ').includes(wanted);
  };
  const secretsOf = (room: Room, shop: Destination): string[] =>
    shop.secrets.map(({ id }) => room.destinations.secret({ id: shop.id, secretId: id }).value);

  it('signs with both for a day, then with the new one; compromised, at once', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url });
    const [old = ''] = secretsOf(room, shop);
    expect(Buffer.from(old.slice('whsec_'.length), 'base64')).toHaveLength(32);
    const rotated = await room.destinations.rotate({ id: shop.id, overlapHours: 24 });
    const [fresh = ''] = secretsOf(room, rotated);
    expect(rotated.secrets.map(({ signsUntil }) => signsUntil)).toEqual([null, START + 24 * HOUR]);
    const sendOne = async (): Promise<Received> => {
      const id = await room.send(shop);
      await room.until(id, (one) => one.state === 'delivered');
      return server.received.at(-1) as Received;
    };
    const both = await sendOne();
    expect([signedBy(both, fresh), signedBy(both, old)]).toEqual([true, true]);
    expect((both.headers['webhook-signature'] ?? '').split(' ')).toHaveLength(2);
    room.clock.advance(24 * HOUR);
    const later = await sendOne();
    expect([signedBy(later, fresh), signedBy(later, old)]).toEqual([true, false]);
    const dropped = await room.destinations.rotate({ id: shop.id, overlapHours: 0 });
    expect(dropped.secrets).toHaveLength(1);
    const last = await sendOne();
    expect([signedBy(last, fresh), signedBy(last, secretsOf(room, dropped)[0] ?? '')]).toEqual([
      false,
      true,
    ]);
  });

  it('leaves nothing unsigned: without a usable secret the delivery fails', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url });
    await room.close();
    await using broken = await openRoom({ dataDir: room.dataDir });
    broken.db.prepare('DELETE FROM destination_secrets').run();
    await broken.close();
    await using again = await openRoom({ dataDir: room.dataDir });
    const id = await again.send(shop);
    const failed = await again.until(id, (one) => one.state === 'failed');
    expect(failed.reason).toContain('It cannot be signed');
    expect(server.received).toEqual([]);
  });
});
