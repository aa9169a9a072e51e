/**
 * What events understood cost, with ratios that hold on a slow machine, too: node test/bench/events.ts [part ...]
 *
 * Parts: catalogue, compare, backfill, fetching, trace, export; all of them where none is named.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Profiler, Session } from 'node:inspector/promises';
import type { AddressInfo } from 'node:net';
import type { DeliveryId } from '../../preload/contract/deliveries.ts';
import type { BackfillScanId } from '../../preload/contract/backfill.ts';
import type { CaptureId, EndpointId } from '../../preload/contract/shapes.ts';
import { type FakeEvent, fakeProvider } from '../backfill/fake-provider.ts';
import { seedCaptures } from '../helpers/seeds/seed.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { fire } from './parts/firing.ts';
import { startListedProvider } from './parts/listed-provider.ts';
import { median } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const SECONDS = 4;
const CONNECTIONS = 50;

/** Time of a profile in a part of the program, with all that it calls, in microseconds. */
function timeIn({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, part: RegExp) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Map<number, number>();
  samples.forEach((id, i) => own.set(id, (own.get(id) ?? 0) + (timeDeltas[i] ?? 0)));
  const parents = new Map(
    nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)),
  );
  let inside = 0;
  let busy = 0;
  for (const [id, us] of own) {
    const name = byId.get(id)?.callFrame.functionName;
    if (name !== '(idle)') busy += us;
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      if (!part.test(byId.get(at)?.callFrame.url ?? '')) continue;
      inside += us;
      break;
    }
  }
  return { inside, busy };
}

/** What the thread that takes captures spends on the catalogue, while captures come as fast as they can. */
async function catalogue(): Promise<Row[]> {
  await using t = await startTestEngine();
  await fire(`${t.url}/orders`, 2, CONNECTIONS);
  using session = Object.assign(new Session(), {
    [Symbol.dispose](this: Session) {
      this.disconnect();
    },
  });
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 250 });
  await session.post('Profiler.start');
  const before = process.threadCpuUsage();
  const { answered } = await fire(`${t.url}/orders`, SECONDS, CONNECTIONS);
  const { user, system } = process.threadCpuUsage(before);
  const { profile } = await session.post('Profiler.stop');
  const { inside, busy } = timeIn(profile, /\/main\/(catalogue|captures\/catalogued)\//);
  const each = (user + system) / answered;
  return [
    {
      what: 'Catalogue and schema, main thread, each capture',
      measured: `${((each * inside) / busy).toFixed(2)} µs of ${each.toFixed(0)} µs processor time (ratio ${(inside / busy).toFixed(3)})`,
      hold: 'under 5 µs',
    },
  ];
}

/** Two bodies of 5 MB, from the call to the answer, beside reading both as JSON; processor time of all threads. */
async function compare(): Promise<Row[]> {
  await using t = await startTestEngine();
  const items = Array.from({ length: 22_000 }, (_, n) => ({
    id: n,
    name: `Item ${n} with a name of some length`,
    tags: ['a', 'b', String(n)],
    price: { amount: n * 7, currency: 'EUR', note: 'x'.repeat(90) },
  }));
  const changed = items.map((item) => (item.id % 7000 === 1 ? { ...item, name: 'another' } : item));
  const left = JSON.stringify({ items });
  const headers = { 'content-type': 'application/json' };
  const keep = async (body: string, path: string): Promise<CaptureId> => {
    await fetch(`${t.url}${path}`, { method: 'POST', body, headers });
    const [capture] = await t.captures(1, `path:${path}`);
    return capture?.id as CaptureId;
  };
  const first = await keep(left, '/left');
  const others = {
    'a few values changed': await keep(JSON.stringify({ items: changed }), '/changed'),
    reversed: await keep(JSON.stringify({ items: changed.toReversed() }), '/reversed'),
  };
  const rows: Row[] = [];
  for (const [name, right] of Object.entries(others)) {
    const times: number[] = [];
    const costs: number[] = [];
    const parses: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      let start = performance.now();
      const before = process.cpuUsage();
      await t.engine.compare.pair({ left: first, right, of: 'request', ignore: 'kept' });
      times.push(performance.now() - start);
      const { user, system } = process.cpuUsage(before);
      costs.push((user + system) / 1000);
      start = performance.now();
      JSON.parse(left);
      JSON.parse(left);
      parses.push(performance.now() - start);
    }
    const [took, cost, parse] = [median(times), median(costs), median(parses)];
    rows.push({
      what: `Compare two bodies of ${(left.length / 1e6).toFixed(1)} MB, ${name}`,
      measured: `${took.toFixed(0)} ms, processor ${cost.toFixed(0)} ms (${(took / parse).toFixed(1)} times JSON.parse of both)`,
      hold: 'under 1000 ms',
    });
  }
  return rows;
}

