import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { DeliveryId } from '../../../preload/contract/deliveries.ts';
import { closedPort } from '../../helpers/peers/raw-server.ts';
import { HOUR, input, openRoom, receiver, START } from '../delivery-room.ts';

const bodies = (received: { body: string }[]): number[] =>
  received.map(({ body }) => (JSON.parse(body) as { n: number }).n);

describe('a receiver that is down', () => {
  it('is left alone after five failures; what waits uses up no attempts; one goes first', async () => {
    let up = false;
    await using server = await receiver((_request, response) => {
      response.writeHead(up ? 200 : 500).end();
    });
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, concurrency: 1 });
    const ids: DeliveryId[] = [];
    for (let n = 0; n < 8; n += 1) ids.push(await room.send(shop, { n }));
    const waiting = await room.until(ids[7] as DeliveryId, (one) =>
      (one.reason ?? '').startsWith('Cooling down until'),
    );
    expect(server.received).toHaveLength(5);
    expect(waiting).toMatchObject({ state: 'scheduled', attempts: 0 });
    expect(room.destinations.list()[0]?.breaker).toEqual({
      state: 'open',
      until: START + 30_000,
    });
    // Half open lets one through, however many the destination takes at once.
    await room.destinations.update({ ...input({ url: server.url, concurrency: 5 }), id: shop.id });
    room.clock.advance(29_999);
    await room.idle();
    expect(server.received).toHaveLength(5);
    room.clock.advance(1);
    await room.idle();
    expect(server.received).toHaveLength(6);
    expect(room.destinations.list()[0]?.breaker.until).toBe(START + 90_000);
    up = true;
    room.clock.advance(60_000);
    for (const id of ids) await room.until(id, (one) => one.state === 'delivered');
    expect(room.destinations.list()[0]?.breaker.state).toBe('closed');
  });

  it('still gets a last attempt at the deadline', async () => {
    await using server = await receiver(500);
    await using room = await openRoom();
    const shop = await room.add({
      url: server.url,
      concurrency: 1,
      schedule: { kind: 'none' },
    });
    const ids: DeliveryId[] = [];
    for (let n = 0; n < 6; n += 1) ids.push(await room.send(shop, { n }));
    const last = ids[5] as DeliveryId;
    await room.until(last, (one) => (one.reason ?? '').startsWith('Cooling'));
    expect(room.destinations.list()[0]?.breaker.state).toBe('open');
    // Kept open for longer than the delivery lives, and read again at the next start.
    room.db
      .prepare(`UPDATE destinations SET breaker = json_set(breaker, '$.until', ?)`)
      .run(START + 100 * HOUR);
    await room.close();
    await using again = await openRoom({ dataDir: room.dataDir });
    again.clock.set(START + 47 * HOUR);
    await again.idle();
    expect((await again.get(last)).attempts).toBe(0);
    again.clock.set(START + 48 * HOUR - 900);
    const done = await again.until(last, (one) => one.log.length === 1 && one.state !== 'sending');
    expect(done).toMatchObject({ state: 'discarded' });
    expect(done.log[0]?.startedAt).toBeLessThanOrEqual(START + 48 * HOUR);
  });

  it('on this machine is looked for until something listens', async () => {
    const port = await closedPort();
    await using room = await openRoom();
    const shop = await room.add({ url: `http://127.0.0.1:${port}`, concurrency: 1 });
    const ids: DeliveryId[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await room.send(shop, { n }));
    const waiting = await room.until(ids[4] as DeliveryId, (one) =>
      (one.reason ?? '').endsWith('is not listening.'),
    );
    expect(waiting.attempts).toBe(0);
    const server = createServer((_request, response) => response.end()).listen(port, '127.0.0.1');
    await once(server, 'listening');
    // Nobody watches: the port is looked at every 5 seconds.
    room.clock.advance(5000);
    await room.until(ids[4] as DeliveryId, (one) => one.state === 'delivered');
    server.closeAllConnections();
    server.close();
  });

  it('is switched off after twenty deliveries in a row were discarded, unless it is local', async () => {
    await using server = await receiver(404);
    await using room = await openRoom();
    const local = await room.add({
      url: server.url,
      concurrency: 20,
      schedule: { kind: 'none' },
    });
    let last = '' as DeliveryId;
    for (let n = 0; n < 25; n += 1) last = await room.send(local, { n });
    await room.until(last, (one) => one.state === 'discarded');
    expect(room.destinations.list()[0]?.state).toBe('live');
  });
});

