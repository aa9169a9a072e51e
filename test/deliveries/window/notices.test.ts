import { expect, it } from 'vitest';
import { HOUR, openRoom, receiver } from '../delivery-room.ts';

it('tells of the first failure, of what was given up, and of nothing twice within ten minutes', async () => {
  let status = 500;
  await using server = await receiver((_request, response) => {
    response.writeHead(status).end();
  });
  await using room = await openRoom();
  const shop = await room.add({ url: server.url, name: 'Shop', schedule: { kind: 'none' } });
  const heard: string[] = [];
  const stop = new AbortController();
  const hearing = (async () => {
    for await (const { notice } of room.deliveries.live(undefined, stop.signal)) {
      if (notice !== null) heard.push(notice);
    }
  })();
  const send = async (): Promise<void> => {
    const id = await room.send(shop, { n: heard.length });
    await room.until(id, ({ state }) => state === 'discarded' || state === 'delivered');
  };
  await send();
  await send();
  expect(heard).toHaveLength(1);
  expect(heard[0]).toContain('Shop');
  expect(heard[0]).toContain('500');
  room.clock.advance(HOUR);
  status = 200;
  await send();
  status = 503;
  await send();
  expect(heard).toHaveLength(2);
  stop.abort();
  await hearing;
});
