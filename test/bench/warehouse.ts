import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { readShape } from '../../main/warehouse/json/read-records.ts';
import { openLoader, type Profile } from '../../main/warehouse/loading/loader.ts';
import { openSchemaFile } from '../../main/warehouse/schema-file.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { median } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const ROUNDS = 3;
const CAPTURES = 20_000;
const BATCH = 500;
const PLAIN: Profile = {
  primaryKey: [],
  loading: 'append',
  nested: 'json',
  detectTimestamps: false,
  reservedNames: 'reject-record',
};

const event = (i: number): string =>
  JSON.stringify({
    id: `evt_${i}`,
    type: 'order.paid',
    amount: i,
    price: i + 0.5,
    paid: true,
    customer: { name: 'Ada', tags: ['a', 'b'] },
    note: 'x'.repeat(200),
  });

/** The same rows by prepared inserts that know their columns: what there is to reach. */
function plainInserts(bodies: readonly string[]): number {
  using dir = tempDir();
  const db = new SqliteDatabase(join(dir.path, 'x.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(
    'CREATE TABLE data (seq INTEGER PRIMARY KEY, at TEXT, id TEXT, type TEXT, amount INTEGER, price REAL, paid INTEGER, customer TEXT, note TEXT) STRICT',
  );
  const insert = db.prepare('INSERT INTO data VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const started = performance.now();
  for (let at = 0; at < bodies.length; at += BATCH) {
    db.transaction(() => {
      for (let i = at; i < Math.min(at + BATCH, bodies.length); i += 1) {
        const { id, type, amount, price, customer, note } = JSON.parse(bodies[i] ?? '{}') as {
          id: string;
          type: string;
          amount: number;
          price: number;
          customer: unknown;
          note: string;
        };
        const at0 = new Date(i).toISOString();
        insert.run(i, at0, id, type, amount, price, 1, JSON.stringify(customer), note);
      }
    })();
  }
  const rate = bodies.length / ((performance.now() - started) / 1000);
  db.close();
  return rate;
}

function loads(bodies: readonly string[], perBatch: number): number {
  using dir = tempDir();
  const folder = join(dir.path, 'w');
  mkdirSync(folder);
  const db = openSchemaFile(join(folder, 'bench.sqlite'));
  const loader = openLoader(db, PLAIN, Date.now);
  loader.configure();
  const started = performance.now();
  for (let at = 0; at < bodies.length; at += perBatch) {
    loader.load(
      bodies
        .slice(at, at + perBatch)
        .map((text, i) => ({ captureId: at + i + 1, receivedAt: Date.now(), text })),
    );
  }
  const rate = bodies.length / ((performance.now() - started) / 1000);
  db.close();
  return rate;
}

function largeArray(): { rate: number; megabytes: number } {
  using dir = tempDir();
  const folder = join(dir.path, 'w');
  mkdirSync(folder);
  const db = openSchemaFile(join(folder, 'bench.sqlite'));
  const loader = openLoader(db, PLAIN, Date.now);
  loader.configure();
  const records = 19_900;
  const text = `[${Array.from({ length: records }, (_, i) =>
    JSON.stringify({ ...(JSON.parse(event(i)) as object), pad: 'y'.repeat(650) }),
  ).join(',')}]`;
  const before = process.memoryUsage().rss;
  const started = performance.now();
  loader.load([{ captureId: 1, receivedAt: Date.now(), text }]);
  const rate = records / ((performance.now() - started) / 1000);
  const megabytes = (process.memoryUsage().rss - before) / 1e6;
  db.close();
  return { rate, megabytes };
}

function readSpeed(): { ours: number; native: number } {
  const text = `[${Array.from({ length: 20_000 }, (_, i) => event(i)).join(',')}]`;
  const time = (work: () => void): number => {
    const started = performance.now();
    work();
    return text.length / 1e6 / ((performance.now() - started) / 1000);
  };
  const ours = Array.from({ length: 5 }, () => time(() => void readShape(text)));
  const native = Array.from({ length: 5 }, () => time(() => void JSON.parse(text)));
  return { ours: median(ours), native: median(native) };
}

/** Loading into `data` against plain inserts, a 20 MB array, and the reader of JSON. */
export function benchWarehouse(): Row[] {
  const bodies = Array.from({ length: CAPTURES }, (_, i) => event(i));
  plainInserts(bodies);
  const rounds = Array.from({ length: ROUNDS }, () => ({
    plain: plainInserts(bodies),
    bulk: loads(bodies, BATCH),
    live: loads(bodies.slice(0, 2000), 10),
  }));
  const large = largeArray();
  const speed = readSpeed();
  const rate = (pick: (round: (typeof rounds)[number]) => number): number =>
    Math.round(median(rounds.map(pick)));
  return [
    {
      what: 'plain prepared inserts, 500 in a transaction',
      measured: `${rate((r) => r.plain)} rows/s`,
      hold: '',
    },
    {
      what: 'bulk loading, 500 captures in a batch',
      measured: `${rate((r) => r.bulk)} rows/s, ratio ${median(rounds.map((r) => r.bulk / r.plain)).toFixed(2)}`,
      hold: 'ratio at least 0.4',
    },
    {
      what: 'live loading, 10 captures in a batch',
      measured: `${rate((r) => r.live)} rows/s`,
      hold: '',
    },
    {
      what: 'one array of 20 MB: rows/s, more memory while it loads',
      measured: `${Math.round(large.rate)} rows/s, ${Math.round(large.megabytes)} MB`,
      hold: '',
    },
    {
      what: 'reading JSON without building it, against JSON.parse',
      measured: `${Math.round(speed.ours)} MB/s, ${Math.round(speed.native)} MB/s`,
      hold: '',
    },
  ];
}

if (import.meta.main) printTable('Loading', benchWarehouse());