describe('order', () => {
  it('is kept by a fifo destination, whose head holds the others up', async () => {
    let failing = true;
    await using server = await receiver((request, response) => {
      response.writeHead(failing && request.body.includes('"n":0') ? 400 : 200).end();
    });
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, ordering: 'fifo', concurrency: 5 });
    const ids: DeliveryId[] = [];
    for (let n = 0; n < 4; n += 1) ids.push(await room.send(shop, { n }));
    await room.settled(ids[0] as DeliveryId, 1);
    await room.idle();
    expect(bodies(server.received)).toEqual([0]);
    expect((await room.get(ids[2] as DeliveryId)).reason).toBe(`Waiting for ${ids[0]}.`);
    failing = false;
    await room.toNext(ids[0] as DeliveryId);
    for (const id of ids) await room.until(id, (one) => one.state === 'delivered');
    expect(bodies(server.received)).toEqual([0, 0, 1, 2, 3]);
  });

  it('is not kept by a parallel one, where nothing waits for a failing delivery', async () => {
    await using server = await receiver((request, response) => {
      response.writeHead(request.body.includes('"n":0') ? 400 : 200).end();
    });
    await using room = await openRoom();
    const shop = await room.add({ url: server.url });
    const first = await room.send(shop, { n: 0 });
    const second = await room.send(shop, { n: 1 });
    await room.until(second, (one) => one.state === 'delivered');
    expect((await room.settled(first, 1)).state).toBe('scheduled');
  });
});

describe('how many at once', () => {
  it('is what the destination says, and a slow one does not slow another down', async () => {
    let open = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    await using slow = await receiver(async (_request, response) => {
      open += 1;
      most = Math.max(most, open);
      await gate.promise;
      open -= 1;
      response.end();
    });
    await using fast = await receiver();
    await using room = await openRoom();
    const one = await room.add({ url: slow.url, concurrency: 3 });
    const two = await room.add({ url: fast.url, name: 'fast' });
    let last = '' as DeliveryId;
    for (let n = 0; n < 30; n += 1) last = await room.send(one, { n });
    const quick = await room.send(two);
    await room.until(quick, (delivery) => delivery.state === 'delivered');
    expect(most).toBe(3);
    gate.resolve();
    await room.until(last, (delivery) => delivery.state === 'delivered');
    expect(most).toBe(3);
    expect(slow.received).toHaveLength(30);
  });

  it('a second is what its rate says', async () => {
    await using server = await receiver();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, rate: { count: 2, per: 'second' } });
    const ids: DeliveryId[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await room.send(shop, { n }));
    const last = ids[4] as DeliveryId;
    await room.until(ids[0] as DeliveryId, (one) => one.state === 'delivered');
    await room.idle();
    expect(server.received).toHaveLength(1);
    expect((await room.get(last)).reason).toBe('Waiting: the rate is limited.');
    for (let sent = 2; sent <= 5; sent += 1) {
      room.clock.advance(499);
      await room.idle();
      expect(server.received).toHaveLength(sent - 1);
      room.clock.advance(1);
      await room.idle();
    }
  });
});

describe('the clock', () => {
  it('after a sleep over several slots there is one attempt now, the next in the future', async () => {
    await using server = await receiver(404);
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    await room.settled(id, 1);
    room.clock.set(START + 9 * HOUR);
    const now = await room.settled(id, 2);
    await room.idle();
    expect(server.received).toHaveLength(2);
    expect(now.nextAttemptAt).toBe(START + (17 * 3600 + 35 * 60 + 5) * 1000);
  });

  it('that jumps three days ahead ends what was to end by then', async () => {
    await using server = await receiver(404);
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    await room.settled(id, 1);
    room.clock.set(START + 72 * HOUR);
    const over = await room.until(id, (one) => one.state === 'discarded');
    expect(over.reason).toBe('The 48 hours were over before it could be tried again.');
    expect(server.received).toHaveLength(1);
  });

  it('that is set back three days delays nothing by three days', async () => {
    await using server = await receiver(404);
    await using room = await openRoom();
    const id = await room.send(await room.add({ url: server.url }));
    await room.settled(id, 1);
    const back = START - 72 * HOUR;
    room.clock.set(back);
    // The next wake-up is at most half a minute away.
    for (let i = 0; i < 40; i += 1) {
      room.clock.advance(1000);
      await room.idle();
      if (((await room.get(id)).nextAttemptAt ?? 0) < START) break;
    }
    expect((await room.get(id)).nextAttemptAt).toBeLessThanOrEqual(room.clock.now() + 5000);
    await room.toNext(id);
    const now = await room.settled(id, 2);
    expect(now.nextAttemptAt).toBeLessThan(back + HOUR);
    expect(now.deadlineAt).toBeLessThan(back + 49 * HOUR);
  });
});
