/**
 * How long deleting many captures, undoing it and retention hold the main thread:
 * `node test/bench/store/removals.ts [COUNT]`. The engine runs here, so that its event loop can be watched.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';
import { printTable, type Row } from '../parts/table.ts';

const COUNT = Number(process.argv[2] ?? 100_000);
const TOGETHER = 5000;

function seed(db: Database): void {
  const from = (Date.now() - Date.UTC(2024, 0, 1)) * 4096 - COUNT;
  for (let at = 0; at < COUNT; at += TOGETHER) {
    const rows = `WITH RECURSIVE n(i) AS (SELECT ${from + at} UNION ALL SELECT i + 1 FROM n LIMIT ${TOGETHER})`;
    db.exec(`BEGIN;
      ${rows} INSERT INTO captures (id, received_at, duration_us, method, target, path, endpoint_id, status,
                provider, delivery_id, signature, size_bytes, stored_bytes, decided_by, indexed)
        SELECT i, 1, 1, 'POST', '/hooks/' || i, '/hooks', 'ep', 200, 'stripe', 'evt_' || (i * 7919 % 1000003),
               'verified', 900, 1300, 'respond', 1 FROM n;
      ${rows} INSERT INTO capture_contents (capture_id, http_version, remote_address, remote_port, headers, body)
        SELECT i, '1.1', '127.0.0.1', 1, '[]', randomblob(900) FROM n;
      ${rows} INSERT INTO capture_replies (capture_id, completed, stages) SELECT i, 1, '[]' FROM n;
      COMMIT`);
  }
}

/** The longest stops of the event loop while something goes on. */
async function watched(what: string, job: () => Promise<unknown>): Promise<Row> {
  const gaps: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }, 1);
  const from = performance.now();
  await job();
  const tookMs = performance.now() - from;
  // A stop is counted once it is over.
  await sleep(20);
  clearInterval(timer);
  gaps.sort((a, b) => a - b);
  const at = (share: number): string => (gaps[Math.floor(gaps.length * share)] ?? 0).toFixed(0);
  const stops = `p99 ${at(0.99)} ms, longest ${gaps.at(-1)?.toFixed(0)} ms`;
  return { what, measured: `${(tookMs / 1000).toFixed(1)} s; stops: ${stops}`, hold: '' };
}

using dir = tempDir();
{
  await using first = await startTestEngine({ dataDir: dir.path });
  seed(first.engine.db);
}
await using t = await startTestEngine({ dataDir: dir.path });
const { engine } = t;
let undo = '';
const rows = [
  await watched('nothing, for comparison', () => sleep(2000)),
  await watched(`hiding ${COUNT}`, async () => {
    const removal = await engine.captures.removeFound({ search: '', includePinned: true });
    undo = removal.undo ?? '';
  }),
  await watched('undoing that', () => engine.captures.undo({ undo })),
];
const settings = engine.system.settings();
await engine.system.saveSettings({ ...settings, keepCount: Math.max(1, COUNT - 5000) });
rows.push(
  await watched('retention of 5,000', () =>
    until(() => {
      const held = engine.db.prepare('SELECT count(*) FROM captures').pluck().get();
      return Number(held) <= COUNT - 5000;
    }),
  ),
);
printTable('Removals', rows);
