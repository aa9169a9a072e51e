/**
 * Mixed load for a quarter of an hour (captures, functions, loads, deliveries, forwards, searches, live
 * streams), with kill -9 every minute to the engine it started. The last third is left alone, so that
 * memory and handles can be seen to stay. Ends with 1 where something acknowledged was lost.
 *
 *   node test/bench/soak.ts [MINUTES]
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Ready, type RunningCli, serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { writeApp } from './parts/big-app.ts';
import { type Held, heldBy } from './parts/soak/held.ts';
import { KINDS, type Load, PATHS, startLoad } from './parts/soak/load.ts';
import { findLost } from './parts/soak/lost.ts';
import { type Rest, restOf } from './parts/soak/rest.ts';
import { openSink } from './parts/soak/sink.ts';
import { median, quantile } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const MINUTE_MS = 60_000;
const SAMPLE_MS = 2000;
/** What waits may take so long to go out once no more comes. */
const DRAIN_MS = 5 * MINUTE_MS;

/** A destination, a forward to it, an integration; nothing is deleted for its age or number. */
async function setUp(rest: Rest, sinkUrl: string): Promise<string> {
  const settings = (await rest('GET', '/settings')) as object;
  const keep = { keepCount: 10_000_000, keepBytes: 1_000_000_000_000 };
  await rest('PUT', '/settings', { ...settings, ...keep });
  const { id } = (await rest('POST', '/destinations', {
    name: 'sink',
    url: sinkUrl,
    concurrency: 10,
  })) as { id: string };
  const search = `path:${PATHS.forward}`;
  await rest('POST', '/forwards', { name: 'on', destinationId: id, search });
  const made = (await rest('POST', '/integrations', { name: 'soak', schema: 'soak' })) as {
    url: string;
  };
  return new URL(made.url).pathname;
}

/** Waits until nothing waits any more, and all that was to be sent came; false where that took too long. */
async function drained(
  rest: Rest,
  { acknowledged }: Load,
  seen: ReadonlyMap<string, number>,
): Promise<boolean> {
  const end = performance.now() + DRAIN_MS;
  // A capture is no delivery yet when the forwards have not looked at it: nothing counts those that wait.
  const awaited = [...acknowledged.forward, ...acknowledged.delivery];
  while (performance.now() < end) {
    if (!awaited.every((key) => seen.has(key))) {
      await sleep(500);
      continue;
    }
    const [integration] = (await rest('GET', '/integrations')) as { waiting: number }[];
    const counts = await Promise.all(
      ['scheduled', 'sending'].map(
        (state) => rest('GET', `/deliveries/count?state=${state}`) as Promise<{ count: number }>,
      ),
    );
    if (integration?.waiting === 0 && counts.every(({ count }) => count === 0)) return true;
    await sleep(500);
  }
  return false;
}

/** Files that an end in order should have taken away. */
const temporaryIn = (dataDir: string): string[] =>
  readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(\.(tmp|part|partial|new)$|-(wal|shm|journal)$|(^|\/)(tmp|engine\.json)$)/.test(name),
  );

interface Life {
  startMs: number;
  samples: Held[];
}

