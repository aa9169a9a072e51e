import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { bodyWithId, otherId } from '../../main/simulator/played-capture.ts';
import { SimulationInput } from '../../preload/contract/simulator.ts';
import { send } from '../senders/signed-request.ts';
import { startTestEngine } from '../helpers/start-engine.ts';

const SECRET = 'whsec_played';

async function startHandler() {
  const seen: { body: string; signature: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      seen.push({ body, signature: String(request.headers['stripe-signature']) });
      response.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    seen,
    url: `http://127.0.0.1:${port}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whether Stripe would have sent it: its HMAC over time and body. */
function verifies({ body, signature }: { body: string; signature: string }): boolean {
  const { t = '', v1 } = Object.fromEntries(
    signature.split(',').map((part) => part.split('=') as [string, string]),
  );
  return createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex') === v1;
}

describe('a capture that is played', () => {
  it('is many events, each with an id of its own and signed as its sender', async () => {
    await using handler = await startHandler();
    await using app = await startTestEngine();
    const { engine } = app;
    const owner = { endpointId: null, provider: 'stripe' };
    await engine.signatures.addSecret({ owner, label: 'Test', value: SECRET });
    const event = { id: 'evt_1Pq8aBcD', object: 'event', type: 'invoice.paid', data: { n: 1 } };
    await send({
      url: app.url,
      path: '/stripe',
      headers: [['Content-Type', 'application/json']],
      body: JSON.stringify(event),
      as: { provider: 'stripe', secret: SECRET },
    });
    const [capture] = await app.captures(1);
    const input = SimulationInput.parse({
      to: { kind: 'url', url: handler.url },
      captureId: capture?.id,
      signing: { kind: 'sender' },
      events: 20,
      duplicates: { share: 0.5, withinMs: 20 },
      disorder: { share: 0 },
      burst: { size: 20, spreadMs: 0, gapMs: 0 },
    });
    const { id } = await engine.simulator.start(input);
    for await (const step of engine.simulator.live({ id }))
      expect(step.captureId).toBe(capture?.id);
    expect(handler.seen).toHaveLength(30);
    expect(handler.seen.filter((one) => !verifies(one))).toEqual([]);
    const ids = handler.seen.map(({ body }) => (JSON.parse(body) as typeof event).id);
    expect(new Set(ids).size).toBe(20);
    for (const one of ids) expect(one).toMatch(/^evt_[0-9][A-Z][a-z][0-9][a-z][A-Z][a-z][A-Z]$/);
    const { items } = engine.simulator.events({ id, show: 'all', offset: 0, limit: 100 });
    expect(items.map((one) => one.id).toSorted()).toEqual([...new Set(ids)].toSorted());
    expect(items[0]?.type).toBe('invoice.paid');
  });

  it('without a secret of its sender nothing is sent, and the reason is at the field', async () => {
    await using handler = await startHandler();
    await using app = await startTestEngine();
    const { engine } = app;
    await fetch(`${app.url}/x`, { method: 'POST', body: '{"a":1}' });
    const [capture] = await app.captures(1);
    const given = (signing: object, captureId: unknown = capture?.id) =>
      SimulationInput.parse({
        to: { kind: 'url', url: handler.url },
        captureId,
        signing,
        events: 2,
      });
    const refused = { code: 'SIMULATION_INVALID', field: 'signing' };
    await expect(engine.simulator.start(given({ kind: 'sender' }))).rejects.toMatchObject(refused);
    await expect(engine.simulator.start(given({ kind: 'sender' }, null))).rejects.toMatchObject(
      refused,
    );
    expect(handler.seen).toEqual([]);
    const { id } = await engine.simulator.start(given({ kind: 'none' }));
    for await (const _ of engine.simulator.live({ id }));
    expect(handler.seen.every(({ body }) => body === '{"a":1}')).toBe(true);
    expect(handler.seen.length).toBeGreaterThanOrEqual(2);
  });
});

describe('an id of another event', () => {
  it.each([
    ['evt_1Pq', /^evt_[1-9][A-Z][a-z]$/],
    [
      '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    ],
    ['820982911946154508', /^[1-9]\d{17}$/],
  ])('%s keeps its shape', (id, shape) => {
    const others = Array.from({ length: 50 }, (_, n) => otherId(id, 'run', n));
    for (const one of others) expect(one).toMatch(shape);
    expect(otherId(id, 'run', 7)).toBe(others[7]);
    expect(otherId(id, 'other run', 7)).not.toBe(others[7]);
  });

  it('takes the place of the old one in a body, but of no other text and in no other bytes', () => {
    const body = Buffer.from('{"id":"evt_123456","note":"about evt_123456"}');
    expect(bodyWithId(body, 'evt_123456', 'evt_654321').toString()).toBe(
      '{"id":"evt_654321","note":"about evt_123456"}',
    );
    const raw = Buffer.from([0xff, 0x22, 0x61, 0x22]);
    expect(bodyWithId(raw, 'abcdef', 'x')).toBe(raw);
    expect(bodyWithId(body, null, 'x')).toBe(body);
  });
});
