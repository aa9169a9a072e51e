import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { DestinationInput } from '../../../preload/contract/destinations.ts';
import type { EndpointForward } from '../../../preload/contract/endpoints.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { receiver } from '../delivery-room.ts';

async function startWith(url: string, some: Partial<EndpointForward> = {}) {
  const running = await startTestEngine();
  const { engine } = running;
  const { id } = await engine.destinations.create(DestinationInput.parse({ name: 'app', url }));
  const endpoint = await engine.endpoints.create({
    name: 'live',
    enabled: true,
    path: '/live',
    methods: [],
    reply: {
      status: 202,
      headers: [],
      bodyKind: 'text',
      body: 'canned',
      delayMs: 0,
      failFirst: { count: 0, status: 500 },
    },
    forward: {
      destinationId: id,
      onFailure: 'queue',
      deadlineMs: 5000,
      appendPath: false,
      ...some,
    },
  });
  const send = () => fetch(`${running.url}/live`, { method: 'POST', body: '{"n":1}' });
  const newest = () => engine.deliveries.list({ limit: 1 }).items[0];
  return Object.assign(running, { endpoint, send, newest, destinationId: id });
}

describe('an endpoint with a live forward', () => {
  it.each([201, 418, 500, 410])(
    'gives the sender the own answer of the server: %i',
    async (status) => {
      await using server = await receiver((_request, response) => {
        response.writeHead(status, { 'X-Own': 'yes', Connection: 'close, x-hop', 'x-hop': '1' });
        response.end('from the app');
      });
      await using room = await startWith(server.url);
      const reply = await room.send();
      expect([reply.status, await reply.text()]).toEqual([status, 'from the app']);
      expect([reply.headers.get('x-own'), reply.headers.get('x-hop')]).toEqual(['yes', null]);
      expect(server.received).toMatchObject([{ body: '{"n":1}', method: 'POST' }]);
      expect(server.received[0]?.headers['webhook-signature']).toBeUndefined();
      const [capture] = await room.captures(1);
      expect(capture?.status).toBe(status);
      const isGood = status < 300;
      expect(room.newest()).toMatchObject({ state: isGood ? 'delivered' : 'failed', attempts: 1 });
      const { log } = await room.engine.deliveries.get({ id: room.newest()?.id as never });
      expect(log.map(({ trigger }) => trigger)).toEqual(['forward']);
      expect(room.engine.destinations.list()[0]?.state).toBe('live');
    },
  );

  it('answers 200 for one that is too slow, and delivers later', async () => {
    const released = Promise.withResolvers<void>();
    await using server = await receiver(async (_request, response) => {
      await released.promise;
      response.end();
    });
    await using room = await startWith(server.url, { deadlineMs: 600 });
    const reply = await room.send();
    expect(reply.status).toBe(200);
    released.resolve();
    const waiting = room.newest();
    expect(waiting).toMatchObject({
      state: 'scheduled',
      attempts: 1,
      captureId: expect.any(String),
    });
    const done = await room.engine.deliveries.retry({ id: waiting?.id as never });
    expect(done.state).toBe('delivered');
  });

  it.each([
    ['that never ends', (response: ServerResponse) => void response.write('a part')],
    [
      'that breaks off',
      (response: ServerResponse) => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('a part', () => response.destroy());
      },
    ],
  ])('never passes on a part of an answer %s as if it were whole', async (_how, answer) => {
    await using server = await receiver((_request, response) => answer(response));
    await using room = await startWith(server.url, { deadlineMs: 1500 });
    const reply = await room.send();
    expect(reply.status).toBe(503);
    expect(await reply.text()).not.toContain('a part');
    // The receiver took it: it is not sent again.
    expect(room.newest()).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  it('answers 503, or the canned reply, where the endpoint says so', async () => {
    await using room = await startWith('http://127.0.0.1:9', { onFailure: 'unavailable' });
    const reply = await room.send();
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '60']);
    expect(room.newest()?.state).toBe('failed');
    const { id, name, enabled, path, methods, reply: canned } = room.endpoint;
    const kept = await room.engine.endpoints.update({
      id,
      name,
      enabled,
      path,
      methods,
      reply: canned,
    });
    expect(kept.forward?.onFailure).toBe('unavailable');
    const forward = {
      destinationId: room.destinationId,
      onFailure: 'reply',
      deadlineMs: 5000,
      appendPath: false,
    } as const;
    await room.engine.endpoints.update({
      id,
      name,
      enabled,
      path,
      methods,
      reply: canned,
      forward,
    });
    const other = await room.send();
    expect([other.status, await other.text()]).toEqual([202, 'canned']);
  });
});