/** What a provider lists against many captures: time, and memory above that of the start. */
async function backfill(): Promise<Row[]> {
  using dir = tempDir();
  seedCaptures(dir.path, 100_000);
  await using t = await startTestEngine({ dataDir: dir.path });
  const DELIVERIES = 10_000;
  const now = Date.now();
  const events = Array.from({ length: DELIVERIES }, (_, n): FakeEvent => ({
    id: `guid-${n}`,
    number: String(n + 1),
    type: 'push',
    at: now - n * 1000,
    body: '{}',
    headers: [],
    delivered: false,
  }));
  const token = 'a-token-of-the-bench';
  await using provider = await fakeProvider('github', events, {
    token,
    intake: () => null,
    page: 100,
  });
  const source = await t.engine.backfill.createSource({
    provider: 'github',
    name: 'bench',
    settings: { account: 'acme/shop', hook: '7', base: provider.url },
    path: '/bench',
    token,
  });
  await t.engine.captures.list({ search: '', limit: 1 });
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const start = performance.now();
  const begun = await t.engine.backfill.scan({
    sourceId: source.id,
    from: now - DELIVERIES * 1000 - 60_000,
    to: now + 60_000,
    only: 'all',
  });
  const scan = await until(() => {
    const one = t.engine.backfill.getScan({ id: begun.id });
    return one.state !== 'listing' && one;
  }, 'the scan does not end');
  const ms = performance.now() - start;
  clearInterval(watch);
  const listed = Object.values(scan.counts).reduce((sum, count) => sum + count, 0);
  return [
    {
      what: `Scan of ${listed} listed deliveries against 100,000 captures, ${provider.calls.length} calls`,
      measured: `${(ms / 1000).toFixed(1)} s, RSS + ${((most - before) / 1e6).toFixed(0)} MB`,
      hold: 'under 10 s, RSS + 60 MB',
    },
  ];
}

/** What a provider lists and nobody took, really fetched and kept; the provider runs in a process of its own. */
async function fetching(): Promise<Row[]> {
  await using t = await startTestEngine();
  const DELIVERIES = 10_000;
  const provider = await startListedProvider(DELIVERIES);
  const path = '/bench';
  await t.engine.signatures.addSecret({
    owner: { endpointId: 'inbox' as EndpointId, provider: 'github' },
    label: 'bench',
    value: provider.secret,
    form: 'typed',
  });
  const source = await t.engine.backfill.createSource({
    provider: 'github',
    name: 'bench',
    settings: { account: 'acme/shop', hook: '7', base: provider.url },
    path,
    token: provider.token,
  });
  /** Told by the engine: asking for a scan counts its items. */
  async function ended(id: BackfillScanId, state: 'listed' | 'finished'): Promise<void> {
    for await (const _ of t.engine.backfill.live()) {
      const now = t.engine.backfill.getScan({ id });
      if (now.state === state && now.endedAt !== null) return;
    }
  }
  const now = Date.now();
  const { id } = await t.engine.backfill.scan({
    sourceId: source.id,
    from: now - DELIVERIES * 1000 - 60_000,
    to: now,
    only: 'undelivered',
  });
  await ended(id, 'listed');
  globalThis.gc?.();
  const before = process.memoryUsage();
  /** Highest of each quarter: what grows with the count is higher in each. */
  const most = [0, 0, 0, 0].map(() => ({ rss: 0, heap: 0 }));
  const watch = setInterval(() => {
    const { counts } = t.engine.backfill.getScan({ id });
    const quarter = most[Math.min(3, Math.floor((4 * (counts.kept ?? 0)) / DELIVERIES))];
    const { rss, heapUsed } = process.memoryUsage();
    if (quarter === undefined) return;
    quarter.rss = Math.max(quarter.rss, rss - before.rss);
    quarter.heap = Math.max(quarter.heap, heapUsed - before.heapUsed);
  }, 500);
  const start = performance.now();
  const spent = process.cpuUsage();
  await t.engine.backfill.act({ id, items: 'missing', how: 'fetch', sign: 'keep', run: false });
  await ended(id, 'finished');
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(spent);
  clearInterval(watch);
  globalThis.gc?.();
  const left = process.memoryUsage().heapUsed - before.heapUsed;
  await provider.close();
  const { counts } = t.engine.backfill.getScan({ id });
  const kept = await t.engine.captures.count({ search: `path:${path} origin:restored` });
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(0);
  return [
    {
      what: `Fetch of ${counts.kept} missed deliveries, ${kept.count} proven captures`,
      measured:
        `${seconds.toFixed(1)} s, ${(DELIVERIES / seconds).toFixed(0)} a second, ` +
        `processor ${((user + system) / 1000 / DELIVERIES).toFixed(1)} ms each; highest in each quarter: ` +
        `RSS + ${most.map(({ rss }) => mb(rss)).join(', ')} MB, heap + ${most.map(({ heap }) => mb(heap)).join(', ')} MB; ` +
        `heap at the end + ${mb(left)} MB`,
      hold: 'the same in each quarter',
    },
  ];
}

