import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { evaluateText } from '../../main/expressions/evaluate.ts';
import { startEngine } from '../../main/engine.ts';
import { createLog } from '../../main/lib/log.ts';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { median, printTable, type Row } from './table.ts';

const here = import.meta.dirname;
const SECONDS = 5;
const ROUNDS = 3;
const WEBHOOKS = 500;
const FUNCTION = `exports = async function (payload, response) {
  const { data } = JSON.parse(payload.body.text());
  console.log('paid', data.object.amount);
  response.setStatusCode(201);
  response.setBody(JSON.stringify({ amount: data.object.amount, at: new Date() }));
};
`;

interface Fired {
  perSecond: number;
  p50: number;
  p99: number;
  failed: number;
}

/** Files of an app with webhooks `w0`, `w1`, ... that all run the same function. */
function writeApp(directory: string, webhooks: number): void {
  const file = (path: string, text: string): void => {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  file('stitch.json', JSON.stringify({ config_version: 20180301, app_id: 'bench', name: 'bench' }));
  file('services/in/config.json', JSON.stringify({ name: 'in', type: 'http', version: 1 }));
  for (let i = 0; i < webhooks; i += 1) {
    const at = `services/in/incoming_webhooks/w${i}`;
    file(
      `${at}/config.json`,
      JSON.stringify({
        name: `w${i}`,
        run_as_authed_user: false,
        run_as_user_id: '',
        respond_result: true,
        options: { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' },
      }),
    );
    file(`${at}/source.js`, FUNCTION);
  }
}

async function fire(url: string, seconds: number, connections: number): Promise<Fired> {
  const args = [join(here, 'fire.ts'), url, String(seconds), String(connections)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Fired;
}

async function benchWebhooks(): Promise<Row[]> {
  const alone: Fired[] = [];
  const busy: Fired[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    using dir = tempDir();
    const app = join(dir.path, 'app');
    writeApp(app, 1);
    await using cli = await serveCli(join(dir.path, 'data'), '--app', app);
    const url = `${cli.ready.intake}/api/client/v2.0/app/bench/service/in/incoming_webhook/w0`;
    await fire(url, 2, 10);
    alone.push(await fire(url, SECONDS, 1));
    busy.push(await fire(url, SECONDS, 20));
  }
  const failed = [...alone, ...busy].reduce((sum, one) => sum + one.failed, 0);
  return [
    {
      what: 'function webhook over HTTP, 1 connection: p50, p99',
      measured: `${median(alone.map((one) => one.p50))}, ${median(alone.map((one) => one.p99))} ms`,
      hold: 'p50 under 3 ms',
    },
    {
      what: 'the same, 1 connection',
      measured: `${Math.round(median(alone.map((one) => one.perSecond)))}/s`,
      hold: '',
    },
    {
      what: 'the same, 20 connections',
      measured: `${Math.round(median(busy.map((one) => one.perSecond)))}/s, p99 ${median(busy.map((one) => one.p99))} ms`,
      hold: 'at least 800/s',
    },
    { what: 'answers that were not 2xx', measured: String(failed), hold: '0' },
  ];
}

async function benchExpressions(): Promise<Row> {
  const text = JSON.stringify({
    '%and': [
      { '%%user.data.email': { '%regex': '@stationery\\.test$' } },
      { '%or': [{ 'args.to': '%%values.number' }, { '%%user.custom_data.staff': true }] },
      { '%%args.body.total': { $gt: 10, $lte: 500 } },
    ],
  });
  const scope = {
    plainPaths: 'args' as const,
    user: { id: '1', data: { email: 'ada@stationery.test' }, custom_data: { staff: true } },
    request: {},
    environment: { tag: '', values: {} },
    value: () => ({ value: '+15550100', secret: false }),
    args: { to: '+15550199', body: { total: 42 } },
  };
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    let count = 0;
    while (performance.now() - started < 1000) {
      for (let i = 0; i < 100; i += 1) {
        const { verdict } = await evaluateText(text, scope);
        if (!verdict) throw new Error('the expression of the bench is false');
      }
      count += 100;
    }
    rates.push((count / (performance.now() - started)) * 1000);
  }
  return {
    what: 'expressions with an explanation, read from text each time',
    measured: `${Math.round(median(rates))}/s`,
    hold: '',
  };
}

async function benchImport(): Promise<Row[]> {
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

/** Webhooks with functions over HTTP, expressions, and the import of a large app. */
export async function benchStitch(): Promise<Row[]> {
  return [...(await benchWebhooks()), await benchExpressions(), ...(await benchImport())];
}

if (import.meta.main) printTable('Stitch apps', await benchStitch());
