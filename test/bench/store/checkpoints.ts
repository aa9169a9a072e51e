/**
 * How long copying the log back holds the main thread, by turns: without any copying, by SQLite within a commit, and in
 * a thread of its own. `node test/bench/store/checkpoints.ts [ROUNDS]`; 50 writers of 1 KB without a pause.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCheckpoints } from '../../../main/store/checkpoints/checkpoints.ts';
import { prepareDataDir } from '../../../main/store/data-dir.ts';
import { createGroupCommit } from '../../../main/store/group-commit.ts';
import { openDatabase } from '../../../main/store/open.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { median } from '../parts/quantile.ts';
import { printTable } from '../parts/table.ts';

const ROUNDS = Number(process.argv[2] ?? 3);
const WRITERS = 50;
const TURN_MS = 5000;
const WAYS = ['none', 'in a commit', 'in a thread'] as const;

interface Turn {
  perSecond: number;
  /** Stops of the main thread and waits of writers, ms. */
  p99: number;
  p999: number;
  longest: number;
  waited: number;
  logMb: number;
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

async function turn(way: (typeof WAYS)[number]): Promise<Turn> {
  using dir = tempDir();
  prepareDataDir(dir.path);
  const db = openDatabase(dir.path);
  if (way === 'none') db.pragma('wal_autocheckpoint = 0');
  const groups = createGroupCommit(db, {
    onFailure: (error) => console.error(error),
    onSuccess: () => copying?.wrote(),
  });
  const copying =
    way === 'in a thread' ? createCheckpoints(db, groups.hold, console.error) : undefined;
  const insert = db.prepare(`
    INSERT INTO capture_contents (capture_id, http_version, remote_address, remote_port, headers, body)
    VALUES (?, '1.1', '127.0.0.1', 1, ?, ?)`);
  const body = Buffer.alloc(1000, 'x');
  const headers = 'h'.repeat(400);
  const gaps: number[] = [];
  const waits: number[] = [];
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (gaps.length % 50 === 0)
      longest = Math.max(longest, statSync(join(dir.path, 'backstitch.db-wal')).size);
  }, 1);
  let id = 0;
  const until = performance.now() + TURN_MS;
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      while (performance.now() < until) {
        const from = performance.now();
        await groups.commit(() => insert.run((id += 1), headers, body), 'nothing');
        waits.push(performance.now() - from);
      }
    }),
  );
  await sleep(20);
  clearInterval(timer);
  groups[Symbol.dispose]();
  copying?.[Symbol.dispose]();
  db.close();
  gaps.sort((a, b) => a - b);
  waits.sort((a, b) => a - b);
  return {
    perSecond: waits.length / (TURN_MS / 1000),
    p99: at(gaps, 0.99),
    p999: at(gaps, 0.999),
    longest: at(gaps, 1),
    waited: at(waits, 0.99),
    logMb: longest / 1e6,
  };
}

const turns = new Map<string, Turn[]>(WAYS.map((way) => [way, []]));
for (let round = 0; round < ROUNDS; round += 1)
  for (const way of WAYS) turns.get(way)?.push(await turn(way));
printTable(
  'Copying the log back',
  WAYS.map((way) => {
    const of = (what: keyof Turn): string =>
      median((turns.get(way) ?? []).map((one) => one[what])).toFixed(0);
    return {
      what: way,
      measured:
        `${of('perSecond')}/s; stops p99 ${of('p99')}, p99.9 ${of('p999')}, longest ${of('longest')} ms; ` +
        `writers wait p99 ${of('waited')} ms; log up to ${of('logMb')} MB`,
      hold: '',
    };
  }),
);
