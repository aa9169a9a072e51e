import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { startEngine } from '../../../main/engine/engine.ts';
import { createLog } from '../../../main/lib/log.ts';
import { serveCli } from '../../helpers/run-cli.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { writeApp } from '../parts/big-app.ts';
import { median } from '../parts/quantile.ts';
import { printTable, type Row } from '../parts/table.ts';

const ROUNDS = 3;
const WEBHOOKS = 500;
/** Captures a second beside the imports, from ten senders. */
const SENDERS = 10;
const PAUSE_MS = 20;
const SECONDS = 10;

async function benchTimes(): Promise<Row[]> {
  const first: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    using dir = tempDir();
    const directory = join(dir.path, 'app');
    writeApp(directory, WEBHOOKS);
    const copy = join(dir.path, 'copy');
    cpSync(directory, copy, { recursive: true });
    await using engine = await startEngine({
      dataDir: join(dir.path, 'data'),
      face: 'browser',
      log: createLog('silent'),
      intake: { port: 0 },
      quiet: true,
    });
    for (const [path, times] of [
      [directory, first],
      [copy, again],
    ] as const) {
      const started = performance.now();
      const done = await engine.apps.import({ directory: path, watch: false });
      times.push(performance.now() - started);
      if (done.app.counts.webhooks !== WEBHOOKS) throw new Error('webhooks are missing');
    }
  }
  return [
    {
      what: `import of ${WEBHOOKS} webhooks, from folder to live`,
      measured: `${Math.round(median(first))} ms`,
      hold: '',
    },
    {
      what: 'the same again, nothing changed',
      measured: `${Math.round(median(again))} ms`,
      hold: '',
    },
  ];
}

/** Sends captures until `done`, and gives how long each took, in ms, sorted. */
async function latencies(url: string, done: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  const body = JSON.stringify({ id: 'evt_1', lines: 'x'.repeat(900) });
  async function send(): Promise<void> {
    while (!done.aborted) {
      const started = performance.now();
      const reply = await fetch(url, { method: 'POST', body });
      await reply.arrayBuffer();
      times.push(performance.now() - started);
      if (!reply.ok) throw new Error(`a capture was answered with ${reply.status}`);
      await sleep(PAUSE_MS);
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, send));
  return times.toSorted((a, b) => a - b);
}

function zipOf(directory: string, file: string): void {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(directory.length + 1), new Uint8Array(readFileSync(path))]);
  writeFileSync(file, zipSync(Object.fromEntries(files)));
}

/** Captures go on while a large app is imported again and again, each time with other functions. */
async function benchBeside(): Promise<Row[]> {
  using dir = tempDir();
  const [a, b, zip] = [join(dir.path, 'a'), join(dir.path, 'b'), join(dir.path, 'b.zip')];
  writeApp(a, WEBHOOKS, 'one');
  writeApp(b, WEBHOOKS, 'other');
  zipOf(b, zip);
  await using cli = await serveCli(join(dir.path, 'data'));
  const url = `${cli.ready.intake}/orders`;
  const headers = {
    authorization: `Bearer ${cli.ready.token}`,
    'content-type': 'application/json',
  };
  async function importFrom(directory: string): Promise<void> {
    const body = JSON.stringify({ directory, watch: false });
    const path = `${cli.ready.control}/api/v1/app/import`;
    const reply = await fetch(path, { method: 'POST', headers, body });
    if (!reply.ok) throw new Error(`an import was answered with ${reply.status}`);
    await reply.arrayBuffer();
  }
  await importFrom(a);
  const alone = await latencies(url, AbortSignal.timeout(SECONDS * 1000));
  const done = AbortSignal.timeout(SECONDS * 1000);
  const beside = latencies(url, done);
  let imports = 0;
  while (!done.aborted) {
    for (const from of [zip, a]) await importFrom(from);
    imports += 2;
  }
  const busy = await beside;
  const told = (times: readonly number[]): string =>
    [0.5, 0.99, 1]
      .map((share) => (times[Math.ceil(share * times.length) - 1] ?? 0).toFixed(1))
      .join(', ');
  return [
    { what: 'captures alone: p50, p99, longest', measured: `${told(alone)} ms`, hold: '' },
    {
      what: `captures beside imports of ${WEBHOOKS} webhooks, from folder and zip in turn`,
      measured: `${told(busy)} ms`,
      hold: 'p99 under 50 ms',
    },
    { what: 'imports meanwhile', measured: `${imports} in ${SECONDS} s`, hold: '' },
  ];
}

/** How long imports take, and what they do to captures. */
export async function benchImports(): Promise<Row[]> {
  return [...(await benchTimes()), ...(await benchBeside())];
}

if (import.meta.main) printTable('Imports', await benchImports());
