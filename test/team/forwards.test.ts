import { afterAll, beforeAll, expect, it } from 'vitest';
import { ForwardInput } from '../../preload/contract/deliveries/forwards.ts';
import { DestinationInput } from '../../preload/contract/destinations.ts';
import { receiver } from '../deliveries/delivery-room.ts';
import type { TestPostgres } from '../helpers/postgres.ts';
import type { TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { memberUrl, startTeamServer } from './team-server.ts';
import { pushed, startNode } from './two-engines.ts';

let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTeamServer();
  url = await memberUrl(server, 'everybody');
});
afterAll(() => server[Symbol.asyncDispose]());

/** By its spelling it is not this computer. Nothing is ever sent there. */
const outside = 'https://10.1.2.3:9/';
const send = (t: { url: string }, path: string): Promise<Response> =>
  fetch(`${t.url}${path}`, { method: 'POST', body: path });

async function forwardTo({ engine }: TestEngine, to: string, more: object = {}) {
  const { id } = await engine.destinations.create(
    DestinationInput.parse({ name: to, url: to, allowPrivate: true }),
  );
  await engine.destinations.saveForward(
    ForwardInput.parse({ name: to, destinationId: id, appendPath: true, ...more }),
  );
  return id;
}

const follow = (t: TestEngine, node: TestEngine, onArrival: 'keep' | 'forward') =>
  t.engine.team.saveFollow({ node: node.engine.team.get().node!.id, endpoints: [], onArrival });

const idsIn = (t: TestEngine, destinationId: string): number =>
  t.engine.deliveries.count({ destinationId: destinationId as never }).count;

it('what a followed relay catches goes through forwards to this computer, once, and nowhere else', async () => {
  using dir = tempDir();
  await using local = await receiver();
  await using relay = await startNode(url, 'Relay 1', { input: { kind: 'relay' } });
  await using other = await startNode(url, 'Other 1', { input: { kind: 'relay' } });
  await send(relay, '/before');
  await pushed(relay);
  {
    await using anna = await startNode(url, 'Anna 1', { dataDir: dir.path });
    await anna.captures(1);
    const orders = await anna.engine.endpoints.create({
      name: 'Orders',
      enabled: true,
      path: '/orders',
      methods: [],
      reply: {
        status: 200,
        headers: [],
        bodyKind: 'text',
        body: '',
        delayMs: 0,
        failFirst: { count: 0, status: 500 },
      },
    });
    const toAll = await forwardTo(anna, local.url);
    const toOrders = await forwardTo(anna, `${local.url}/orders-only`, { endpointId: orders.id });
    const toOutside = await forwardTo(anna, outside);
    await follow(anna, relay, 'forward');
    expect(anna.engine.team.follows()).toMatchObject([{ onArrival: 'forward' }]);
    await send(other, '/others');
    await send(relay, '/orders');
    await send(relay, '/pay');
    await anna.captures(4);
    await until(() => local.received.length === 3);
    expect(local.received.map(({ path }) => path).toSorted()).toEqual([
      '/hook/orders',
      '/hook/orders-only/orders',
      '/hook/pay',
    ]);
    const items = await until(() => {
      const { items: all } = anna.engine.deliveries.list({ limit: 10 });
      return all.length === 3 && all.every(({ state }) => state === 'delivered') && all;
    });
    expect((await anna.engine.deliveries.get({ id: items[0]!.id })).origin).toBe('team');
    expect([toAll, toOrders, toOutside].map((id) => idsIn(anna, id))).toEqual([2, 1, 0]);

    // Accepted for this computer, and then its destination is moved outside.
    await anna.engine.destinations.setState({ id: toAll, state: 'paused', held: 'send' });
    await send(relay, '/moved');
    await until(() => idsIn(anna, toAll) === 3);
    const moved = DestinationInput.parse({ name: 'moved', url: outside, allowPrivate: true });
    await anna.engine.destinations.update({ id: toAll, ...moved });
    await anna.engine.destinations.setState({ id: toAll, state: 'live', held: 'send' });
    const stopped = await until(
      () => anna.engine.deliveries.list({ limit: 1, state: 'failed' }).items[0],
    );
    expect(stopped.reason).toContain('receivers on this computer only');

    await anna.engine.destinations.setState({ id: toAll, state: 'paused', held: 'discard' });

    // Followed without it, nothing goes on.
    await follow(anna, relay, 'keep');
    await send(relay, '/orders?kept');
    await anna.captures(6);
  }
  // A start looks for what a crash cut off; what others caught is none of that.
  await using again = await startNode(url, 'Anna 1', { dataDir: dir.path });
  await send(again, '/orders?own');
  await until(() => local.received.some(({ path }) => path.endsWith('?own')));
  expect(local.received.map(({ path }) => path).filter((path) => path.includes('kept'))).toEqual(
    [],
  );
  expect(local.received).toHaveLength(4);
});
