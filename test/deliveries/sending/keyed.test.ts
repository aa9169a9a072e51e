import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderKeyOf, pointerProblem } from '../../../main/deliveries/messages/order-key.ts';
import type { Destination } from '../../../preload/contract/destinations.ts';
import { input, openRoom, receiver } from '../delivery-room.ts';

const KEYED = { ordering: 'keyed', orderKey: { from: 'json', pointer: '/k' } } as const;

/** A receiver that refuses bodies with a key, as long as it is told to. */
async function picky() {
  const refused = new Set<string>();
  const server = await receiver((request, response) => {
    const { k } = JSON.parse(request.body) as { k: string };
    response.writeHead(refused.has(k) ? 500 : 200).end();
  });
  const order = (): string[] =>
    server.received.map(({ body }) => {
      const { k, n } = JSON.parse(body) as { k: string; n: number };
      return `${k}${n}`;
    });
  return Object.assign(server, { refused, order });
}

type Room = Awaited<ReturnType<typeof openRoom>>;
const sendAll = async (room: Room, to: Destination, keys: readonly string[]) => {
  const ids = [];
  for (const [n, k] of keys.entries()) ids.push(await room.send(to, { k, n }));
  return ids;
};

describe('deliveries in order by key', () => {
  it('wait for the one of their key that fails, and for no other', async () => {
    await using server = await picky();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, ...KEYED });
    server.refused.add('a');
    const [a0, b1, a2, b3, a4] = await sendAll(room, shop, ['a', 'b', 'a', 'b', 'a']);
    for (const id of [b1, b3]) await room.until(id as never, ({ state }) => state === 'delivered');
    await room.settled(a0 as never, 1);
    expect((await room.get(a2 as never)).reason).toBe('Waiting for d1 of the same key (a).');
    expect(server.order().filter((one) => one.startsWith('a'))).toEqual(['a0']);
    server.refused.clear();
    await room.toNext(a0 as never);
    for (const id of [a2, a4]) await room.until(id as never, ({ state }) => state === 'delivered');
    expect(server.order().filter((one) => one.startsWith('a'))).toEqual(['a0', 'a0', 'a2', 'a4']);
  });

  it('go on behind one that was given up, canceled or deleted with its time', async () => {
    await using server = await picky();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, ...KEYED, schedule: { kind: 'none' } });
    server.refused.add('a');
    const [first, second] = await sendAll(room, shop, ['a', 'a']);
    await room.until(first as never, ({ state }) => state === 'discarded');
    await room.until(second as never, ({ state }) => state === 'discarded');
    const slow = await room.destinations.update({
      ...input({ url: server.url, ...KEYED }),
      id: shop.id,
    });
    const [third, fourth] = await sendAll(room, slow, ['a', 'a']);
    await room.settled(third as never, 1);
    await room.deliveries.cancel({ id: third as never });
    await room.settled(fourth as never, 1);
    expect((await room.get(fourth as never)).log).toHaveLength(1);
  });

  it('keep their order over a restart, a pause and a new round', async () => {
    await using server = await picky();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, ...KEYED });
    await room.destinations.setState({ id: shop.id, state: 'paused', held: 'send' });
    const ids = await sendAll(room, shop, ['a', 'a', 'b', 'a']);
    await room.close();
    await using again = await openRoom({ dataDir: room.dataDir });
    await again.destinations.setState({ id: shop.id, state: 'live', held: 'send' });
    for (const id of ids) await again.until(id, ({ state }) => state === 'delivered');
    expect(server.order().filter((one) => one.startsWith('a'))).toEqual(['a0', 'a1', 'a3']);
    server.refused.add('a');
    const [head] = await sendAll(again, shop, ['a']);
    await again.settled(head as never, 1);
    await again.deliveries.requeue({ id: ids[0] as never });
    expect(await again.get(ids[0] as never)).toMatchObject({
      state: 'scheduled',
      nextAttemptAt: null,
    });
  });

  it('all go where the order is given up', async () => {
    await using server = await picky();
    await using room = await openRoom();
    const shop = await room.add({ url: server.url, ...KEYED });
    server.refused.add('a');
    const ids = await sendAll(room, shop, ['a', 'a', 'a']);
    await room.settled(ids[0] as never, 1);
    await room.destinations.update({ ...input({ url: server.url }), id: shop.id });
    for (const id of ids) {
      expect(await room.settled(id, 1)).toMatchObject({ state: 'scheduled', attempts: 1 });
    }
  });
});

describe('the key of a message', () => {
  const body = Buffer.from('{"a":{"b/c":[{"~":7}]},"e":"","n":null}');
  const at = (pointer: string) => orderKeyOf({ from: 'json', pointer }, { headers: null, body });

  it('is found by a JSON pointer or a header', () => {
    expect(at('/a/b~1c/0/~0')).toBe('7');
    expect(at('/a/b~1c')).toBe('[{"~":7}]');
    expect([at('/x'), at('/e'), at('/n'), at('/a/b')]).toEqual([null, null, null, null]);
    const where = { from: 'header', name: 'x-order' } as const;
    expect(orderKeyOf(where, { headers: [['X-Order', '9']], body })).toBe('9');
    expect(orderKeyOf(where, { headers: null, body })).toBeNull();
  });

  it('never fails, and is never long', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.json(), fc.string()), (pointer, text) => {
        pointerProblem(pointer);
        const where = { from: 'json', pointer } as const;
        const key = orderKeyOf(where, { headers: null, body: Buffer.from(text) });
        expect(key === null || key.length <= 200).toBe(true);
      }),
    );
  });
});
