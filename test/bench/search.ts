import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Database, Statement } from 'better-sqlite3';
import { firstIdAt } from '../../main/captures/capture-id.ts';
import { captureWriter } from '../helpers/seeds/write-capture.ts';
import { openCaptureStore } from '../../main/captures/capture-store.ts';
import { createQuickFind } from '../../main/captures/quick-find.ts';
import { createOverview } from '../../main/captures/overview/overview.ts';
import { openSearch, type Search } from '../../main/captures/search/search.ts';
import { systemClock } from '../../main/lib/clock.ts';
import { createGroupCommit } from '../../main/store/group-commit.ts';
import { openDatabase } from '../../main/store/open.ts';
import { paymentBody } from './parts/payment-body.ts';

/** One line of the table: figures in ms unless the name says otherwise. */
export interface Row {
  what: string;
  p50: number;
  p95: number;
  /** What it must stay under; undefined where design.md asks for nothing. */
  limit?: number;
}

const CAPTURES = 100_000;
const ROUNDS = 25;
const START = Date.UTC(2026, 9, 1);
const EVENTS = ['push', 'pull_request', 'issues', 'release', 'star'];

function insertAll(db: Database): void {
  const { write } = captureWriter(db);
  const answer = db.prepare<[number, string, number]>(
    'UPDATE captures SET status = ?, endpoint_name = ? WHERE id = ?',
  );
  for (let from = 0; from < CAPTURES; from += 5000) {
    db.transaction(() => {
      for (let i = from; i < from + 5000; i += 1) insertOne(write, answer, i);
    })();
  }
}

function insertOne(
  write: ReturnType<typeof captureWriter>['write'],
  answer: Statement<[number, string, number]>,
  i: number,
): void {
  const receivedAt = START + i * 30_000;
  const bytes = paymentBody(i, { note: 80, padding: 120 });
  write({
    id: firstIdAt(receivedAt),
    receivedAt,
    method: i % 50 === 0 ? 'PUT' : 'POST',
    target: `/hooks/${i % 7 === 0 ? 'stripe' : 'shop'}?page=${i % 40}`,
    httpVersion: '1.1',
    headers: [
      ['Host', 'example.test'],
      ['User-Agent', 'Provider/1.0 (+https://example.test)'],
      ['Content-Type', 'application/json'],
      ['Content-Length', String(bytes.length)],
      ['X-GitHub-Event', EVENTS[i % EVENTS.length] ?? ''],
      ['X-Request-Id', randomBytes(16).toString('hex')],
      ['X-Signature', `sha256=${randomBytes(32).toString('hex')}`],
      ['Accept', '*/*'],
    ],
    trailers: [],
    remoteAddress: '127.0.0.1',
    remotePort: 40_000,
    reportedClient: null,
    viaTunnel: false,
    replayOf: null,
    declaredBytes: bytes.length,
    body: { kind: 'memory', bytes, sizeBytes: bytes.length, sha256: null },
    cut: false,
    failure: null,
  });
  answer.run(i % 25_000 === 9 ? 503 : 200, 'inbox', firstIdAt(receivedAt));
}

const round = (value: number): number => Math.round(value * 100) / 100;

async function measure(what: string, limit: number | undefined, run: () => unknown): Promise<Row> {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => round(times[Math.floor(share * (ROUNDS - 1))] ?? 0);
  return { what, p50: at(0.5), p95: at(0.95), ...(limit === undefined ? {} : { limit }) };
}

const QUERIES: [string, string, number][] = [
  ['first page', '', 20],
  ['full text, in all', 'payment', 100],
  ['full text, in all, prefix', 'pay*', 100],
  ['full text, two letters, prefix', 're*', 100],
  ['full text, one letter, prefix', 'a*', 100],
  ['full text, in five', 'zebra ', 100],
  ['full text, in none', 'rhinoceros ', 100],
  ['full text, one id', '"order-77777"', 100],
  ['full text, phrase in all', '"payment for an order"', 100],
  ['full text, all but', 'payment -succeeded', 100],
  ['full text, only excluded', '-zebra', 100],
  ['full text, only excluded, in all', '-payment', 100],
  ['full text in all, status rare', 'payment status:503', 100],
  ['full text in all, field rare', 'payment body.data.object.amount:10000', 100],
  ['status, rare', 'status:503', 50],
  ['status, class, rare', 'status:5xx', 50],
  ['status, in all', 'status:200', 50],
  ['method, one in fifty', 'method:put', 50],
  ['header, one in five', 'header.x-github-event:push', 50],
  ['header, in none', 'header.x-github-event:nothing', 50],
  ['body number, one in ten', 'body.data.object.amount:>9000', 50],
  ['body number, ten', 'body.data.object.amount:10000', 50],
  ['body text, one', 'body.data.object.metadata.order:order-77777', 50],
  ['body text, pattern', 'body.data.object.metadata.order:*7777', 50],
  ['array, any element', 'body.data.object.lines.sku:sku-13', 50],
  ['array, one position', 'body.data.object.lines.2.sku:sku-13', 50],
  ['two fields', 'header.x-github-event:push body.data.object.amount:10000', 50],
  ['two fields, none in both', 'body.type:charge.succeeded body.created:1790000001', 50],
  ['field, excluded', '-header.x-github-event:push -header.x-github-event:star', 50],
  ['path, rare part', 'path:nowhere', 50],
  ['size and time', 'size:>1kb after:2026-10-20 before:2026-10-21', 50],
];

