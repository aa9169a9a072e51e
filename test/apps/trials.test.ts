import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../preload/contract/apps/functions.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { type SampleApp, startSampleApp } from '../helpers/sample-app.ts';

const order = (count: number): string =>
  JSON.stringify({ customer: 'ada@stationery.test', lines: [{ item: 'notebook', count }] });

async function placeOrders(app: SampleApp, count: number): Promise<CaptureId[]> {
  const ids: CaptureId[] = [];
  for (let i = 1; i <= count; i += 1) {
    const body = order(i);
    const placed = await app.call('orders', 'place', {
      method: 'POST',
      body,
      headers: app.sign(body),
    });
    await app.why(placed.captureId);
    ids.push(placed.captureId as CaptureId);
  }
  return ids;
}

const PLACE = { kind: 'webhook', service: 'orders', webhook: 'place' } as const;

async function compare(app: SampleApp, source: string | null, last = 10) {
  const rows: Comparison[] = [];
  let summary: { changed: number; failed: number } | undefined;
  const input = { appId: app.appId, of: PLACE, source, sideEffects: 'record' as const, last };
  for await (const event of app.engine.functions.compare(input)) {
    if (event.kind === 'row') rows.push(event.row);
    if (event.kind === 'end') summary = event;
  }
  return { rows, summary };
}

describe('a function tried on captures', () => {
  it('answers as before while its source is as before, although ids and times are new', async () => {
    await using app = await startSampleApp();
    await placeOrders(app, 3);
    const { rows, summary } = await compare(app, null);
    expect(rows.map((row) => [row.before?.status, row.after?.status, row.differs])).toEqual([
      [201, 201, []],
      [201, 201, []],
      [201, 201, []],
    ]);
    expect(summary).toMatchObject({ changed: 0, failed: 0 });
    for (const row of rows) expect(row.durationBeforeMs).toBeGreaterThan(0);
  });

  it('marks what an edit would change, without saving it or writing anything', async () => {
    await using app = await startSampleApp();
    await placeOrders(app, 3);
    const { source } = app.engine.webhooks.get({
      appId: app.appId,
      service: 'orders',
      webhook: 'place',
    });
    const edited = source
      .replace(
        'response.setStatusCode(201)',
        'response.setStatusCode(order.lines[0].count > 1 ? 202 : 201)',
      )
      .replace("console.log('order'", "await orders.deleteMany({}); console.log('order'");
    const { rows, summary } = await compare(app, edited);
    expect(rows.map((row) => row.differs)).toEqual([['status'], ['status'], []]);
    expect(summary).toMatchObject({ changed: 2 });
    const listed = await app.call('orders', 'list');
    expect(JSON.parse(listed.text)).toHaveLength(3);
  });

  it('says which captures the edit fails on, and which were refused before it', async () => {
    await using app = await startSampleApp();
    await placeOrders(app, 1);
    const refused = await app.call('orders', 'place', { method: 'POST', body: order(1) });
    await app.why(refused.captureId);
    const { rows } = await compare(app, "exports = () => { throw new Error('broken'); }");
    expect(rows).toMatchObject([
      {
        before: { status: 401 },
        after: { status: 401 },
        differs: [],
        skipped: expect.stringMatching(/Refused/),
      },
      { after: { status: 400 }, error: 'broken' },
    ]);
  });

  it('shows result, logs and calls of one try, with the calls answered as they were then', async () => {
    await using app = await startSampleApp();
    const [captureId] = await placeOrders(app, 1);
    const trial = await app.engine.functions.try({
      appId: app.appId,
      of: PLACE,
      source: null,
      sideEffects: 'record',
      captureId: captureId ?? null,
      args: '',
      userId: '',
    });
    expect(trial.reply?.status).toBe(201);
    expect(trial.run?.hostCalls.map((call) => call.mode)).toEqual(['recorded', 'recorded']);
    const forbidden = await app.engine.functions.try({
      appId: app.appId,
      of: PLACE,
      source: null,
      sideEffects: 'forbid',
      captureId: captureId ?? null,
      args: '',
      userId: '',
    });
    expect(forbidden.run?.error?.message).toMatch(/not allowed in this run/);
  });

  it('runs on arguments given by hand, as system or as a user', async () => {
    await using app = await startSampleApp();
    const tryIt = (source: string, more: object = {}) =>
      app.engine.functions.try({
        appId: app.appId,
        of: { kind: 'function', name: 'priceOf' },
        source,
        sideEffects: 'record',
        captureId: null,
        args: '[{"$numberInt":"2"}]',
        userId: '',
        ...more,
      });
    expect((await tryIt('exports = (n) => n * 2')).run?.result).toBe('{"$numberLong":"4"}');
    expect((await tryIt('exports = () => typeof HTTPResponse')).run?.result).toBe('"function"');
    await expect(tryIt('exports = 1', { args: '{' })).rejects.toThrow(/not valid JSON/);
    await expect(tryIt('exports = 1', { userId: 'nobody' })).rejects.toThrow(/no such user/);
  });

  it('says that a function without an endpoint has no captures', async () => {
    await using app = await startSampleApp();
    const events = app.engine.functions.compare({
      appId: app.appId,
      of: { kind: 'function', name: 'priceOf' },
      source: null,
      sideEffects: 'record',
      last: 5,
    });
    await expect(Array.fromAsync(events)).rejects.toThrow(/No HTTPS endpoint/);
  });
});

describe('captures while functions are slow', () => {
  it('go on, and a webhook over its limit is answered 429', async () => {
    await using app = await startSampleApp();
    const webhook = app.engine.webhooks.get({
      appId: app.appId,
      service: 'orders',
      webhook: 'receipt',
    });
    await app.engine.webhooks.save({
      appId: app.appId,
      service: 'orders',
      oldName: 'receipt',
      revision: webhook.revision,
      webhook: {
        ...webhook,
        runAsUserIdScriptSource: '',
        source: 'exports = () => new Promise((resolve) => setTimeout(() => resolve(1), 6000))',
      },
    });
    const settings = { strictServiceRules: false, offline: false, concurrency: 2 };
    await app.engine.apps.saveSettings({ appId: app.appId, settings });
    let over = 0;
    const slow = [1, 2].map(async () => {
      const answer = await app.call('orders', 'receipt', { method: 'POST' });
      over += 1;
      return answer;
    });
    // Both places are taken once a third call finds none.
    await expect.poll(async () => (await app.call('orders', 'list')).status).toBe(429);
    const inbox = await fetch(`${app.url}/elsewhere`);
    expect([inbox.status, over]).toEqual([200, 0]);
    expect((await Promise.all(slow)).map((one) => one.status)).toEqual([200, 200]);
  });

  it('refuses to save over what was changed meanwhile', async () => {
    await using app = await startSampleApp();
    const at = { appId: app.appId, service: 'orders', webhook: 'list' };
    const webhook = app.engine.webhooks.get(at);
    const save = (revision: string | null) =>
      app.engine.webhooks.save({
        appId: app.appId,
        service: 'orders',
        oldName: 'list',
        revision,
        webhook: { ...webhook, source: 'exports = () => 1' },
      });
    await save(webhook.revision);
    await expect(save(webhook.revision)).rejects.toThrow(/It changed in another window/);
    expect((await save(null)).source).toBe('exports = () => 1');
    expect((await app.call('orders', 'list')).text).toBe('{"$numberLong":"1"}');
  });
});
