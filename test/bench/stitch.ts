import { join } from 'node:path';
import { evaluateText } from '../../main/expressions/evaluate.ts';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { writeApp } from './parts/big-app.ts';
import { fire, type Fired } from './parts/firing.ts';
import { median } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const SECONDS = 5;
const ROUNDS = 3;
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

/** Webhooks with functions over HTTP, and expressions. */
export async function benchStitch(): Promise<Row[]> {
  return [...(await benchWebhooks()), await benchExpressions()];
}

if (import.meta.main) printTable('Stitch apps', await benchStitch());
