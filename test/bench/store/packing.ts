// cspell:ignore freelist
/**
 * What packing bodies gives and costs, by their size: `node test/bench/store/packing.ts [FILE.json …]`. A file holds
 * an array of bodies, or of objects with `examples`, as `@octokit/webhooks-examples` has them.
 */
import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { openPackingStore, type Tried } from '../../../main/captures/packing/packing-store.ts';
import { prepareDataDir } from '../../../main/store/data-dir.ts';
import { openDatabase } from '../../../main/store/open.ts';
import { pack } from '../../../main/store/packed.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { paymentBody } from '../parts/payment-body.ts';
import { median } from '../parts/quantile.ts';
import { printTable, type Row } from '../parts/table.ts';

const HEADERS = JSON.stringify([
  ['Host', 'hooks.example.com'],
  ['User-Agent', 'Stripe/1.0 (+https://stripe.com/docs/webhooks)'],
  ['Content-Type', 'application/json; charset=utf-8'],
  ['Stripe-Signature', `t=1790000000,v1=${'a'.repeat(64)}`],
]);
const TOGETHER = 20;
const SLICE = { rows: 32, bytes: 256 * 1024 };

/** So many events of a payment provider in one body. */
const payments = (events: number, count: number): Buffer[] =>
  Array.from({ length: count }, (_, n) => {
    const one = (i: number): Buffer => paymentBody(n * events + i, { note: 8, padding: 0 });
    return Buffer.from(
      `[${Array.from({ length: events }, (_, i) => one(i).toString()).join(',')}]`,
    );
  });

function bodiesIn(file: string): Buffer[] {
  const found = JSON.parse(readFileSync(file, 'utf8')) as { examples?: unknown[] }[];
  const all = found.flatMap((one) => one.examples ?? [one]).map((one) => JSON.stringify(one));
  return Array.from({ length: 10 }, () => all)
    .flat()
    .map((text) => Buffer.from(text));
}

function seed(db: Database, bodies: readonly Buffer[]): void {
  const insert = db.prepare(`
    INSERT INTO capture_contents (capture_id, http_version, remote_address, remote_port, headers,
                                  body, body_sha256, method, target, size_bytes)
    VALUES (?, '1.1', '127.0.0.1', 1, ?, ?, ?, 'POST', '/hooks', ?)`);
  for (let at = 0; at < bodies.length; at += TOGETHER) {
    db.transaction(() => {
      for (const [n, body] of bodies.slice(at, at + TOGETHER).entries())
        insert.run(at + n + 1, HEADERS, body, 'a'.repeat(64), body.length);
    })();
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
}

async function bench(what: string, bodies: readonly Buffer[]): Promise<Row[]> {
  using dir = tempDir();
  prepareDataDir(dir.path);
  const db = openDatabase(dir.path);
  db.pragma('synchronous = NORMAL');
  seed(db, bodies);
  const store = openPackingStore(db);
  const pragma = (name: string): number => db.pragma(name, { simple: true }) as number;
  const unused = pragma('freelist_count');
  const pages = pragma('page_count') - unused;
  const times = { pack: 0, unpack: 0 };
  const slices: number[] = [];
  let kept = 0;
  for (;;) {
    const rows = store.pending(SLICE);
    if (rows.length === 0) break;
    const from = performance.now();
    const tried: Tried[] = [];
    for (const { id, bytes } of rows) tried.push({ id, packed: await pack(bytes) });
    times.pack += performance.now() - from;
    const start = performance.now();
    db.transaction(() => store.write(tried)).immediate();
    slices.push(performance.now() - start);
    const again = performance.now();
    for (const { packed } of tried) if (packed !== null) zstdDecompressSync(packed);
    times.unpack += performance.now() - again;
    kept += tried.reduce(
      (sum, { packed }, n) => sum + ((packed ?? rows[n]?.bytes)?.length ?? 0),
      0,
    );
  }
  const total = bodies.reduce((sum, body) => sum + body.length, 0);
  const each = (ms: number): string => `${Math.round((ms / bodies.length) * 1000)} µs`;
  const size = Math.round(total / bodies.length);
  const freed = Math.round((100 * (pragma('freelist_count') - unused)) / pages);
  db.close();
  const written = slices.reduce((sum, ms) => sum + ms, 0);
  return [
    {
      what: `${what}: ${size} bytes each`,
      measured:
        `to ${Math.round(kept / bodies.length)}, ${freed} % of the pages free; pack ${each(times.pack)}, ` +
        `write ${each(written)}, unpack ${each(times.unpack)}, slice ${median(slices).toFixed(1)} ms`,
      hold: '',
    },
  ];
}

const rows: Row[] = [];
for (const [events, count] of [
  [4, 4000],
  [8, 3000],
  [16, 2000],
  [64, 500],
  [256, 100],
] as const)
  rows.push(...(await bench(`${events} payments`, payments(events, count))));
for (const file of process.argv.slice(2)) rows.push(...(await bench(file, bodiesIn(file))));
printTable('Packing of bodies', rows);
