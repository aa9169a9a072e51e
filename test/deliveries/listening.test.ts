import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { startTestEngine } from '../helpers/start-engine.ts';

it('says whether something listens on this computer, and sends nothing to find out', async () => {
  await using t = await startTestEngine();
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined).on('data', (data) => received.push(data));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const listening = async (address: string) =>
    (await t.engine.destinations.listens({ address })).listening;
  const spellings = [`${port}`, `:${port}/x`, `localhost:${port}`, `http://127.0.0.1:${port}/y`];
  const up = await Promise.all(spellings.map(listening));
  expect(up).toEqual([true, true, true, true]);
  server.close();
  await once(server, 'close');
  expect(await listening(`${port}`)).toBe(false);
  expect(received).toEqual([]);
});

it.each(['https://example.com', '192.0.2.1:80', 'example.test:8080', 'no address', ''])(
  'tries no connection to “%s”: it is not an address of this computer',
  async (address) => {
    await using t = await startTestEngine();
    expect(await t.engine.destinations.listens({ address })).toEqual({ listening: null });
  },
);
