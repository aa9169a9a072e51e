import { execFile, fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { firstIdAt } from '../../main/captures/capture-id.ts';
import { type Engine, startEngine } from '../../main/engine/engine.ts';
import { openDatabase } from '../../main/store/open.ts';
import { captureWriter } from '../helpers/seeds/write-capture.ts';
import { paymentBody } from './parts/payment-body.ts';
import { printTable, type Row } from './parts/table.ts';

const EVENTS = ['push', 'pull_request', 'issues', 'release', 'star'];
const ROUNDS = 5;
/** Bodies of about 900 bytes. */
const RANDOM = { note: 60, padding: 60 };
/** The newest came a minute ago, the others this much before each other. */
const APART_MS = 1000;

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const engineOn = (dataDir: string): Promise<Engine> =>
  startEngine({
    dataDir,
    face: 'browser',
    quiet: true,
    log: pino({ level: 'silent' }),
    intake: { port: 0 },
  });

/** Watches the main thread; what it gives is read once the loop has turned, which a stop is noted after. */
function watchLoop(): { stop: () => Promise<ReturnType<typeof monitorEventLoopDelay>> } {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  return {
    async stop() {
      await sleep(10);
      delay.disable();
      return delay;
    },
  };
}

/** Writes captures as the engine does, and gives the bytes of their bodies. */
function seed(dataDir: string, captures: number): Row[] {
  const db = openDatabase(dataDir);
  const { write } = captureWriter(db);
  const first = Date.now() - 60_000 - captures * APART_MS;
  const start = performance.now();
  let bytes = 0;
  const one = (i: number): void => {
    const body = paymentBody(i, RANDOM);
    bytes += body.length;
    const receivedAt = first + i * APART_MS;
    const status = i % 25_000 === 9 ? 503 : 200;
    write(
      {
        id: firstIdAt(receivedAt),
        receivedAt,
        method: i % 50 === 0 ? 'PUT' : 'POST',
        target: `/hooks/${i % 7 === 0 ? 'stripe' : 'shop'}?page=${i % 40}`,
        httpVersion: '1.1',
        headers: [
          ['Host', 'example.test'],
          ['User-Agent', 'Provider/1.0 (+https://example.test)'],
          ['Content-Type', 'application/json'],
          ['Content-Length', String(body.length)],
          ['X-GitHub-Event', EVENTS[i % EVENTS.length] ?? ''],
          ['X-Request-Id', randomBytes(16).toString('hex')],
          ['Accept', '*/*'],
        ],
        trailers: [],
        remoteAddress: '127.0.0.1',
        remotePort: 40_000,
        reportedClient: null,
        viaTunnel: false,
        replayOf: null,
        declaredBytes: body.length,
        body: { kind: 'memory', bytes: body, sizeBytes: body.length, sha256: null },
        cut: false,
        failure: null,
      },
      {
        endpoint: null,
        decidedBy: 'respond',
        reason: null,
        reply: { status, reason: '', headers: [], body: Buffer.alloc(0), completed: true },
        durationUs: 900,
        stages: [],
      },
    );
  };
  for (let from = 0; from < captures; from += 5000) {
    db.transaction(() => {
      for (let i = from; i < Math.min(from + 5000, captures); i += 1) one(i);
    })();
  }
  const perSecond = Math.round((captures / (performance.now() - start)) * 1000);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.prepare('CREATE TABLE bench_bytes (bytes INTEGER)').run();
  db.prepare('INSERT INTO bench_bytes VALUES (?)').run(bytes);
  db.close();
  return [{ what: 'seeded a second', measured: String(perSecond), hold: '' }];
}

/** Keeps everything; then waits until the index knows all captures. */
async function index(dataDir: string, captures: number): Promise<Row[]> {
  const engine = await engineOn(dataDir);
  await engine.system.saveSettings({
    ...engine.system.settings(),
    keepCount: 10_000_000,
    keepDays: 3650,
    keepBytes: 1_000_000_000_000,
  });
  if (captures === 0) {
    await engine[Symbol.asyncDispose]();
    return [];
  }
  const left = engine.db
    .prepare<[], number>('SELECT count(*) FROM captures WHERE indexed = 0')
    .pluck();
  const before = left.get() ?? 0;
  const loop = watchLoop();
  const start = performance.now();
  const used = process.cpuUsage();
  while ((left.get() ?? 0) > 0) await sleep(200);
  const perSecond = Math.round((before / (performance.now() - start)) * 1000);
  const { user, system } = process.cpuUsage(used);
  const delay = await loop.stop();
  const bodies = engine.db.prepare<[], number>('SELECT bytes FROM bench_bytes').pluck().get() ?? 1;
  await engine[Symbol.asyncDispose]();
  const db = openDatabase(dataDir);
  const pages = db.prepare<[], number>(
    'SELECT page_count * page_size FROM pragma_page_count, pragma_page_size',
  );
  const size = pages.pluck().get() ?? 0;
  db.close();
  return [
    { what: 'indexed a second', measured: String(perSecond), hold: '5000' },
    {
      what: 'processor time for each',
      measured: `${Math.round((user + system) / before)} µs`,
      hold: '',
    },
    {
      what: 'the main thread while it indexes: p99, longest',
      measured: `${ms(delay.percentile(99) / 1e6)}, ${ms(delay.max / 1e6)}`,
      hold: '30 ms',
    },
    {
      what: `bytes on disk (${Math.round(size / 1e6)} MB) per byte of bodies`,
      measured: (size / bodies).toFixed(1),
      hold: '3',
    },
  ];
}

async function timed(what: string, hold: string, run: () => Promise<unknown>): Promise<Row> {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { what, measured: `${ms(times[2] ?? 0)} (longest ${ms(times.at(-1) ?? 0)})`, hold };
}

const SEARCHES = [
  'payment',
  'pay*',
  're*',
  'a*',
  'zebra ',
  'rhinoceros ',
  '"order-77777"',
  '"payment for an order"',
  'payment -succeeded',
  '-zebra',
  '-payment',
  'payment status:503',
  'payment body.data.object.amount:10000',
  'status:503',
  'method:put',
  'header.x-github-event:push',
  'header.x-github-event:nothing',
  'body.data.object.amount:>9000',
  'body.data.object.amount:10000',
  'body.data.object.metadata.order:*7777',
  'body.data.object.lines.2.sku:sku-13',
  'body.data.object.lines.2.sku:sku-none',
  'path:nowhere',
  'size:>1mb',
];
/** Searches go on beside arrivals for at least so long. */
const BESIDE_MS = 5000;
/** Those that keep SQLite busy longest. */
const WORST = ['a*', 're*', '-payment', 'path:nowhere', 'body.data.object.lines.2.sku:sku-none'];

async function searches({ captures }: Engine): Promise<Row[]> {
  const rows: Row[] = [];
  const add = async (what: string, hold: string, run: () => Promise<unknown>): Promise<void> => {
    rows.push(await timed(what, hold, run));
  };
  await captures.count({ search: 'payment' });
  const page = await captures.list({ search: '', limit: 100 });
  await add('first page', '5 ms', () => captures.list({ search: '', limit: 100 }));
  await add('next page', '5 ms', () =>
    captures.list({ search: '', limit: 100, before: page.next ?? '' }),
  );
  for (const search of SEARCHES) {
    await add(`list ${search}`, '100 ms', () => captures.list({ search, limit: 100 }));
  }
  for (const search of ['payment', '-payment', 'status:200']) {
    await add(`count ${search}`, '100 ms', () => captures.count({ search }));
  }
  for (const search of ['', 'payment', 'path:nowhere']) {
    await add(`histogram ${search || 'of all'}`, '', () =>
      captures.histogram({ search, buckets: 120 }),
    );
  }
  await add('groups by path', '', () => captures.groups({ search: '', by: 'path', limit: 20 }));
  return rows;
}

/** The worst searches, while captures arrive one after the other from a process of their own. */
async function beside(engine: Engine): Promise<Row[]> {
  const arrivals = fork(import.meta.filename, ['arrive', engine.intakeUrl]);
  await sleep(1500);
  const loop = watchLoop();
  const { captures } = engine;
  const until = performance.now() + BESIDE_MS;
  for (let i = 0; i < WORST.length || performance.now() < until; i += 1) {
    const search = WORST[i % WORST.length] ?? '';
    await Promise.all([
      captures.list({ search, limit: 100 }),
      captures.count({ search }),
      captures.histogram({ search, buckets: 120 }),
      captures.groups({ search, by: 'path', limit: 20 }),
    ]);
  }
  const delay = await loop.stop();
  const { sent, p99 } = await endOf(arrivals);
  const at = (share: number): string => ms(delay.percentile(share) / 1e6);
  return [
    {
      what: 'the main thread beside the worst searches: p50, p99, longest',
      measured: `${at(50)}, ${at(99)}, ${ms(delay.max / 1e6)}`,
      hold: '30 ms',
    },
    { what: `captures meanwhile (${sent}): p99`, measured: ms(p99), hold: '' },
  ];
}

interface Arrived {
  sent: number;
  p99: number;
}

function endOf(child: ChildProcess): Promise<Arrived> {
  const told = new Promise<Arrived>((resolve) => {
    child.once('message', (message) => resolve(message as Arrived));
  });
  child.send('end');
  return told;
}

async function arrive(url: string): Promise<void> {
  const stop = new AbortController();
  process.once('message', () => stop.abort());
  const times: number[] = [];
  for (let i = 0; !stop.signal.aborted; i += 1) {
    const start = performance.now();
    const reply = await fetch(url, { method: 'POST', body: paymentBody(i, RANDOM) });
    await reply.arrayBuffer();
    times.push(performance.now() - start);
    await sleep(15);
  }
  times.sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
  process.send?.({ sent: times.length, p99 } satisfies Arrived, undefined, undefined, () =>
    process.exit(0),
  );
}

/** RSS of this process and of those it started, in MB. */
function memory(): string {
  const rssOf = (pid: string): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
  const others = children === '' ? [] : children.split(' ').map((pid) => Math.round(rssOf(pid)));
  return [`${Math.round(rssOf('self'))} MB`, ...others.map((mb) => `+ ${mb}`)].join(' ');
}

async function deleting(engine: Engine): Promise<Row[]> {
  const { captures, system } = engine;
  const rows: Row[] = [];
  const watched = async (what: string, run: () => Promise<unknown>): Promise<void> => {
    const loop = watchLoop();
    const start = performance.now();
    await run();
    const took = performance.now() - start;
    const delay = await loop.stop();
    const longest = ms(delay.max / 1e6);
    rows.push({ what, measured: `${ms(took)}, longest stop ${longest}`, hold: '30 ms' });
  };
  let undo = '';
  await watched('a third is deleted by a search', async () => {
    const search = 'body.type:charge.succeeded';
    undo = (await captures.removeFound({ search, includePinned: false })).undo ?? '';
  });
  await watched('and is back', () => captures.undo({ undo }));
  const held = engine.system.status().held;
  await watched('retention of 2,000', async () => {
    await system.saveSettings({ ...system.settings(), keepCount: held - 2000 });
    while (system.status().held > held - 2000) await sleep(20);
  });
  return rows;
}

async function measure(dataDir: string): Promise<Row[]> {
  const start = performance.now();
  const engine = await engineOn(dataDir);
  const started = performance.now() - start;
  const rows: Row[] = [{ what: 'start of the engine', measured: ms(started), hold: '300 ms' }];
  if (process.platform === 'linux') {
    rows.push({ what: 'memory after the start', measured: memory(), hold: '250 MB' });
  }
  rows.push(...(await searches(engine)));
  if (process.platform === 'linux') {
    rows.push({
      what: 'memory after searches, and of readers',
      measured: memory(),
      hold: '250 MB',
    });
  }
  rows.push(...(await beside(engine)), ...(await deleting(engine)));
  await engine[Symbol.asyncDispose]();
  return rows;
}

/** Every part in a process of its own, so that memory and start are those of an engine just started. */
async function bench(captures: number): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'backstitch-million-'));
  const part = async (name: string, count: number): Promise<void> => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      import.meta.filename,
      name,
      dir,
      String(count),
    ]);
    printTable(`${captures.toLocaleString('en')} captures`, JSON.parse(stdout) as Row[]);
  };
  try {
    await part('index', 0);
    await part('seed', captures);
    await part('index', captures);
    await part('measure', captures);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const [, , name = '1000000', place = '', count = '0'] = process.argv;
const tell = (rows: Row[]): void => void process.stdout.write(JSON.stringify(rows));
if (name === 'seed') tell(seed(place, Number(count)));
else if (name === 'index') tell(await index(place, Number(count)));
else if (name === 'measure') tell(await measure(place));
else if (name === 'arrive') await arrive(place);
else await bench(Number(name.replaceAll('_', '')));
