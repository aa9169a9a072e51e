import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ExportFormat } from '../../../preload/contract/interchange/exports.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { seedCaptures } from '../../helpers/seeds/seed.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { printTable, type Row } from '../parts/table.ts';

const CAPTURES = 100_000;
const FORMATS: readonly ExportFormat[] = ['har', 'ndjson', 'csv', 'backstitch'];

/** Writes 100,000 captures in each format, cut by the default rules: time, memory, stops of the loop. */
export async function benchExports(): Promise<Row[]> {
  using dir = tempDir();
  seedCaptures(dir.path, CAPTURES);
  await using t = await startTestEngine({ dataDir: dir.path });
  const { exports } = t.engine;
  const rows: Row[] = [];
  for (const format of FORMATS) {
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    let most = before;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const began = performance.now();
    const job = exports.create({ format, redaction: 'default', search: '' });
    let last = await job;
    for await (const step of exports.live({ id: last.id })) {
      last = step;
      most = Math.max(most, process.memoryUsage.rss());
    }
    delay.disable();
    const seconds = (performance.now() - began) / 1000;
    rows.push({
      what: `${last.done} captures as ${format}`,
      measured: `${seconds.toFixed(1)} s, ${mb(last.bytes)} written, ${mb(most - before)} more memory, longest stop ${(delay.max / 1e6).toFixed(0)} ms`,
      hold: 'under 60 s, 150 MB',
    });
    await exports.remove({ id: last.id });
  }
  return rows;
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

if (import.meta.main) printTable('Exports', await benchExports());
