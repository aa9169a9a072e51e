import { afterAll, describe, expect, it } from 'vitest';
import { DestinationInput } from '../../../preload/contract/destinations.ts';
import { ForwardInput } from '../../../preload/contract/deliveries/forwards.ts';
import { receiver } from '../../deliveries/delivery-room.ts';
import { startSampleApp } from '../../helpers/sample-app.ts';
import { until } from '../../helpers/until.ts';
import { exportOf, uploaded } from './importing.ts';

const server = await receiver();
const app = await startSampleApp();
afterAll(() => app[Symbol.asyncDispose]());
const { engine } = app;

const { id: destinationId } = await engine.destinations.create(
  DestinationInput.parse({ name: 'shop', url: server.url }),
);
await engine.destinations.saveForward(
  ForwardInput.parse({ name: 'all', destinationId, search: 'path:/orders', signature: 'keep' }),
);
await engine.prefs.put({
  patch: {
    notices: [
      {
        id: 'orders',
        name: 'Orders',
        on: true,
        of: { kind: 'search', search: 'path:/orders' },
        when: { kind: 'each' },
        how: { desktop: true, sound: false, badge: true },
      },
    ],
  },
});
const { integration, url: hook } = await engine.integrations.create({
  name: 'Shop',
  schema: '',
  existing: null,
});

const count = (sql: string): number => engine.db.prepare<[], number>(sql).pluck().get() ?? 0;

/** How often captures had an effect so far, read from where each is counted. */
async function effects(): Promise<Record<string, number>> {
  const { items: loads } = await engine.integrations.loads({ id: integration.id, limit: 100 });
  return {
    run: count('SELECT count(*) FROM function_runs'),
    answered: count('SELECT count(*) FROM webhook_outcomes'),
    loaded: loads.reduce((sum, load) => sum + load.captures, 0),
    delivered: count('SELECT count(*) FROM deliveries'),
    received: server.received.length,
    noticed: count('SELECT count(*) FROM notices'),
    taken: engine.endpoints.list().reduce((sum, one) => sum + one.captureCount, 0),
  };
}

/** One webhook of each kind, and everything that comes of it. */
async function everyKind(): Promise<void> {
  const before = await effects();
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
  await (await fetch(`${app.url}/orders`, { ...json, body: '{"n":1}' })).text();
  await (await fetch(hook, { ...json, body: '{"id":1}' })).text();
  await app.call('sms', 'incoming', { ...json, body: '{}' });
  await app.call('repo', 'pushed', {
    ...json,
    headers: { ...json.headers, ...app.sign('{}') },
    body: '{}',
  });
  await engine.loadingIdle(integration.id);
  await until(async () => {
    const now = await effects();
    return Object.keys(now).every((of) => of === 'run' || now[of]! > before[of]!);
  }, 'not everything came of it');
}

describe('an imported capture', () => {
  it('is found and shown, and is never run, loaded, forwarded, delivered, noticed or counted', async () => {
    await everyKind();
    const before = await effects();
    const { totals } = { totals: engine.system.status() };
    const live: string[] = [];
    const stop = new AbortController();
    const watching = (async () => {
      for await (const { kind } of engine.captures.live({}, stop.signal)) live.push(kind);
    })();
    const { id, file } = await uploaded(engine, await exportOf(engine, 'har'), { name: 'x.har' });
    expect(file).toMatchObject({ entries: 4, new: 0, known: 4 });
    const inbox = engine.endpoints.list().find(({ captureCount }) => captureCount > 0);
    await engine.imports.apply({ id, duplicates: 'again', endpointId: inbox?.id });
    const found = await engine.captures.list({ search: 'is:imported', limit: 10 });
    expect(found.items).toHaveLength(4);
    expect(new Set(found.items.map(({ endpointName }) => endpointName))).toEqual(
      new Set([inbox?.name]),
    );
    // Whatever an import could set off comes before what this one does.
    await until(() => live.includes('refresh'), 'no page was told');
    const now = engine.system.status();
    expect(now.held).toBe(totals.held + 4);
    expect(await effects()).toEqual(before);
    await everyKind();
    const after = await effects();
    for (const [of, more] of Object.entries({
      answered: 2,
      loaded: 1,
      delivered: 1,
      received: 1,
      noticed: 1,
    })) {
      expect([of, after[of]]).toEqual([of, before[of]! + more]);
    }
    expect(after['taken']).toBe(before['taken']! + (before['taken'] ?? 0));
    stop.abort();
    await watching.catch(() => {});
    expect(live.filter((kind) => kind === 'added').length).toBeLessThanOrEqual(4);
  });

  it('says where it comes from, keeps its time, and outlives a start without being counted', async () => {
    const {
      items: [newest],
    } = await engine.captures.list({ search: 'is:imported path:/orders', limit: 1 });
    const detail = engine.captures.get({ id: newest?.id as never });
    expect(detail.imported).toMatchObject({ name: 'x.har', rebuilt: false, redacted: false });
    expect(detail.stages.length).toBeGreaterThan(1);
    const original = await engine.captures.list({ search: '-is:imported path:/orders', limit: 2 });
    expect(original.items.map(({ receivedAt }) => receivedAt)).toContain(newest?.receivedAt);
    expect(
      original.items.every(({ id }) => engine.captures.get({ id }).imported === undefined),
    ).toBe(true);
  });
});