/** A capture whose delivery was tried a thousand times. */
async function trace(): Promise<Row[]> {
  await using t = await startTestEngine();
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(500).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { DestinationInput } = await import('../../preload/contract/destinations.ts');
  await t.engine.destinations.create(DestinationInput.parse({ name: 'bench', url }));
  await fetch(`${t.url}/traced`, { method: 'POST', body: '{}' });
  const [capture] = await t.captures(1);
  const id = capture?.id as CaptureId;
  const sent = await t.engine.deliveries.send({
    destinations: ['bench'],
    captureId: id,
    eventType: null,
    contentType: 'application/json',
    origin: 'api',
  });
  const delivery = sent.deliveries[0]?.id as DeliveryId;
  await until(async () => (await t.engine.deliveries.get({ id: delivery })).log.length > 0, 'none');
  for (let n = 0; n < 1000; n += 1) {
    await t.engine.deliveries.retry({ id: delivery }).catch(() => undefined);
  }
  const times: number[] = [];
  let spans = 0;
  for (let round = 0; round < 20; round += 1) {
    const start = performance.now();
    spans = (await t.engine.traces.get({ id })).spans.length;
    times.push(performance.now() - start);
  }
  server.close();
  server.closeAllConnections();
  return [
    {
      what: `Trace of a capture with ${spans} spans`,
      measured: `${median(times).toFixed(1)} ms`,
      hold: 'under 50 ms',
    },
  ];
}

/** How fast captures come in with an export whose collector is away, beside without one, by turns. */
async function exporting(): Promise<Row[]> {
  await using plain = await startTestEngine();
  await using busy = await startTestEngine();
  await busy.engine.traceExport.put({
    endpoint: 'http://127.0.0.1:9',
    headers: [],
    search: '',
    share: 1,
  });
  const ratios: number[] = [];
  for (const t of [plain, busy]) await fire(`${t.url}/orders`, 2, CONNECTIONS);
  for (let round = 0; round < 8; round += 1) {
    const order = round % 2 === 0 ? [plain, busy] : [busy, plain];
    const rates = new Map<typeof plain, number>();
    for (const t of order) rates.set(t, (await fire(`${t.url}/orders`, 2, CONNECTIONS)).perSecond);
    ratios.push((rates.get(busy) ?? 0) / (rates.get(plain) ?? 1));
  }
  const { dropped, waiting } = busy.engine.traceExport.get().state;
  return [
    {
      what: `Intake with the export on and its collector away (${dropped} spans dropped, ${waiting} wait)`,
      measured: `ratio ${median(ratios).toFixed(3)}`,
      hold: 'at least 0.95',
    },
  ];
}

const PARTS = { catalogue, compare, backfill, fetching, trace, export: exporting };
const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await part()));
}
printTable('Events understood', rows);
