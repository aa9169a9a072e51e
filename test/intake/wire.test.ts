import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { WatchedRequest, Wire } from '../../main/intake/wire/wire.ts';
import { until } from '../helpers/until.ts';

it('holds nothing of earlier requests while a connection stays open', async () => {
  const told: string[] = [];
  const server = createServer({ IncomingMessage: WatchedRequest }, (request, response) => {
    request.exchange?.whenClosed(() => told.push(request.url ?? ''));
    response.end();
  });
  server.on('connection', (socket) => void new Wire(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (const path of ['/first', '/second', '/third']) {
    const [response] = await once(get({ port, path, agent, host: '127.0.0.1' }), 'response');
    await once(response.resume(), 'end');
  }
  agent.destroy();
  await until(() => told.length > 0);
  expect(told).toEqual(['/third']);
  server.close();
});