export async function soak(minutes: number): Promise<{ rows: Row[]; isLost: boolean }> {
  using dir = tempDir();
  using sink = await openSink();
  const app = join(dir.path, 'app');
  writeApp(app, 1);
  const dataDir = join(dir.path, 'data');
  const lives: Life[] = [];
  let ready: Ready | null = null;

  async function start(): Promise<RunningCli> {
    const from = performance.now();
    const cli = await serveCli(dataDir, ...(lives.length === 0 ? ['--app', app] : []));
    lives.push({ startMs: performance.now() - from, samples: [] });
    return cli;
  }
  async function live(cli: RunningCli, ms: number): Promise<void> {
    ready = cli.ready;
    const end = performance.now() + ms;
    while (performance.now() < end) {
      await sleep(Math.min(SAMPLE_MS, Math.max(1, end - performance.now())));
      lives.at(-1)?.samples.push(heldBy(cli.child.pid));
      if (cli.child.exitCode !== null) throw new Error('The engine ended by itself.');
    }
  }

  let cli = await start();
  const hook = await setUp(restOf(cli.ready), sink.url);
  const stop = new AbortController();
  const { load, ended } = startLoad(() => ready, hook, stop.signal);
  const from = performance.now();
  for (let kills = 0; kills < Math.floor((minutes * 2) / 3); kills += 1) {
    await live(cli, MINUTE_MS);
    // In the middle of all that is under way.
    const killed = cli.end('SIGKILL');
    ready = null;
    await killed;
    cli = await start();
  }
  const kills = lives.length - 1;
  await live(cli, Math.max(MINUTE_MS / 2, minutes * MINUTE_MS - (performance.now() - from)));
  const seconds = (performance.now() - from) / 1000;
  stop.abort();
  await ended;
  const isDrained = await drained(restOf(cli.ready), load, sink.seen);
  const orderly = await cli.end('SIGTERM');
  const temporary = temporaryIn(dataDir);
  const { lost, integrity, doubled } = findLost(dataDir, load, sink.seen);

  const last = lives.at(-1)?.samples.filter(({ megabytes }) => megabytes > 0) ?? [];
  const quarter = Math.ceil(last.length / 4);
  const early = last.slice(quarter, 2 * quarter);
  const late = last.slice(-quarter);
  const of = (some: readonly Held[], key: keyof Held): number =>
    Math.round(median(some.map((one) => one[key])));
  const sent = KINDS.reduce((sum, kind) => sum + load.acknowledged[kind].length, 0);
  const sorted = load.searchMs.toSorted((a, b) => a - b);
  const rows: Row[] = [
    ...lost.map((one) => ({
      what: `${one.kind}: acknowledged, and lost`,
      measured: [`${one.acknowledged}, ${one.lost.length}`, ...one.notes].join('; '),
      hold: '0 lost',
    })),
    {
      what: `kill -9 in ${Math.round(seconds)} s; start to ready line, longest`,
      measured: `${kills}; ${Math.round(Math.max(...lives.map(({ startMs }) => startMs)))} ms`,
      hold: '',
    },
    { what: 'acknowledged a second', measured: String(Math.round(sent / seconds)), hold: '' },
    {
      what: 'searches; p50, p99',
      measured: `${load.searches}; ${Math.round(quantile(sorted, 0.5))}, ${Math.round(quantile(sorted, 0.99))} ms`,
      hold: '',
    },
    { what: 'events of live streams', measured: String(load.events), hold: '' },
    {
      what: 'memory of the last life: second quarter, last quarter',
      measured: `${of(early, 'megabytes')} MB, ${of(late, 'megabytes')} MB`,
      hold: 'flat',
    },
    {
      what: 'handles of the last life: second quarter, last quarter',
      measured: `${of(early, 'handles')}, ${of(late, 'handles')}`,
      hold: 'flat',
    },
    {
      what: 'child processes of the last life: second quarter, last quarter; temporary files left',
      measured: `${of(early, 'children')}, ${of(late, 'children')}; ${temporary.join(' ') || 'none'}`,
      hold: 'flat; none',
    },
    {
      what: 'memory at the end of each life',
      measured: lives.map(({ samples }) => of(samples.slice(-4), 'megabytes')).join(', '),
      hold: '',
    },
    {
      what: 'answers that were refusals, failed calls',
      measured: [...load.refused].map(([what, n]) => `${n} × ${what}`).join('; ') || 'none',
      hold: 'none',
    },
    {
      what: 'what waited went out; the end; the database',
      measured: `${isDrained ? 'yes' : 'no'}; ${String(orderly)}; ${String(integrity)}`,
      hold: 'yes; 0; ok',
    },
  ];
  for (const { kind, lost: keys } of lost)
    if (keys.length > 0) console.error(`${kind}, lost: ${keys.slice(0, 20).join(', ')}`);
  const isLost =
    lost.some((one) => one.lost.length > 0) || doubled > 0 || integrity !== 'ok' || !isDrained;
  return { rows, isLost };
}

if (import.meta.main) {
  const minutes = Number(process.argv[2] ?? 15);
  if (!(minutes >= 1)) throw new Error('node test/bench/soak.ts [MINUTES], one at least');
  const { rows, isLost } = await soak(minutes);
  printTable(`Soak of ${minutes} minutes`, rows);
  process.exitCode = isLost ? 1 : 0;
}