async function searchRows(db: Database, search: Search): Promise<Row[]> {
  const store = openCaptureStore(db, () => {});
  const now = START + CAPTURES * 30_000;
  const middle = firstIdAt(START + (CAPTURES / 2) * 30_000);
  const rows: Row[] = [];
  for (const [what, text, limit] of QUERIES) {
    const page = (before: number) => search.page(search.prepare(text, now), 101, before, store);
    rows.push(await measure(what, limit, () => page(Number.MAX_SAFE_INTEGER)));
    if (text === '') rows.push(await measure('next page', 20, () => page(middle)));
  }
  for (const text of ['payment', 'zebra ', 'header.x-github-event:push', 'status:200']) {
    rows.push(await measure(`count, ${text}`, 100, () => search.count(search.prepare(text, now))));
  }
  const quickFind = createQuickFind({ db, search, settle() {}, now: () => now });
  for (const text of ['pay', 'payment for', 'order-77777', 'sto', 'evt_1', '0abh49n6000']) {
    rows.push(await measure(`find by a few letters, ${text}`, 30, () => quickFind(text)));
  }
  for (const text of ['sta', 'body.da', 'header.x-github-event:', 'body.id:evt_1', 'path:/ho']) {
    rows.push(
      await measure(`completion, ${text}`, 20, () => search.complete(text, text.length, now)),
    );
  }
  return rows;
}

/** As `measure`, for what is done in slices. */
async function measureSliced(what: string, run: () => Promise<unknown>): Promise<Row> {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => round(times[Math.floor(share * (ROUNDS - 1))] ?? 0);
  return { what, p50: at(0.5), p95: at(0.95), limit: 50 };
}

async function overviewRows(db: Database, search: Search): Promise<Row[]> {
  const now = START + CAPTURES * 30_000;
  const overview = createOverview({
    db,
    search,
    ready: (text) => Promise.resolve(search.prepare(text, now)),
    settled: () => Promise.resolve(),
    now: () => now,
  });
  const rows: Row[] = [];
  for (const text of ['', 'status:503', 'header.x-github-event:push', 'path:nowhere']) {
    const count = () => overview.histogram({ search: text, buckets: 120 });
    rows.push(await measureSliced(`histogram, ${text || 'all'}`, count));
  }
  return rows;
}

async function indexAll(search: Search): Promise<Row[]> {
  const pauses: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    pauses.push(performance.now() - last - 1);
    last = performance.now();
  }, 1);
  const start = performance.now();
  while ((await search.catchUp(1000)).behind > 0);
  const perSecond = Math.round((CAPTURES / (performance.now() - start)) * 1000);
  clearInterval(timer);
  pauses.sort((a, b) => a - b);
  const at = (share: number): number => round(pauses[Math.floor(share * (pauses.length - 1))] ?? 0);
  return [
    { what: 'indexed per second', p50: perSecond, p95: perSecond },
    { what: 'turn of the event loop while indexing', p50: at(0.5), p95: at(0.95) },
    { what: 'longest turn while indexing', p50: at(1), p95: at(1) },
  ];
}

/** Deletes the oldest thousand; the time is that of all slices, per hundred. */
async function forgetting(db: Database, search: Search): Promise<Row> {
  const ids = db
    .prepare<[], number>('SELECT id FROM captures ORDER BY id LIMIT 1000')
    .pluck()
    .all();
  const left = db.prepare<[], number>('SELECT count(*) FROM search_forgotten').pluck();
  const start = performance.now();
  db.transaction(() => search.forget(ids))();
  while ((left.get() ?? 0) > 0) await new Promise(setImmediate);
  const took = round((performance.now() - start) / 10);
  return { what: 'forget 100 captures, in the background', p50: took, p95: took };
}

function open(dir: string) {
  const db = openDatabase(dir);
  const groups = createGroupCommit(db, { onFailure: fail, onSuccess: () => {} });
  const search = openSearch({
    db,
    groups,
    clock: systemClock,
    bodyPath: (file) => file,
    idle: () => true,
    log: (message, error) => fail(new Error(message, { cause: error })),
  });
  return { db, search };
}

const memory = (what: string, limit?: number): Row => {
  const rss = Math.round(process.memoryUsage().rss / 1e6);
  return { what: `memory (RSS) ${what}, MB`, p50: rss, p95: rss, ...(limit && { limit }) };
};

async function build(dir: string): Promise<Row[]> {
  const { db, search } = open(dir);
  insertAll(db);
  // Or the first commit of the index would pay for writing all of it back.
  db.pragma('wal_checkpoint(TRUNCATE)');
  const rows = [...(await indexAll(search)), memory('after indexing')];
  await search[Symbol.asyncDispose]();
  db.close();
  return rows;
}

async function measureAll(dir: string): Promise<Row[]> {
  const { db, search } = open(dir);
  const rows = await searchRows(db, search);
  rows.push(...(await overviewRows(db, search)));
  rows.push(memory('after searching', 250), await forgetting(db, search));
  const pages = db.prepare<[], number>('SELECT page_count FROM pragma_page_count').pluck().get();
  const size = Math.round(((pages ?? 0) * 4096) / 1e6);
  rows.push({ what: 'database, MB', p50: size, p95: size });
  await search[Symbol.asyncDispose]();
  db.close();
  return rows;
}

/**
 * Builds 100,000 captures in a temporary database and measures the search over them. Each half
 * runs in a process of its own, so that the memory is that of an engine that was just started.
 */
export async function benchSearch(): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'backstitch-bench-'));
  try {
    return [...(await half('build', dir)), ...(await half('measure', dir))];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function half(name: string, dir: string): Promise<Row[]> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [import.meta.filename, name, dir]);
  return JSON.parse(stdout) as Row[];
}

function fail(error: unknown): never {
  throw error;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , name, dir] = process.argv;
  if (name === 'build' && dir) process.stdout.write(JSON.stringify(await build(dir)));
  else if (name === 'measure' && dir) process.stdout.write(JSON.stringify(await measureAll(dir)));
  else console.table(await benchSearch());
}
