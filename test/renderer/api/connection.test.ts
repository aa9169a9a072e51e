import { createORPCClient } from '@orpc/client';
import { os } from '@orpc/server';
import type { RouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/websocket';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import {
  ConnectionLostError,
  openConnection,
  reconnectDelayMs,
  useConnection,
  type ConnectionState,
} from '../../../renderer/api/connection.ts';
import { keepAsking } from '../../../renderer/api/heartbeat.ts';
import { socketConnect } from '../../../renderer/api/transport.ts';

const router = {
  ping: os.handler(() => 'pong'),
  never: os.handler(() => new Promise<string>(() => {})),
};

async function openServer(port = 0) {
  const sockets = new WebSocketServer({ port, host: '127.0.0.1' });
  const handler = new RPCHandler(router);
  sockets.on('connection', (socket) => handler.upgrade(socket));
  await new Promise((resolve) => sockets.once('listening', resolve));
  const address = sockets.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const close = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((resolve) => sockets.close(resolve));
  };
  return { port: address.port, close, [Symbol.asyncDispose]: close };
}

function openPage(port: number, refused: () => Promise<boolean> = async () => false) {
  useConnection.setState({ state: 'connecting', since: Date.now() });
  const connects: boolean[] = [];
  const connection = openConnection({
    connect: socketConnect(`ws://127.0.0.1:${port}`),
    refused,
    onOnline: (first) => connects.push(first),
  });
  const client: RouterClient<typeof router> = createORPCClient(connection.link);
  return { client, connection, connects, [Symbol.dispose]: () => connection.stop() };
}

function until(state: ConnectionState): Promise<void> {
  return new Promise((resolve) => {
    if (useConnection.getState().state === state) return resolve();
    const stop = useConnection.subscribe((now) => {
      if (now.state !== state) return;
      stop();
      resolve();
    });
  });
}

describe('the connection', () => {
  it('lets calls made at the start wait for it', async () => {
    await using server = await openServer();
    using page = openPage(server.port);
    expect(await page.client.ping()).toBe('pong');
    expect(page.connects).toEqual([true]);
  });

  it('comes back by itself after the engine was away, and says so once', async () => {
    const server = await openServer();
    using page = openPage(server.port);
    await until('online');
    await server.close();
    await until('lost');
    await using again = await openServer(server.port);
    expect(again.port).toBe(server.port);
    page.connection.retryNow();
    await until('online');
    expect(await page.client.ping()).toBe('pong');
    expect(page.connects).toEqual([true, false]);
  });

  it('fails calls at once while it is lost, also those under way', async () => {
    const server = await openServer();
    using page = openPage(server.port);
    await until('online');
    const underWay = page.client.never().catch((error: unknown) => error);
    await server.close();
    expect(await underWay).toBeInstanceOf(ConnectionLostError);
    await until('lost');
    await expect(page.client.ping()).rejects.toThrow('Lost the connection to Backstitch.');
  });

  it('ends when the engine does not know the session any more', async () => {
    const server = await openServer();
    using page = openPage(server.port, async () => true);
    await until('online');
    await server.close();
    await until('ended');
    await expect(page.client.ping()).rejects.toThrow(ConnectionLostError);
  });
});

it('goes on once this browser has signed in again', async () => {
  await using server = await openServer();
  let signedIn = false;
  using page = openPage(server.port, async () => !signedIn);
  await until('online');
  page.connection.drop();
  await until('ended');
  signedIn = true;
  page.connection.retryNow();
  await until('online');
  expect(page.connects).toEqual([true, false]);
});

it('waits longer after each failure, from 0.3 s to 5 s', () => {
  expect([0, 1, 2, 3, 4, 5, 60].map(reconnectDelayMs)).toEqual([
    300, 600, 1200, 2400, 4800, 5000, 5000,
  ]);
});

it('gives up a connection that leads nowhere any more, and opens the next', async () => {
  await using server = await openServer();
  using page = openPage(server.port);
  await until('online');
  let dead = true;
  const stop = keepAsking({
    ask: () => (dead ? page.client.never() : page.client.ping()),
    drop: () => {
      dead = false;
      page.connection.drop();
    },
    isOnline: () => useConnection.getState().state === 'online',
    everyMs: 20,
    deadlineMs: 60,
  });
  await until('lost');
  await until('online');
  expect(await page.client.ping()).toBe('pong');
  expect(page.connects).toEqual([true, false]);
  stop();
});
