import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { NAMED_SERVERS } from '../../../main/outbound/guard/policies.ts';
import { checkServer } from '../../../main/outbound/guard/server.ts';
import { copyToPostgres } from '../../../main/warehouse/postgres/copy.ts';
import { openSchemaRoom } from '../room.ts';

/** A listener that notes who connects. */
async function listener() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

async function copyTo(url: string, found: string[], ownPort: number): Promise<string> {
  using room = openSchemaRoom();
  room.load('{"n":1}');
  const copied = copyToPostgres({
    db: room.db,
    schema: 'shop',
    keys: [],
    loading: 'append',
    url,
    judge: (place) =>
      checkServer(place, {
        policy: NAMED_SERVERS,
        own: { isOwnListener: (_address, port) => port === ownPort, publicHost: () => null },
        resolve: async () => found,
      }),
  });
  return copied.then(String, (error: unknown) => String(error));
}

describe('a PostgreSQL server', () => {
  it('is never Backstitch itself, by whatever part of its URL', async () => {
    await using own = await listener();
    const urls = [
      `postgresql://u:p@127.0.0.1:${own.port}/db`,
      `postgresql://u:p@localhost:${own.port}/db`,
      `postgresql://u:p@[::ffff:127.0.0.1]:${own.port}/db`,
      `postgresql://u:p@db.example:${own.port}/db`,
      `postgresql://u:p@db.example:5432/db?host=127.0.0.1&port=${own.port}`,
    ];
    for (const url of urls) {
      expect(await copyTo(url, ['127.0.0.1'], own.port)).toContain('Backstitch itself listens');
    }
    expect(own.connections()).toBe(0);
  });

  it('is connected to where its name led when it was judged', async () => {
    await using server = await listener();
    const url = `postgresql://u:p@db.example:${server.port}/db`;
    expect(await copyTo(url, ['127.0.0.1'], 1)).toContain('Connection terminated');
    expect(server.connections()).toBe(1);
    expect(await copyTo(url, ['169.254.169.254'], 1)).toContain('never sends to');
    expect(server.connections()).toBe(1);
  });
});
