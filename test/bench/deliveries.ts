import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine } from '../../main/engine/engine.ts';
import { createLog } from '../../main/lib/log.ts';
import { DestinationInput } from '../../preload/contract/destinations.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { median } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const ROUNDS = 3;
const COUNT = 3000;
const AT_ONCE = 20;
const QUEUED = 100_000;
const BODY = JSON.stringify({ order: 1, text: 'x'.repeat(980) });

async function openSink() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'parts/echo.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return { url: `${url}/hook`, [Symbol.dispose]: () => void child.kill() };
}

function post(url: string, agent: Agent | false): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': BODY.length };
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', resolve);
    });
    sending.on('error', reject);
    sending.end(BODY);
  });
}

/** What Node's own client does, with connections that are kept or with one for each request. */
async function bareRate(url: string, keepAlive: boolean): Promise<number> {
  let left = COUNT;
  const agent = keepAlive && new Agent({ keepAlive });
  const from = performance.now();
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    while (left > 0) {
      left -= 1;
      await post(url, agent);
    }
  });
  await Promise.all(lanes);
  if (agent !== false) agent.destroy();
  return (COUNT / (performance.now() - from)) * 1000;
}

const openEngine = (dataDir: string) =>
  startEngine({ dataDir, face: 'browser', log: createLog('silent'), intake: { port: 0 } });

async function addSink(engine: Awaited<ReturnType<typeof openEngine>>, url: string) {
  const input = DestinationInput.parse({ name: 'sink', url, concurrency: AT_ONCE });
  const { id } = await engine.destinations.create(input);
  await engine.destinations.setState({ id, state: 'paused', held: 'send' });
  return id;
}

async function accept(engine: Awaited<ReturnType<typeof openEngine>>, n: number): Promise<void> {
  const one = {
    destinations: ['sink'],
    eventType: 'order.paid',
    contentType: 'application/json',
    body: BODY,
    origin: 'api' as const,
  };
  for (let done = 0; done < n; done += 500) {
    await Promise.all(Array.from({ length: 500 }, () => engine.deliveries.send(one)));
  }
}

async function queueRate(url: string): Promise<number> {
  using dir = tempDir();
  await using engine = await openEngine(dir.path);
  const id = await addSink(engine, url);
  await accept(engine, COUNT);
  const from = performance.now();
  await engine.destinations.setState({ id, state: 'live', held: 'send' });
  // Counting thousands again and again would take a tenth of the time that is measured.
  while (engine.deliveries.list({ limit: 1, state: 'scheduled' }).items.length > 0) await sleep(20);
  while (engine.deliveries.count({ state: 'delivered' }).count < COUNT) await sleep(5);
  return (COUNT / (performance.now() - from)) * 1000;
}

async function benchRate(): Promise<Row[]> {
  using sink = await openSink();
  const bare: number[] = [];
  const closing: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await bareRate(sink.url, true));
    closing.push(await bareRate(sink.url, false));
    ours.push(await queueRate(sink.url));
  }
  const shareOf = (others: number[]): string =>
    median(ours.map((rate, i) => rate / (others[i] ?? 1))).toFixed(2);
  return [
    {
      what: `deliveries to a local sink, ${AT_ONCE} at once, each attempt on disk twice`,
      measured: `${Math.round(median(ours))}/s`,
      hold: '',
    },
    {
      what: 'share of a bare client that keeps its connections',
      measured: `${shareOf(bare)} (bare ${Math.round(median(bare))}/s)`,
      hold: '0.6',
    },
    {
      what: 'share of a bare client with a connection for each request',
      measured: `${shareOf(closing)} (bare ${Math.round(median(closing))}/s)`,
      hold: '',
    },
  ];
}

const timed = async (job: () => unknown): Promise<number> => {
  const from = performance.now();
  await job();
  return performance.now() - from;
};

/** The longest the event loop stood still while `job` ran. */
async function longestStop(job: () => Promise<void>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  await job();
  clearInterval(timer);
  return longest;
}

async function benchQueue(): Promise<Row[]> {
  using sink = await openSink();
  using dir = tempDir();
  await using engine = await openEngine(dir.path);
  const id = await addSink(engine, sink.url);
  const accepting = await timed(() => accept(engine, QUEUED));
  let resuming = 0;
  const stop = await longestStop(async () => {
    resuming = await timed(() => engine.destinations.setState({ id, state: 'live', held: 'send' }));
  });
  const before = engine.deliveries.count({ state: 'delivered' }).count;
  await sleep(1000);
  const inASecond = engine.deliveries.count({ state: 'delivered' }).count - before;
  const list = await timed(() => engine.deliveries.list({ limit: 100 }));
  const waiting = await timed(() => engine.deliveries.list({ limit: 100, state: 'scheduled' }));
  const destinations = await timed(() => engine.destinations.list());
  await engine.destinations.setState({ id, state: 'paused', held: 'send' });
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  return [
    {
      what: 'accepted, 500 at once',
      measured: `${Math.round((QUEUED / accepting) * 1000)}/s`,
      hold: '',
    },
    { what: '100,000 held ones set free', measured: ms(resuming), hold: '' },
    { what: 'the longest stop meanwhile', measured: ms(stop), hold: '' },
    { what: 'delivered in the next second', measured: String(inASecond), hold: '' },
    { what: 'list, newest 100 of 100,000', measured: ms(list), hold: 'under 20 ms' },
    { what: 'list, newest 100 that wait', measured: ms(waiting), hold: 'under 20 ms' },
    { what: 'destinations with their health', measured: ms(destinations), hold: 'under 100 ms' },
  ];
}

/**
 * Deliveries a second, and a queue of 100,000 that is due at once.
 *
 * @param wanted names of parts: rate, queue; none: all of them.
 */
export async function benchDeliveries(wanted: readonly string[] = []): Promise<Row[]> {
  const parts = { rate: benchRate, queue: benchQueue };
  const rows: Row[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await part()));
  }
  return rows;
}

if (import.meta.main) printTable('Deliveries', await benchDeliveries(process.argv.slice(2)));
