import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Destination } from '../../../preload/contract/destinations.ts';
import { until } from '../../helpers/until.ts';
import { input, openRoom, receiver } from '../delivery-room.ts';

const QUICK = 6;
const AT_ONCE = 2;
const ALL = 30;

/** A receiver that answers six at once, and holds what comes then until it is told how to answer. */
async function openHolding() {
  const held: ServerResponse[] = [];
  let status: number | null = null;
  const server = await receiver((_request, response) => {
    if (server.received.length <= QUICK) response.end('ok');
    else if (status !== null) response.writeHead(status).end();
    else held.push(response);
  });
  return {
    ...server,
    held,
    answer(with_: number): void {
      status = with_;
      for (const response of held.splice(0)) response.writeHead(with_).end();
    },
  };
}

/** Until two are held on the wire and more stand ready behind them. */
async function openBusy() {
  const server = await openHolding();
  // However slow the machine is, the first six are quick.
  const room = await openRoom({ quickMs: Number.POSITIVE_INFINITY });
  const sending = (): number => room.deliveries.count({ state: 'sending' }).count;
  const shop = await room.add({ url: server.url, concurrency: AT_ONCE });
  await room.destinations.setState({ id: shop.id, state: 'paused', held: 'send' });
  for (let n = 0; n < ALL; n += 1) await room.send(shop, { n });
  await room.destinations.setState({ id: shop.id, state: 'live', held: 'send' });
  await until(() => server.held.length === AT_ONCE && sending() === ALL - QUICK);
  return {
    room,
    server,
    shop,
    states: (): (string | number)[][] =>
      room.db
        .prepare<[], { state: string; attempts: number; n: number }>(
          'SELECT state, attempts, count(*) AS n FROM deliveries GROUP BY 1, 2 ORDER BY 1, 2',
        )
        .all()
        .map(({ state, attempts, n }) => [state, attempts, n]),
    logged: (): unknown => room.db.prepare('SELECT count(*) FROM delivery_attempts').pluck().get(),
    async [Symbol.asyncDispose]() {
      server.answer(200);
      await room[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const pause = (destination: Destination) => ({
  id: destination.id,
  state: 'paused' as const,
  held: 'send' as const,
});

describe('attempts that were taken ahead of the wire', () => {
  it('are held where their destination is paused, as if they had never been taken', async () => {
    await using busy = await openBusy();
    const { room, server, shop } = busy;
    await room.destinations.setState(pause(shop));
    await until(() => room.deliveries.count({ state: 'held' }).count === ALL - QUICK - AT_ONCE);
    server.answer(200);
    await room.idle();
    expect(server.received).toHaveLength(QUICK + AT_ONCE);
    expect(busy.states()).toEqual([
      ['delivered', 1, QUICK + AT_ONCE],
      ['held', 0, ALL - QUICK - AT_ONCE],
    ]);
    expect(busy.logged()).toBe(QUICK + AT_ONCE);
    await room.destinations.setState({ ...pause(shop), state: 'live' });
    await until(() => room.deliveries.count({ state: 'delivered' }).count === ALL);
    expect(server.received).toHaveLength(ALL);
  });

  it('go back once one fails: no more are sent to a receiver that is down', async () => {
    await using busy = await openBusy();
    const { room, server } = busy;
    server.answer(500);
    await room.idle();
    // Five failures open the breaker; the other one was under way.
    expect(server.received.length).toBeLessThanOrEqual(QUICK + 5 + AT_ONCE - 1);
    const failed = server.received.length - QUICK;
    expect(busy.states()).toEqual([
      ['delivered', 1, QUICK],
      ['scheduled', 0, ALL - QUICK - failed],
      ['scheduled', 1, failed],
    ]);
    expect(busy.logged()).toBe(QUICK + failed);
  });

  it('are canceled one by one, or with their destination', async () => {
    await using busy = await openBusy();
    const { room, server, shop } = busy;
    const { items } = room.deliveries.list({ limit: ALL });
    const canceled = await room.deliveries.cancel({ id: items[0]!.id });
    expect(canceled).toMatchObject({ state: 'canceled' });
    await room.destinations.remove({ id: shop.id });
    await until(() => room.deliveries.count({ state: 'canceled' }).count === ALL - QUICK - AT_ONCE);
    server.answer(200);
    await room.idle();
    expect(server.received).toHaveLength(QUICK + AT_ONCE);
  });

  it('wait for each other where the destination is asked to keep the order from now on', async () => {
    await using busy = await openBusy();
    const { room, server, shop } = busy;
    const change = { url: server.url, ordering: 'fifo' as const };
    await room.destinations.update({ ...input(change), id: shop.id });
    await until(() => room.deliveries.count({ state: 'sending' }).count === AT_ONCE);
    server.answer(200);
    await until(() => room.deliveries.count({ state: 'delivered' }).count === ALL);
    const order = server.received.map(({ body }) => (JSON.parse(body) as { n: number }).n);
    const last = order.slice(QUICK + AT_ONCE);
    expect(last).toEqual(last.toSorted((a, b) => a - b));
  });

  it('are as they were where Backstitch stops in between', async () => {
    await using busy = await openBusy();
    const { room, server } = busy;
    const closing = room.room[Symbol.asyncDispose]();
    await until(() => room.deliveries.count({ state: 'scheduled' }).count > 0);
    server.answer(200);
    await closing;
    expect(busy.states()).toEqual([
      ['delivered', 1, QUICK + AT_ONCE],
      ['scheduled', 0, ALL - QUICK - AT_ONCE],
    ]);
    room.db.close();
  });
});
