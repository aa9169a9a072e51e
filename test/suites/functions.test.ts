import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Webhook } from '../../preload/contract/app-model.ts';
import type { FunctionName } from '../../preload/contract/apps/functions.ts';
import type { SuiteSource } from '../../preload/contract/interchange/suites.ts';
import {
  type FunctionTarget,
  SuiteOptions,
} from '../../preload/contract/interchange/suite-cases.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { type Ran, run as runCommand, startReachable } from '../command-line/harness.ts';
import { SAMPLE } from '../helpers/sample-app.ts';
import type { TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';

let t: TestEngine;
let appId: FunctionTarget['appId'];
let base: string;
beforeAll(async () => {
  t = await startReachable();
  const { app } = await t.engine.apps.import({ directory: SAMPLE, watch: false });
  appId = app.id;
  base = `${t.url}/api/client/v2.0/app/${app.clientAppId}/service`;
});
afterAll(() => t[Symbol.asyncDispose]());

const PLACE = { kind: 'webhook', service: 'orders', webhook: 'place' } as const;
const TOTAL = { kind: 'function', name: 'total' } as const;

/** An order as its sender signs it, at the webhook that takes orders. */
async function order(count: number, secret = 'needle-and-thread'): Promise<CaptureId> {
  const body = JSON.stringify({ customer: 'ada@x.test', lines: [{ item: 'notebook', count }] });
  const proof = createHmac('sha256', secret).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-hook-signature': `sha256=${proof}` };
  const url = `${base}/orders/incoming_webhook/place`;
  const answer = await fetch(url, { method: 'POST', body, headers });
  const id = answer.headers.get('x-backstitch-capture-id') as CaptureId;
  await until(() => t.engine.captures.get({ id }).durationMs !== null);
  return id;
}

async function run(
  source: SuiteSource,
  of: FunctionName,
  how: { options?: Partial<SuiteOptions>; sideEffects?: FunctionTarget['sideEffects'] } = {},
) {
  const begun = await t.engine.suites.start({
    source,
    to: { kind: 'function', appId, of, sideEffects: how.sideEffects ?? 'record' },
    options: SuiteOptions.parse(how.options ?? {}),
  });
  const ended = await until(() => {
    const now = t.engine.suites.run({ id: begun.id });
    return now.state !== 'running' && now;
  });
  const cases = t.engine.suites.cases({ id: begun.id, after: 0, limit: 1000 });
  return { ...ended, cases, verdicts: cases.map(({ verdict }) => verdict) };
}
const those = (...ids: CaptureId[]): SuiteSource => ({ kind: 'captures', ids });

/** Writes the source of the webhook that takes orders, as a person edits it. */
async function edit(change: (source: string) => string): Promise<void> {
  const whole = t.engine.webhooks.get({ appId, service: 'orders', webhook: 'place' });
  await t.engine.webhooks.save({
    appId,
    service: 'orders',
    oldName: 'place',
    revision: whole.revision,
    webhook: Webhook.omit({ problem: true }).parse({ ...whole, source: change(whole.source) }),
  });
}

const orders = async (): Promise<number> =>
  ((await (await fetch(`${base}/orders/incoming_webhook/list`)).json()) as unknown[]).length;

it('a function is held against what the sender got, and an edit of it is regressed, then fixed', async () => {
  const ids = [await order(1), await order(2)];
  const placed = await orders();
  const first = await run(those(...ids), PLACE);
  expect(first).toMatchObject({
    ok: true,
    url: expect.stringMatching(/^webhook orders\/place of /),
  });
  expect(first.cases).toMatchObject([
    { verdict: 'same', beforeFrom: 'capture', status: 201 },
    { verdict: 'same', beforeFrom: 'capture', status: 201 },
  ]);

  const mistake = 'if (order.lines[0].count > 1) throw new Error("too many"); const total';
  await edit((source) => source.replace('const total', mistake));
  const second = await run(those(...ids), PLACE);
  expect(second.verdicts).toEqual(['same', 'regressed']);
  expect(second.ok).toBe(false);
  const detail = t.engine.suites.case({ id: second.id, n: 2 });
  expect(detail.answers[0]?.bodyText).toContain('too many');
  await edit((source) => source.replace(mistake, 'const total'));
  expect((await run(those(...ids), PLACE)).verdicts).toEqual(['same', 'fixed']);

  // Three runs of it, and not an order more: its calls are answered as when the captures came.
  expect(await orders()).toBe(placed);
  expect(t.engine.suites.case({ id: first.id, n: 1 }).notes).toEqual([
    'Calls of services: 2 answered as when it came.',
  ]);
  await run(those(ids[0] as CaptureId), PLACE, { sideEffects: 'live' });
  expect(await orders()).toBe(placed + 1);
  const forbidden = await run(those(ids[0] as CaptureId), PLACE, { sideEffects: 'forbid' });
  expect(forbidden.verdicts).toEqual(['regressed']);
});

it('what was refused before the function is nothing to hold its answer against', async () => {
  const refused = await order(3, 'another secret');
  expect(t.engine.captures.get({ id: refused }).reply?.status).toBe(401);
  const { cases } = await run(those(refused), PLACE);
  expect(cases).toMatchObject([{ verdict: 'new', beforeFrom: null, status: 201 }]);
});

it('a named function answers as its endpoint would, and is flaky where its answers differ', async () => {
  await fetch(`${t.url}/anywhere`, {
    method: 'POST',
    body: JSON.stringify({ lines: [{ item: 'notebook', count: 2 }] }),
  });
  await t.captures(1, 'path:/anywhere');
  const search: SuiteSource = { kind: 'search', search: 'path:/anywhere', limit: 20 };
  const { id, cases } = await run(search, TOTAL, { options: { body: 'exact', repeat: 2 } });
  expect(cases).toMatchObject([{ verdict: 'new', status: 200 }]);
  const text = t.engine.suites.case({ id, n: 1 }).answers[0]?.bodyText;
  expect(JSON.parse(text ?? '')).toMatchObject({ currency: 'EUR' });

  // Kept as a suite, and run when its capture is gone.
  const suite = await t.engine.suites.save({ name: 'Totals', runId: id });
  const { items } = await t.engine.captures.list({ search: 'path:/anywhere', limit: 9 });
  for (const one of items) await t.engine.captures.remove({ id: one.id });
  const kept = await run({ kind: 'suite', id: suite.id }, TOTAL);
  expect(kept.verdicts).toEqual(['same']);

  const fn = t.engine.functions.get({ appId, name: 'total' });
  const { appId: _app, limits: _limits, problem: _problem, revision, ...own } = fn;
  const source = fn.source.replace('return {', 'return { [`k${Math.random()}`]: 1,');
  await t.engine.functions.save({
    appId,
    oldName: 'total',
    revision,
    function: { ...own, source },
  });
  const flaky = await run({ kind: 'suite', id: suite.id }, TOTAL, { options: { repeat: 3 } });
  expect(flaky.verdicts).toEqual(['flaky']);
});

it('a function that is not there is refused in words, and the command names those that are', async () => {
  const source = those(await order(4));
  await expect(run(source, { kind: 'function', name: 'gone' })).rejects.toMatchObject({
    code: 'FUNCTION_NOT_FOUND',
  });
  await expect(run(source, { ...PLACE, webhook: 'gone' })).rejects.toMatchObject({
    code: 'WEBHOOK_NOT_FOUND',
  });
  const suite = (...argv: string[]): Promise<Ran> =>
    runCommand('suite', '--search', 'path:*place', ...argv, '--data-dir', t.dataDir);
  const none = await suite('--to', 'function:nothing');
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toMatch(/There is no function nothing\. .*orders\/place/);
  const ran = await suite('--to', 'function:orders/place', '--limit', '1');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toMatch(/^1 case to webhook orders\/place of .*\nIt holds\.\n$/);
});
