import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ndjsonLine } from '../../../main/interchange/formats/ndjson.ts';
import { encodeId, firstIdAt } from '../../../main/captures/capture-id.ts';
import { portable } from '../../interchange/sample-portable.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { quantile } from '../parts/quantile.ts';
import { printTable, type Row } from '../parts/table.ts';

/** As many as are named, or as an installation keeps. */
const CAPTURES = Number(process.argv[2] ?? 100_000);
/** Between two webhooks of a sender that goes on meanwhile. */
const PAUSE_MS = 20;

/** A file of our own with so many captures, each of about 1 KB. */
function fileOf(count: number): Blob {
  const parts: string[] = [];
  const from = Date.UTC(2024, 3, 1);
  for (let n = 0; n < count; n += 1) {
    const body = Buffer.from(JSON.stringify({ n, text: 'x'.repeat(900) }));
    const receivedAt = from + n;
    parts.push(ndjsonLine(portable({ id: encodeId(firstIdAt(receivedAt)), receivedAt, body })));
  }
  return new Blob(parts);
}

/** Imports 100,000 captures while others arrive: time, memory, and how long those that arrive wait. */
export async function benchCaptureImports(): Promise<Row[]> {
  const file = fileOf(CAPTURES);
  await using t = await startTestEngine();
  const { imports } = t.engine;
  const alone = await arrivals(t.url, until(2000));
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const began = performance.now();
  const { id, file: read } = await imports.upload({ file, name: 'bench.ndjson' });
  const readIn = (performance.now() - began) / 1000;
  delay.enable();
  const start = performance.now();
  let isDone = false;
  const [done, beside] = await Promise.all([
    Promise.resolve(imports.apply({ id, duplicates: 'skip' })).finally(() => (isDone = true)),
    arrivals(t.url, () => isDone),
  ]);
  const addedIn = (performance.now() - start) / 1000;
  delay.disable();
  clearInterval(watch);
  const undoFrom = performance.now();
  const { removed } = await imports.undo({ id });
  return [
    {
      what: `${read?.entries} captures of NDJSON (${mb(file.size)})`,
      measured: `read in ${readIn.toFixed(1)} s, ${done.imported} added in ${addedIn.toFixed(1)} s, ${mb(most - before)} more memory, longest stop ${(delay.max / 1e6).toFixed(0)} ms`,
      hold: 'under 120 s, 150 MB',
    },
    {
      what: `${beside.length} captures that arrived meanwhile`,
      measured: `p50 ${percent(beside, 50)} ms, p99 ${percent(beside, 99)} ms; alone p50 ${percent(alone, 50)} ms, p99 ${percent(alone, 99)} ms`,
      hold: 'p99 under 25 ms',
    },
    {
      what: 'undone',
      measured: `${removed} in ${((performance.now() - undoFrom) / 1000).toFixed(1)} s`,
      hold: '',
    },
  ];
}

function until(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() > end;
}

/** Milliseconds from a webhook to its answer, one after the other. */
async function arrivals(url: string, isOver: () => boolean): Promise<number[]> {
  const took: number[] = [];
  while (!isOver()) {
    const from = performance.now();
    await (await fetch(url, { method: 'POST', body: '{"a":1}' })).text();
    took.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return took;
}

const percent = (values: readonly number[], of: number): string =>
  quantile(values, of / 100).toFixed(1);

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

if (import.meta.main) printTable('Imports of captures', await benchCaptureImports());
