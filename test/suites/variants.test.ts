import { afterAll, beforeAll, expect, it } from 'vitest';
import { SuiteOptions } from '../../preload/contract/interchange/suite-cases.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { run as runCommand, startReachable } from '../command-line/harness.ts';
import type { TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';
import { type Handler, startHandler } from './handler.ts';

let t: TestEngine;
let handler: Handler;
beforeAll(async () => {
  t = await startReachable();
  handler = await startHandler(() => ({}));
});
afterAll(async () => {
  await handler.close();
  await t[Symbol.asyncDispose]();
});

/** Orders of a sender: one field in three is not there, one is null at times, and one has two values. */
async function ordered(path: string, count: number, method = 'POST'): Promise<CaptureId> {
  for (let n = 0; n < count; n += 1) {
    const body = {
      id: `order-${n}`,
      state: n % 2 === 0 ? 'open' : 'paid',
      ...(n % 3 > 0 && { coupon: `c${n}` }),
      due: n % 5 === 0 ? null : n,
    };
    const headers = { 'content-type': 'application/json' };
    const sent = { method, headers, body: JSON.stringify(body) };
    await fetch(t.url + path, sent);
  }
  const [newest] = await t.captures(count, `path:${path}`);
  return newest?.id as CaptureId;
}

async function run(captureId: CaptureId) {
  const begun = await t.engine.suites.start({
    source: { kind: 'variants', captureId },
    to: { kind: 'url', url: handler.url },
    options: SuiteOptions.parse({}),
  });
  const ended = await until(() => {
    const now = t.engine.suites.run({ id: begun.id });
    return now.state !== 'running' && now;
  });
  return { ...ended, cases: t.engine.suites.cases({ id: begun.id, after: 0, limit: 1000 }) };
}

it('variants of an event say which absent field a handler does not bear, and when it was mended', async () => {
  // The newest is the 24th: paid, with a coupon and a date.
  const id = await ordered('/orders', 24);
  handler.answers(({ body }) => ({ status: body.includes('"coupon"') ? 200 : 500 }));
  const first = await run(id);
  const cases = first.cases.map(({ name, verdict, status }) => ({ name, verdict, status }));
  expect(cases).toEqual([
    { name: 'as it came', verdict: 'new', status: 200 },
    { name: 'state is open', verdict: 'new', status: 200 },
    { name: 'coupon left out', verdict: 'new-bad', status: 500 },
    { name: 'due is null', verdict: 'new', status: 200 },
  ]);
  expect(first).toMatchObject({ ok: false, failing: 1 });
  expect(handler.asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { id: 'order-23', state: 'paid', coupon: 'c23', due: 23 },
    { id: 'order-23', state: 'open', coupon: 'c23', due: 23 },
    { id: 'order-23', state: 'paid', due: 23 },
    { id: 'order-23', state: 'paid', coupon: 'c23', due: null },
  ]);
  await expect(t.engine.suites.save({ name: 'Variants', runId: first.id })).rejects.toMatchObject({
    code: 'SUITE_INVALID',
  });

  handler.answers(() => ({}));
  const mended = await run(id);
  expect(mended.cases.map(({ verdict }) => verdict)).toEqual(['same', 'same', 'fixed', 'same']);
  handler.answers(({ body }) => ({ status: body.includes('null') ? 400 : 200 }));
  const argv = ['--variants', 'latest:path:/orders', '--to', handler.url, '--data-dir', t.dataDir];
  const told = await runCommand('suite', ...argv);
  expect(told.code).toBe(1);
  expect(told.stdout).toContain('4 due is null: Answered 400 instead of 200.');
});

it('an event of which nothing is usual yet has no variants, and a capture that is gone is said', async () => {
  const id = await ordered('/young', 2, 'PUT');
  await expect(run(id)).rejects.toMatchObject({ code: 'SUITE_INVALID' });
  await t.engine.captures.remove({ id });
  await expect(run(id)).rejects.toMatchObject({ code: 'SUITE_INVALID' });
});
