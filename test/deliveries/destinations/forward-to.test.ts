import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { DATABASE_FILE } from '../../../main/store/data-dir.ts';
import { EndpointId } from '../../../preload/contract/shapes.ts';
import { startTestEngine, type TestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { openRoom, receiver } from '../delivery-room.ts';

const INBOX = EndpointId.parse('inbox');
const forwardTo = (t: TestEngine, address: string) =>
  t.engine.endpoints.forwardTo({ endpointId: INBOX, address });

describe('forwarding to a server by its address', () => {
  it('lets the server answer, with the captured path, query, bytes and signature', async () => {
    await using server = await receiver(201);
    await using t = await startTestEngine();
    const { created, destination, endpoint } = await forwardTo(t, String(server.port));
    expect(created).toBe(true);
    expect(destination).toMatchObject({
      name: `localhost:${server.port}`,
      signing: 'none',
      schedule: { kind: 'quick-dev' },
      timeoutMs: 25_000,
      ordering: 'fifo',
      concurrency: 1,
    });
    expect(endpoint).toMatchObject({
      id: 'inbox',
      forward: {
        destinationId: destination.id,
        onFailure: 'queue',
        deadlineMs: 25_000,
        appendPath: true,
      },
    });
    const reply = await fetch(`${t.url}/shop/hooks?a=1&&b`, {
      method: 'PUT',
      body: '{"n": 1}',
      headers: { 'x-hub-signature-256': 'sha256=00' },
    });
    expect([reply.status, await reply.text()]).toEqual([201, 'answered']);
    expect(server.received).toMatchObject([
      { method: 'PUT', path: '/shop/hooks?a=1&&b', body: '{"n": 1}' },
    ]);
    expect(server.received[0]?.headers['x-hub-signature-256']).toBe('sha256=00');
  });

  it('takes a URL with a path as it stands, and the captured query behind it', async () => {
    await using server = await receiver();
    await using t = await startTestEngine();
    const { endpoint } = await forwardTo(t, `localhost:${server.port}/hook?own=1`);
    expect(endpoint.forward?.appendPath).toBe(false);
    await fetch(`${t.url}/other?a=2`);
    await fetch(`${t.url}/other`);
    expect(server.received.map(({ path }) => path)).toEqual(['/hook?own=1&a=2', '/hook?own=1']);
  });

  it('gives the same destination for the same address, however it is written', async () => {
    await using t = await startTestEngine();
    const first = await forwardTo(t, '3999');
    for (const again of ['3999', ':3999', 'localhost:3999', 'http://localhost:3999/']) {
      const { created, destination } = await forwardTo(t, again);
      expect([created, destination.id]).toEqual([false, first.destination.id]);
    }
    expect(t.engine.destinations.list()).toHaveLength(1);
    expect((await forwardTo(t, '3998')).created).toBe(true);
  });

  it('keeps what was chosen for a server that does not answer', async () => {
    await using t = await startTestEngine();
    const { endpoint } = await forwardTo(t, '3999');
    const forward = { ...endpoint.forward!, onFailure: 'unavailable' as const, deadlineMs: 1000 };
    await t.engine.endpoints.update({ ...endpoint, forward });
    const changed = await forwardTo(t, '3998');
    expect(changed.endpoint.forward).toMatchObject({ onFailure: 'unavailable', deadlineMs: 1000 });
  });

  it('takes up a destination that was paused', async () => {
    await using t = await startTestEngine();
    const { destination } = await forwardTo(t, '3999');
    await t.engine.destinations.setState({ id: destination.id, state: 'paused', held: 'send' });
    expect((await forwardTo(t, '3999')).destination.state).toBe('live');
  });

  it('finds a name of its own where its own is taken', async () => {
    await using t = await startTestEngine();
    const { destination } = await forwardTo(t, '3999');
    const { id, ...settings } = destination;
    await t.engine.destinations.update({ ...settings, id, url: 'http://localhost:4000' });
    expect((await forwardTo(t, '3999')).destination.name).toBe('localhost:3999 (2)');
  });

  it.each([
    ['99999', /not a port/],
    ['foo', /not an address/],
    ['http://192.168.1.9:3000', /needs https/],
    ['http://nobody.invalid:3000', /was not found/],
    ['http://169.254.169.254/latest', /never sends/],
  ])('refuses %s, with a word of what to type', async (address, message) => {
    await using t = await startTestEngine();
    await expect(forwardTo(t, address)).rejects.toMatchObject({
      code: 'FORWARD_INVALID',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
      field: 'address',
    });
    expect(t.engine.destinations.list()).toEqual([]);
  });

  it('refuses its own intake', async () => {
    await using t = await startTestEngine();
    await expect(forwardTo(t, String(t.port))).rejects.toMatchObject({
      code: 'FORWARD_INVALID',
      message: expect.stringContaining('Backstitch itself listens'),
    });
  });

  it('asks once before captures go to another host', async () => {
    await using t = await startTestEngine();
    const address = 'https://198.41.0.4/hooks';
    await expect(forwardTo(t, address)).rejects.toMatchObject({
      code: 'TARGET_NEEDS_ALLOW',
      host: '198.41.0.4',
    });
    await t.engine.replays.allowHost({ host: '198.41.0.4' });
    expect((await forwardTo(t, address)).destination).toMatchObject({
      url: address,
      allowPrivate: false,
    });
  });

  it('takes another name of this machine, as long as it leads nowhere else', async () => {
    await using server = await receiver();
    let leadsTo = ['127.0.0.1'];
    await using room = await openRoom({ lookup: async () => leadsTo });
    const { destination } = await room.room.destinationFor(`app.test:${server.port}/x`);
    expect(destination).toMatchObject({
      url: `http://app.test:${server.port}/x`,
      allowPrivate: true,
    });
    await room.until(await room.send(destination), (one) => one.state === 'delivered');
    leadsTo = ['93.184.216.34'];
    const elsewhere = await room.settled(await room.send(destination), 1);
    expect(elsewhere.reason).toContain('needs https');
    expect(server.received).toHaveLength(1);
    await expect(room.room.destinationFor('other.test:80/x')).rejects.toMatchObject({
      code: 'FORWARD_INVALID',
    });
  });

  it('says that the endpoint is gone before anything is made', async () => {
    await using t = await startTestEngine();
    const asked = t.engine.endpoints.forwardTo({
      endpointId: EndpointId.parse('no'),
      address: '3',
    });
    await expect(asked).rejects.toMatchObject({ code: 'ENDPOINT_NOT_FOUND' });
    expect(t.engine.destinations.list()).toEqual([]);
  });

  it('reaches a server that is back with the next request, not after a wait', async () => {
    await using t = await startTestEngine();
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    const { destination } = await forwardTo(t, `127.0.0.1:${port}`);
    for (let n = 0; n < 4; n += 1) await fetch(`${t.url}/down/${n}`);
    const now = () => t.engine.destinations.list().find(({ id }) => id === destination.id);
    expect(now()?.breaker.state).toBe('open');
    const server = createServer((request, response) => response.end(`up ${request.url}`));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const reply = await fetch(`${t.url}/up`);
    expect([reply.status, await reply.text()]).toEqual([200, 'up /up']);
    expect(now()?.breaker.state).toBe('closed');
    server.closeAllConnections();
    server.close();
  });

  it('leaves forwards from before it without the captured path', async () => {
    using dir = tempDir();
    const first = await startTestEngine({ dataDir: dir.path });
    await forwardTo(first, '3999');
    await first.stop();
    const db = new SqliteDatabase(join(dir.path, DATABASE_FILE));
    db.exec("UPDATE endpoint_forwards SET settings = json_remove(settings, '$.appendPath')");
    db.close();
    await using t = await startTestEngine({ dataDir: dir.path });
    const [inbox] = t.engine.endpoints.list();
    expect(inbox?.forward?.appendPath).toBe(false);
  });
});
