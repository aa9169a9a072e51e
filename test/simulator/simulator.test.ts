import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../main/lib/clock.ts';
import { openSimulator } from '../../main/simulator/simulator.ts';
import { Simulation, SimulationInput } from '../../preload/contract/simulator.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { closedPort } from '../helpers/peers/raw-server.ts';

interface Seen {
  id: string;
  body: string;
  headers: IncomingMessage['headers'];
}
type Handle = (seen: Seen, response: ServerResponse, all: readonly Seen[]) => void;

/** A handler of a user's own; `/count` says how many events it worked on. */
async function startHandler(handle: Handle, count = () => 0) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/count') {
      response.end(JSON.stringify({ data: { count: count() } }));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers } = request;
      const id = String(headers['webhook-id']);
      const one = { id, body: Buffer.concat(chunks).toString(), headers };
      seen.push(one);
      handle(one, response, seen);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    seen,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const room = () =>
  openSimulator({
    clock: systemClock,
    installId: '0123abcd',
    version: '1.2.3',
    guard: { checkTarget: () => Promise.resolve(), checkAddresses: () => undefined },
    intakeUrl: () => 'http://127.0.0.1:8976',
    log: () => {},
  });

const QUICK = {
  events: 20,
  duplicates: { share: 0.45, withinMs: 60 },
  disorder: { share: 0.3, withinMs: 80 },
  burst: { size: 5, spreadMs: 10, gapMs: 20 },
  retryGapsMs: [100, 100],
};
const input = (url: string, more: object = {}): SimulationInput =>
  SimulationInput.parse({ to: { kind: 'url', url: `${url}/hook` }, ...QUICK, ...more });

async function play(simulator: ReturnType<typeof room>, given: SimulationInput) {
  const { id } = await simulator.start(given);
  let last: Simulation | undefined;
  for await (const step of simulator.live({ id })) last = step;
  // What the border would let through.
  return Simulation.parse(last);
}

