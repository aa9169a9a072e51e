import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DestinationInput } from '../../preload/contract/destinations.ts';
import { ForwardInput } from '../../preload/contract/deliveries/forwards.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { receiver } from './delivery-room.ts';

const destination = (url: string, name = 'shop') => DestinationInput.parse({ name, url });

/** An app with functions, and a webhook `go` that runs `source`. */
function writeApp(directory: string, functions: Record<string, string>, source: string): void {
  const file = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  file(
    'stitch.json',
    JSON.stringify({ config_version: 20180301, app_id: 'shop-abcde', name: 'shop' }),
  );
  for (const [name, code] of Object.entries(functions)) {
    file(`functions/${name}/config.json`, JSON.stringify({ name, private: false }));
    file(`functions/${name}/source.js`, code);
  }
  file('services/in/config.json', JSON.stringify({ name: 'in', type: 'http', version: 1 }));
  const at = 'services/in/incoming_webhooks/go';
  const options = { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' };
  const config = { name: 'go', run_as_authed_user: false, run_as_user_id: '', options };
  file(`${at}/config.json`, JSON.stringify({ ...config, respond_result: true }));
  file(`${at}/source.js`, source);
}

describe('an attempt', () => {
  it('that ends while others are written to disk is written in its turn', async () => {
    await using server = await receiver();
    await using running = await startTestEngine();
    const { destinations, deliveries } = running.engine;
    await destinations.create({ ...destination(server.url), concurrency: 10 });
    const one = { destinations: ['shop'], eventType: null, contentType: 'application/json' };
    for (let sent = 0; sent < 120; sent += 4) {
      await Promise.all(
        Array.from({ length: 4 }, () =>
          deliveries.send({ ...one, body: '{"n":1}', origin: 'api' as const }),
        ),
      );
    }
    await expect.poll(() => deliveries.count({ state: 'delivered' }).count).toBe(120);
    expect(server.received.length).toBe(120);
  });
});

describe('a capture', () => {
  it('found by the search of a forward goes on as it came, but for what must change', async () => {
    await using server = await receiver();
    await using running = await startTestEngine();
    const { engine } = running;
    const { id } = await engine.destinations.create(destination(server.url));
    await engine.destinations.saveForward(
      ForwardInput.parse({
        name: 'orders',
        destinationId: id,
        search: 'method:POST body.kind:order',
        signature: 'keep',
        appendPath: true,
      }),
    );
    const send = (body: string) =>
      fetch(`${running.url}/in/a%20b?x=1&&y=+`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'X-Signature': 'abc',
          cookie: 'a=1',
        },
        body,
      });
    await send('{"kind":"other"}');
    await send('{"kind": "order", "ü": 1}');
    await expect.poll(() => server.received.length).toBe(1);
    const [got] = server.received;
    expect(got).toMatchObject({
      method: 'POST',
      path: '/hook/in/a%20b?x=1&&y=+',
      body: '{"kind": "order", "ü": 1}',
      headers: { 'x-signature': 'abc', cookie: 'a=1', host: `127.0.0.1:${server.port}` },
    });
    expect(got?.headers['webhook-id']).toBeUndefined();
    const { items } = engine.deliveries.list({ limit: 5 });
    expect(got?.headers['backstitch-forward']).toBe(`req=${items[0]?.captureId}`);
    expect(got?.headers['via']).toContain(`1.1 backstitch-${engine.installId}`);
  });

  it('goes through the function of an app on its way', async () => {
    using dir = tempDir();
    const source = `exports = (payload) => ({ ok: true });`;
    const code = `exports = ({ body, method }) =>
      body.skip ? null : { kind: 'seen', method, total: body.total * 2 };`;
    writeApp(join(dir.path, 'app'), { shape: code }, source);
    await using server = await receiver();
    await using running = await startTestEngine();
    const { engine } = running;
    await engine.apps.import({ directory: join(dir.path, 'app'), watch: false });
    const { id } = await engine.destinations.create(destination(server.url));
    await engine.destinations.saveForward(
      ForwardInput.parse({
        name: 'shaped',
        destinationId: id,
        body: 'transformed',
        transform: { app: 'shop', function: 'shape' },
      }),
    );
    for (const body of ['{"skip":true}', '{"total":21}']) {
      await fetch(`${running.url}/in`, { method: 'POST', body });
    }
    await expect
      .poll(() => [server.received.length, engine.destinations.forwards()[0]?.problem])
      .toEqual([1, null]);
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      kind: 'seen',
      method: 'POST',
      total: 42,
    });
  });

  it('is not sent to Backstitch itself', async () => {
    await using running = await startTestEngine();
    await expect(
      running.engine.destinations.create(destination(`${running.url}/in`)),
    ).rejects.toMatchObject({ code: 'DESTINATION_INVALID', field: 'url' });
  });
});

describe('a function', () => {
  it('delivers without a service of its own, and gets ids once it is on disk', async () => {
    using dir = tempDir();
    const source = `exports = async function (payload) {
      const deliveries = context.services.get('deliveries');
      const sent = await deliveries.send({
        destination: 'shop', eventType: 'order.paid', body: { n: 7, at: new Date(0) },
        idempotencyKey: 'k7' });
      let refused = '';
      try { await deliveries.send({ destination: 'nowhere', body: 1 }); }
      catch (error) { refused = error.code + ': ' + error.message; }
      return { sent, refused };
    };`;
    writeApp(join(dir.path, 'app'), {}, source);
    await using server = await receiver();
    await using running = await startTestEngine();
    const { engine } = running;
    await engine.apps.import({ directory: join(dir.path, 'app'), watch: false });
    await engine.destinations.create(destination(server.url));
    const path = '/api/client/v2.0/app/shop-abcde/service/in/incoming_webhook/go';
    const reply = await fetch(running.url + path, { method: 'POST', body: '{}' });
    const { sent, refused } = (await reply.json()) as {
      sent: { messageId: string; deliveries: { id: string; destination: string }[] };
      refused: string;
    };
    expect(sent.deliveries).toMatchObject([{ destination: 'shop' }]);
    expect(refused).toBe('DeliveryRefused: There is no destination “nowhere”.');
    const id = sent.deliveries[0]?.id as never;
    await expect.poll(async () => (await engine.deliveries.get({ id })).state).toBe('delivered');
    expect(server.received[0]).toMatchObject({
      body: '{"n":7,"at":"1970-01-01T00:00:00.000Z"}',
      headers: { 'webhook-id': sent.messageId },
    });
    expect(await engine.deliveries.get({ id })).toMatchObject({
      origin: 'function',
      eventType: 'order.paid',
    });
  });
});
