/**
 * Captures at a steady rate, all of which are forwarded to one destination: whether the queue keeps up, in which
 * order they come, and what is held in memory meanwhile.
 *
 *   node test/bench/forwards.ts [PER_SECOND] [SECONDS]
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { fire } from './parts/firing.ts';
import { heldBy } from './parts/soak/held.ts';
import { restOf } from './parts/soak/rest.ts';
import { printTable, type Row } from './parts/table.ts';

const CONNECTIONS = 20;
const SAMPLE_MS = 500;
const DRAIN_MS = 10 * 60_000;

/** A receiver that notes the ids of the captures, in the order in which they come. */
async function openSink() {
  const ids: string[] = [];
  const server = createServer((request, response) => {
    const mark = request.headers['backstitch-forward'];
    request.resume();
    request.once('end', () => {
      ids.push(/req=(\S+)/.exec(String(mark))?.[1] ?? '');
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ids,
    url: `http://127.0.0.1:${port}/hook`,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** By how many places the farthest of them came before or after its place. */
function farthest(ids: readonly string[]): number {
  const places = new Map(ids.toSorted().map((id, place) => [id, place]));
  return Math.max(0, ...ids.map((id, at) => Math.abs(at - (places.get(id) ?? at))));
}

export async function benchForwards(perSecond = 1000, seconds = 20): Promise<Row[]> {
  using dir = tempDir();
  using sink = await openSink();
  await using cli = await serveCli(dir.path);
  const rest = restOf(cli.ready);
  const to = { name: 'sink', url: sink.url, concurrency: 10 };
  const { id } = (await rest('POST', '/destinations', to)) as { id: string };
  await rest('POST', '/forwards', { name: 'all', destinationId: id, search: '' });
  const from = performance.now();
  const over = new AbortController();
  const samples: { sent: number; megabytes: number }[] = [];
  const watching = (async () => {
    while (!over.signal.aborted) {
      await sleep(SAMPLE_MS);
      samples.push({ sent: sink.ids.length, megabytes: heldBy(cli.child.pid).megabytes });
    }
  })();
  const fired = await fire(`${cli.ready.intake}/orders`, seconds, CONNECTIONS, perSecond);
  const atEnd = sink.ids.length;
  const firedMs = performance.now() - from;
  over.abort();
  await watching;
  // One that was under way when the time was over may be kept, and never answered.
  const total = fired.answered;
  const end = performance.now() + DRAIN_MS;
  while (new Set(sink.ids).size < total && performance.now() < end) await sleep(50);
  const drainMs = performance.now() - from - firedMs;
  const half = Math.floor(samples.length / 2);
  const megabytes = samples.map((sample) => sample.megabytes);
  return [
    {
      what: `captures, ${perSecond} a second asked for; p99`,
      measured: `${Math.round(fired.perSecond)}/s; ${fired.p99} ms`,
      hold: `${perSecond}/s`,
    },
    {
      what: 'of them forwarded when the last was answered; after that the rest took',
      measured: `${atEnd} of ${total} (${((100 * atEnd) / total).toFixed(0)} %); ${Math.round(drainMs)} ms`,
      hold: 'all but the last second',
    },
    {
      what: 'came once; twice; the farthest from its place',
      measured: `${new Set(sink.ids).size}; ${sink.ids.length - new Set(sink.ids).size}; ${farthest(sink.ids)}`,
      hold: `${total} at least; 0`,
    },
    {
      what: 'memory: in the middle, at the end',
      measured: `${Math.round(megabytes[half] ?? 0)} MB, ${Math.round(megabytes.at(-1) ?? 0)} MB`,
      hold: 'flat',
    },
  ];
}

if (import.meta.main) {
  const [perSecond, seconds] = process.argv.slice(2).map(Number);
  printTable('Forwards', await benchForwards(perSecond, seconds));
}
