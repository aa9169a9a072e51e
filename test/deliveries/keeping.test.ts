import { expect, it } from 'vitest';
import { until } from '../helpers/until.ts';
import { HOUR, openRoom, receiver } from './delivery-room.ts';

const left = (room: Awaited<ReturnType<typeof openRoom>>): number =>
  room.deliveries.count({}).count;

it('deletes the oldest that ended while they take more bytes than they may, never what waits', async () => {
  let status = 200;
  await using server = await receiver((_request, response) => {
    response.writeHead(status).end('y'.repeat(1000));
  });
  const limits = { days: 30, bytes: 1_000_000_000 };
  await using room = await openRoom({ limits: () => limits });
  const shop = await room.add({ url: server.url });
  for (let i = 0; i < 10; i += 1) {
    const id = await room.send(shop, 'x'.repeat(1000));
    await room.settled(id, 1);
    room.clock.advance(1000);
  }
  status = 500;
  const waiting = await room.send(shop, 'x'.repeat(1000));
  await room.settled(waiting, 1);
  const bytes = (): number =>
    room.db.prepare<[], number>('SELECT bytes FROM delivery_sizes').pluck().get() ?? 0;
  expect(bytes()).toBe(22_000);
  limits.bytes = 15_000;
  room.clock.advance(HOUR);
  await until(() => left(room) === 7);
  await until(() => bytes() <= 15_000 + 1000);
  expect((await room.get(waiting)).finishedAt).toBeNull();
  const messages = room.db.prepare<[], number>('SELECT count(*) FROM delivery_messages').pluck();
  expect(messages.get()).toBe(7);
});

it('deletes what ended longer ago than it may be kept', async () => {
  await using server = await receiver();
  await using room = await openRoom({ limits: () => ({ days: 2, bytes: 1_000_000_000 }) });
  const shop = await room.add({ url: server.url });
  const id = await room.send(shop);
  await room.settled(id, 1);
  room.clock.advance(47 * HOUR);
  const later = await room.send(shop);
  await room.settled(later, 1);
  room.clock.advance(2 * HOUR);
  await until(() => left(room) === 1);
  expect((await room.get(later)).state).toBe('delivered');
});

it('deletes what it sent for others of a team once that is old, and answers to a delivery with the delivery', async () => {
  await using server = await receiver();
  await using room = await openRoom({ limits: () => ({ days: 2, bytes: 1_000_000_000 }) });
  const shop = await room.add({ url: server.url });
  const id = await room.send(shop);
  const { messageId, createdAt } = await room.settled(id, 1);
  const keep = room.db.prepare(`
    INSERT INTO shared_attempts (message_id, destination_id, fence, number, started_at, outcome, held, response_body)
    VALUES (?, ?, ?, 1, ?, 'delivered', 1, x'00')`);
  keep.run(messageId, shop.id, 1, createdAt);
  keep.run('msg_of_another_node', shop.id, 2, createdAt);
  keep.run('msg_of_another_node', shop.id, 3, createdAt + 47 * HOUR);
  const fences = (): number[] =>
    room.db.prepare<[], number>('SELECT fence FROM shared_attempts ORDER BY fence').pluck().all();
  room.clock.advance(40 * HOUR);
  expect(fences()).toEqual([1, 2, 3]);
  room.clock.advance(9 * HOUR);
  await until(() => fences().length === 1);
  expect(fences()).toEqual([3]);
  expect(left(room)).toBe(0);
});

it('lists what failed for good until it is dismissed, gathered by destination', async () => {
  await using server = await receiver(500);
  await using room = await openRoom();
  const shop = await room.add({ url: server.url, schedule: { kind: 'none' } });
  for (let i = 0; i < 3; i += 1) {
    const id = await room.send(shop);
    await room.until(id, ({ state }) => state === 'discarded');
  }
  await until(() => room.deliveries.notices()[0]?.times === 3);
  expect(room.deliveries.notices()).toMatchObject([
    { destinationId: shop.id, destinationName: shop.name, kind: 'exhausted', times: 3 },
  ]);
  expect(room.deliveries.notices()[0]?.text).toContain('No attempt is left.');
  await room.close();
  await using again = await openRoom({ dataDir: room.dataDir });
  expect(again.deliveries.notices()).toHaveLength(1);
  expect(await again.deliveries.dismissNotices()).toEqual({ removed: 1 });
  expect(again.deliveries.notices()).toEqual([]);
});

it('lists that a destination began to fail, and that it was switched off', async () => {
  let status = 500;
  await using server = await receiver((_request, response) => {
    response.writeHead(status).end();
  });
  await using room = await openRoom();
  const shop = await room.add({ url: server.url });
  await room.settled(await room.send(shop), 1);
  await until(() => room.deliveries.notices().length === 1);
  status = 410;
  await room.settled(await room.send(shop), 1);
  await until(() => room.deliveries.notices().length === 2);
  expect(room.deliveries.notices()).toMatchObject([
    { kind: 'off', text: expect.stringContaining('410 Gone') },
    { kind: 'failing' },
  ]);
});
