import { describe, expect, it } from 'vitest';
import type { DeliveryId } from '../../../preload/contract/deliveries.ts';
import type { BulkJob } from '../../../preload/contract/deliveries/jobs.ts';
import { until } from '../../helpers/until.ts';
import { capture, HOUR, openRoom, receiver } from '../delivery-room.ts';

type Room = Awaited<ReturnType<typeof openRoom>>;

async function ended(room: Room, id: string): Promise<BulkJob> {
  return until(
    () => room.deliveries.jobs().find((one) => one.id === id && one.state === 'finished'),
    'the job goes on',
  );
}

describe('retry all failed', () => {
  it('tries each once, with a new round for what fails again', async () => {
    let status = 400;
    await using server = await receiver((request, response) => {
      response.writeHead(request.body.includes('"n":1') ? 400 : status).end();
    });
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, schedule: { kind: 'none' } });
    const ids: DeliveryId[] = [];
    for (let n = 0; n < 3; n += 1) ids.push(await room.send(shop, { n }));
    for (const id of ids) await room.until(id, (one) => one.state === 'discarded');
    status = 200;
    const { id, total } = await room.deliveries.startJob({ kind: 'retry' });
    expect(total).toBe(3);
    expect(await ended(room, id)).toMatchObject({ done: 3, ok: 2, bad: 1 });
    const states = await Promise.all(ids.map((one) => room.get(one)));
    expect(states.map(({ state }) => state)).toEqual(['delivered', 'discarded', 'delivered']);
    expect(states[1]?.log.map(({ generation, trigger }) => [generation, trigger])).toEqual([
      [1, 'auto'],
      [2, 'bulk'],
    ]);
  });
});

describe('recover since a time', () => {
  it('takes exactly what was not delivered since, once, over a restart too', async () => {
    let up = false;
    let hold: Promise<void> | undefined;
    await using server = await receiver(async (request, response) => {
      if (up && request.body.includes('"n":4')) await hold;
      response.writeHead(up ? 200 : 400).end();
    });
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, schedule: { kind: 'none' } });
    const early = await room.send(shop, { n: 0 });
    await room.until(early, (one) => one.state === 'discarded');
    room.clock.advance(HOUR);
    const since = room.clock.now();
    const ids: DeliveryId[] = [];
    for (let n = 1; n <= 6; n += 1) ids.push(await room.send(shop, { n }));
    for (const id of ids) await room.until(id, (one) => one.state === 'discarded');
    up = true;
    const good = await room.deliveries.retry({ id: ids[0] as DeliveryId });
    expect(good.state).toBe('delivered');
    const before = server.received.length;
    const gate = Promise.withResolvers<void>();
    hold = gate.promise;
    const { id, total } = await room.deliveries.startJob({
      kind: 'recover',
      destinationId: shop.id,
      since,
    });
    expect(total).toBe(5);
    while (server.received.length < before + 3) await new Promise(setImmediate);
    const pausing = room.deliveries.setJob({ id, state: 'paused' });
    gate.resolve();
    expect(await pausing).toMatchObject({ state: 'paused', done: 3, ok: 3 });
    await room.close();
    await using again = await openRoom({ dataDir: room.dataDir });
    again.clock.set(room.clock.now());
    expect(again.deliveries.jobs()[0]).toMatchObject({ id, state: 'paused', done: 3 });
    await again.deliveries.setJob({ id, state: 'running' });
    expect(await ended(again, id)).toMatchObject({ done: 5, ok: 5, bad: 0 });
    const sent = server.received.slice(before).map(({ body }) => JSON.parse(body).n as number);
    expect(sent).toEqual([2, 3, 4, 5, 6]);
    expect((await again.get(early)).state).toBe('discarded');
  });

  it('canceled, stops within one request', async () => {
    let up = false;
    const gate = Promise.withResolvers<void>();
    await using server = await receiver(async (_request, response) => {
      if (up) await gate.promise;
      response.writeHead(up ? 200 : 400).end();
    });
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, schedule: { kind: 'none' } });
    let last = '' as DeliveryId;
    for (let n = 0; n < 5; n += 1) last = await room.send(shop, { n });
    await room.until(last, (one) => one.state === 'discarded');
    while (room.deliveries.count({ state: 'discarded' }).count < 5) await new Promise(setImmediate);
    up = true;
    const { id } = await room.deliveries.startJob({ kind: 'retry', destinationId: shop.id });
    while (server.received.length < 6) await new Promise(setImmediate);
    const canceling = room.deliveries.setJob({ id, state: 'canceled' });
    gate.resolve();
    expect(await canceling).toMatchObject({ state: 'canceled', done: 1, ok: 1 });
    expect(server.received).toHaveLength(6);
    await expect(room.deliveries.setJob({ id, state: 'running' })).rejects.toMatchObject({
      code: 'DELIVERY_REFUSED',
    });
  });
});

it('discarding what is held ends it and nothing else', async () => {
  await using server = await receiver();
  await using room = await openRoom();
  const shop = await room.add({ url: server.url });
  const other = await room.add({ url: server.url, name: 'other' });
  for (const one of [shop, other]) {
    await room.destinations.setState({ id: one.id, state: 'paused', held: 'send' });
  }
  const [mine, theirs] = [await room.send(shop), await room.send(other)];
  const { id } = await room.deliveries.startJob({ kind: 'discard-held', destinationId: shop.id });
  expect(await ended(room, id)).toMatchObject({ total: 1, ok: 1 });
  expect((await room.get(mine)).state).toBe('canceled');
  expect((await room.get(theirs)).state).toBe('held');
});

it('replays captures that a destination never got, each once', async () => {
  await using server = await receiver();
  await using room = await openRoom();
  const shop = await room.add({ url: server.url });
  for (let n = 1; n <= 4; n += 1)
    room.captures.set(n, capture(n, JSON.stringify({ n, shop: n < 4 })));
  await room.deliveries.send({
    destinations: ['shop'],
    eventType: null,
    contentType: 'x/y',
    captureId: 'c2' as never,
    origin: 'window',
  });
  const input = { kind: 'replay-missing', destinationId: shop.id, search: '"shop":true' } as const;
  const { id, total } = await room.deliveries.startJob(input);
  expect(total).toBe(2);
  expect(await ended(room, id)).toMatchObject({ ok: 2 });
  await expect.poll(() => server.received.length).toBe(3);
  const sent = server.received.map(({ body }) => JSON.parse(body).n as number);
  expect(new Set(sent)).toEqual(new Set([1, 2, 3]));
  expect((await room.deliveries.startJob(input)).total).toBe(0);
});