describe('a simulation', () => {
  it('proves an idempotent handler', async () => {
    const known = new Set<string>();
    const check = () => known.size;
    await using own = await startHandler(({ id }, response) => {
      known.add(id);
      response.end('{"ok":true}');
    }, check);
    await using simulator = room();
    const end = await play(
      simulator,
      input(own.url, { check: { url: `${own.url}/count`, path: 'data.count' } }),
    );
    expect(end.verdict).toMatchObject({
      tone: 'good',
      title: 'Proven idempotent: grew by 20 for 20 events and 9 duplicates',
    });
    expect(end).toMatchObject({ state: 'finished', check: { before: 0, after: 20 } });
    expect(end.summary).toMatchObject({ sent: 29, duplicates: 9, ok: 29, accepted: 20 });
    expect(end.summary.outOfOrder).toBeGreaterThan(0);
    expect(end.slices.reduce((sum, { ok }) => sum + ok, 0)).toBe(29);
  });

  it('convicts a handler that works on duplicates again', async () => {
    let made = 0;
    await using own = await startHandler(
      (_seen, response) => response.end(JSON.stringify({ made: (made += 1) })),
      () => made,
    );
    await using simulator = room();
    const check = { url: `${own.url}/count`, path: 'data.count' };
    const end = await play(simulator, input(own.url, { check }));
    expect(end.verdict).toMatchObject({
      tone: 'bad',
      title: 'Not idempotent: grew by 29 for 20 events and 9 duplicates',
    });
    const outside = await play(simulator, input(own.url));
    expect(outside.verdict.title).toBe('9 duplicates: all answered 2xx, 9 not like the first');
    const page = simulator.events({ id: outside.id, show: 'differing', offset: 0, limit: 5 });
    expect(page.total).toBe(9);
    expect(page.items[0]?.sends.map(({ kind }) => kind)).toEqual(['first', 'duplicate']);
  });

  it('sends what failed again with the same id and body, signed again', async () => {
    const tries = new Map<string, number>();
    await using own = await startHandler(({ id }, response) => {
      const nth = (tries.get(id) ?? 0) + 1;
      tries.set(id, nth);
      response.statusCode = nth === 1 ? 503 : 200;
      response.end('same');
    });
    await using simulator = room();
    const signing = { kind: 'standard', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
    const more = {
      events: 4,
      duplicates: { share: 0 },
      signing,
      body: '{"n":{{n}},"u":"{{uuid}}"}',
    };
    const end = await play(simulator, input(own.url, more));
    expect(end.summary).toMatchObject({ sent: 8, retries: 4, ok: 4, notOk: 4, accepted: 4 });
    const first = own.seen.find(({ body }) => body.startsWith('{"n":1'));
    const same = own.seen.filter(({ id }) => id === first?.id);
    expect(same.map(({ body }) => body)).toEqual([first?.body, first?.body]);
    for (const { headers } of own.seen) {
      expect(headers).toMatchObject({
        'webhook-signature': expect.stringMatching(/^v1,/),
        'user-agent': 'Backstitch/1.2.3',
      });
    }
  });

  it('gives up after the ladder, and says so event by event', async () => {
    await using own = await startHandler((_seen, response) => {
      response.statusCode = 500;
      response.end();
    });
    await using simulator = room();
    const end = await play(simulator, input(own.url, { events: 2, duplicates: { share: 0 } }));
    expect(end.summary).toMatchObject({ sent: 6, retries: 4, rejected: 2, accepted: 0 });
    expect(end.verdict.tone).toBe('bad');
    const { items } = simulator.events({ id: end.id, show: 'rejected', offset: 0, limit: 9 });
    expect(items.map(({ sends }) => sends.map(({ status }) => status))).toEqual([
      [500, 500, 500],
      [500, 500, 500],
    ]);
  });

  it('says in plain words why nothing answered', async () => {
    await using simulator = room();
    const port = await closedPort();
    const end = await play(
      simulator,
      input(`http://127.0.0.1:${port}`, { events: 1, retryGapsMs: [] }),
    );
    const { items } = simulator.events({ id: end.id, show: 'all', offset: 0, limit: 9 });
    expect(items[0]?.sends[0]).toMatchObject({
      status: null,
      error: `Nothing listens on 127.0.0.1:${port}.`,
      errorCode: 'ECONNREFUSED',
    });
  });

  it('is canceled within a request, and frees the way for the next', async () => {
    await using own = await startHandler(() => {});
    await using simulator = room();
    const { id } = await simulator.start(input(own.url));
    await expect(simulator.start(input(own.url))).rejects.toMatchObject({
      code: 'SIMULATION_BUSY',
    });
    await expect.poll(() => own.seen.length).toBeGreaterThan(0);
    const end = await simulator.cancel({ id });
    expect(end).toMatchObject({ state: 'canceled' });
    expect(end.summary.sent).toBe(end.summary.unanswered);
    const sent = own.seen.length;
    const next = await simulator.start(input(own.url));
    await simulator.cancel(next);
    expect(own.seen.length - sent).toBeLessThanOrEqual(10);
  });

  it('does not start where the check cannot be read', async () => {
    await using own = await startHandler((_seen, response) => response.end());
    await using simulator = room();
    const check = { url: `${own.url}/count`, path: 'data.missing' };
    await expect(simulator.start(input(own.url, { check }))).rejects.toMatchObject({
      code: 'SIMULATION_INVALID',
      field: 'check.url',
      message: expect.stringContaining('nothing at "data.missing"'),
    });
    expect(own.seen).toEqual([]);
    // A start that failed does not keep the next from beginning.
    await expect(play(simulator, input(own.url, { events: 1 }))).resolves.toBeDefined();
  });
});

describe('in the engine', () => {
  it('goes to the own intake, also when written as a URL, and to nothing else of ours', async () => {
    await using test = await startTestEngine();
    const { simulator } = test.engine;
    test.engine.protect(test.port + 1);
    const short = { events: 2, duplicates: { share: 0 }, disorder: { share: 0 } };
    for (const to of [
      { kind: 'intake', path: '/sim' },
      { kind: 'url', url: `http://localhost:${test.port}/sim` },
    ]) {
      const end = await play(simulator, SimulationInput.parse({ to, ...short }));
      expect(end.summary).toMatchObject({ ok: 2 });
    }
    expect(await test.captures(4)).toHaveLength(4);
    const start = (url: string) =>
      simulator.start(SimulationInput.parse({ to: { kind: 'url', url }, ...short }));
    await expect(start(`http://127.0.0.1:${test.port + 1}/`)).rejects.toMatchObject({
      code: 'TARGET_REFUSED',
    });
    await expect(start('https://hooks.example/x')).rejects.toMatchObject({
      code: 'TARGET_NEEDS_ALLOW',
      host: 'hooks.example',
    });
    await expect(start('http://169.254.169.254/')).rejects.toMatchObject({
      code: 'TARGET_REFUSED',
    });
  });
});
