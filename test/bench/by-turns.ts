/**
 * Compares checkouts of Backstitch on one machine: all of them run at once, and take turns in random order,
 * beside a bare echo. A machine that is slow for a minute is slow for all of them, so ratios hold where the
 * figures of two runs after each other say nothing.
 *
 *   node test/bench/by-turns.ts [--rounds N] [--connections N] [--app] CHECKOUT [CHECKOUT ...]
 *
 * A checkout is a folder with its `node_modules`; `git worktree add` makes one of any commit. With `--app` the
 * requests go to a webhook whose function runs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { tempDir } from '../helpers/temp-dir.ts';
import { writeApp } from './parts/big-app.ts';
import { fire } from './parts/firing.ts';
import { median } from './parts/quantile.ts';

const WARM_SECONDS = 2;
const TURN_SECONDS = 2;
const WEBHOOK = '/api/client/v2.0/app/bench/service/in/incoming_webhook/w0';

interface Runner {
  name: string;
  child: ChildProcess;
  url: string;
  rates: number[];
  p99: number[];
  /** Processor time of a request, in microseconds. */
  cost: number[];
}

const here = import.meta.dirname;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '6' },
    connections: { type: 'string', default: '50' },
    app: { type: 'boolean', default: false },
  },
});

const CONNECTIONS = Number(values.connections);

async function start(name: string, cwd: string, args: string[]): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const ready = JSON.parse(line) as { url?: string; intake?: string };
  const url = ready.url ?? ready.intake;
  if (url === undefined) throw new Error(`${name} did not start: ${line}`);
  return [child, url];
}

/** Processor time of a process so far, in microseconds; Linux only. */
function spent({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function turn(runner: Runner): Promise<void> {
  const before = spent(runner.child);
  const { perSecond, p99 } = await fire(runner.url, TURN_SECONDS, CONNECTIONS);
  runner.rates.push(perSecond);
  runner.p99.push(p99);
  runner.cost.push((spent(runner.child) - before) / (perSecond * TURN_SECONDS));
}

using dir = tempDir();
const app = join(dir.path, 'app');
writeApp(app, 1);
const runners: Runner[] = [];
const add = async (name: string, cwd: string, args: string[], path: string) => {
  const [child, url] = await start(name, cwd, args);
  runners.push({ name, child, url: `${url}${path}`, rates: [], p99: [], cost: [] });
};
await add('bare echo', here, [join(here, 'parts/echo.ts')], '/orders');
for (const [at, checkout] of positionals.entries()) {
  const data = join(dir.path, `data-${at}`);
  const args = [
    'main/cli.ts',
    'serve',
    '--port',
    '0',
    '--control-port',
    '0',
    '--json',
    '--no-open',
  ];
  args.push('--data-dir', data, ...(values.app ? ['--app', app] : []));
  await add(checkout, checkout, args, values.app ? WEBHOOK : '/orders');
}
for (const { url } of runners) await fire(url, WARM_SECONDS, CONNECTIONS);
for (let round = 0; round < Number(values.rounds); round += 1) {
  const order = runners.toSorted(() => Math.random() - 0.5);
  for (const runner of order) await turn(runner);
}
const [echo, first] = runners;
for (const { name, child, rates, p99, cost } of runners) {
  const to = (other: Runner | undefined): string =>
    median(rates.map((rate, i) => rate / (other?.rates[i] ?? Number.NaN))).toFixed(3);
  const figures = `${Math.round(median(rates))}/s, p99 ${median(p99)} ms, ${Math.round(median(cost))} µs`;
  console.log(`${name}: ${figures}; of the echo ${to(echo)}, of the first checkout ${to(first)}`);
  child.kill('SIGINT');
  if (child.exitCode === null) await once(child, 'exit');
}
