import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  BackfillHow,
  BackfillProviderId,
  BackfillScan,
} from '../../preload/contract/backfill.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';
import { type FakeEvent, fakeProvider } from './fake-provider.ts';
import { actOn, HOUR, openRig, type Rig, some, TOKEN, WAYS } from './rig.ts';
import { NOW, SECRET } from './ways/way.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine();
});
afterAll(() => test[Symbol.asyncDispose]());

const open = (
  provider: BackfillProviderId,
  events: FakeEvent[],
  engine: TestEngine = test,
): Promise<Rig> => openRig(engine, provider, events);
const act = (
  rig: Rig,
  scan: BackfillScan,
  how: BackfillHow,
  more: { run?: boolean; sign?: 'keep' | 'local' | 'none' } = {},
): Promise<BackfillScan> => actOn(test, rig, scan, how, more);
const itemsOf = async (scan: BackfillScan, engine: TestEngine = test) =>
  engine.engine.backfill.items({ id: scan.id, after: 0, limit: 100 }).items;
const bodyOf = async (captureId: string) =>
  (await test.engine.captures.body({ id: captureId as never, of: 'request' })).text();

/** Their lists do not say what arrived. */
const TELLS_NOTHING: ReadonlySet<BackfillProviderId> = new Set(['square', 'workos']);

describe.each(Object.keys(WAYS) as BackfillProviderId[])('what %s sent', (provider) => {
  it('is listed page by page, compared with what is here, and brought back; then nothing is missing', async () => {
    const events = some(provider, 5).map((one, at) => ({ ...one, delivered: at === 3 }));
    await using rig = await open(provider, events);
    // One of them arrived.
    const [, here] = events;
    await fetch(test.url + rig.path, {
      method: 'POST',
      headers: here?.headers ?? [],
      body: here?.body ?? '',
    });
    // Stripe's list of all events does not say which of them it delivered.
    const only = provider === 'stripe' ? 'undelivered' : 'all';
    const missing = TELLS_NOTHING.has(provider) ? 4 : 3;
    const scan = await rig.look(only);
    expect(scan.problem).toBeNull();
    expect(scan).toMatchObject({ state: 'listed', counts: { held: 1, missing } });
    const { how } = test.engine.backfill
      .providers()
      .providers.find(({ id }) => id === provider) ?? { how: [] };
    const done = await act(rig, scan, how[0] ?? 'fetch');
    expect(done.problem).toBeNull();
    expect(done.state).toBe('finished');
    const came = (await itemsOf(scan)).filter(
      ({ state }) => state === 'kept' || state === 'arrived',
    );
    expect(came).toHaveLength(missing);
    const given = WAYS[provider].given ?? ((body: string) => body);
    for (const { captureId, deliveryId } of came) {
      const sent = events.find(({ id }) => id === deliveryId);
      expect(await bodyOf(captureId ?? '')).toBe(given(sent?.body ?? ''));
    }
    const second = await rig.look(only);
    expect(second.counts.missing ?? 0).toBe(0);
    expect(second.counts.held).toBe(1 + missing);
    // The token went where it belongs, and is in nothing that can be read.
    expect(rig.fake.calls.every(({ token }) => token === TOKEN)).toBe(true);
    const told = JSON.stringify([test.engine.backfill.sources(), scan, done, came]);
    expect(told).not.toContain(TOKEN);
    expect(rig.source.last4).toBe(TOKEN.slice(-4));
  });
});

describe('a fetched event', () => {
  it('is proven byte for byte where the secret is known, and marked as rebuilt where it is not', async () => {
    const events = some('github', 1);
    await using rig = await open('github', events);
    const first = await act(rig, await rig.look(), 'fetch');
    const [rebuilt] = await itemsOf(first);
    expect(rebuilt).toMatchObject({ state: 'kept', note: 'Rebuilt: its bytes may differ.' });
    const kept = test.engine.captures.get({ id: rebuilt?.captureId as never });
    expect(kept).toMatchObject({
      imported: { from: 'provider', name: 'GitHub', rebuilt: true },
      receivedAt: events[0]?.at,
      provider: 'github',
    });

    await test.engine.signatures.addSecret({
      owner: { endpointId: null, provider: 'github' },
      label: '',
      value: SECRET,
    });
    const others = some('github', 1);
    await using again = await open('github', others);
    const second = await act(again, await again.look(), 'fetch', { run: true });
    const [proven] = await itemsOf(second);
    expect(proven?.note).toBe('Byte for byte. It ran, and was answered with 200.');
    const found = test.engine.captures.get({ id: proven?.captureId as never });
    expect(found).toMatchObject({ imported: { rebuilt: false }, signature: 'ok' });
    expect(await bodyOf(found.id)).toBe(others[0]?.body);
    // What ran is a replay of it.
    const { items } = await test.engine.captures.list({
      search: `path:${again.path}`,
      limit: 10,
    });
    expect(items.map(({ replayOf }) => replayOf).filter(Boolean)).toEqual([found.id]);
  });

  it('that the provider keeps no more is said to be gone', async () => {
    const events = some('github', 2);
    await using rig = await open('github', events);
    const scan = await rig.look();
    for (const event of events) event.gone = true;
    const done = await act(rig, scan, 'fetch');
    expect(done.counts).toEqual({ gone: 2 });
  });
});

describe('tries of one event', () => {
  it('are one item, delivered where one of them was', async () => {
    const [failed, other] = some('github', 2) as [FakeEvent, FakeEvent];
    const events = [
      { ...failed, number: '3' },
      { ...failed, number: '2', delivered: true },
      { ...failed, number: '1' },
      other,
    ];
    await using rig = await open('github', events);
    const scan = await rig.look('all');
    expect(scan.counts).toEqual({ elsewhere: 1, missing: 1 });
    expect(scan.calls).toBe(2);
  });
});

describe('a provider that says no', () => {
  it('to the token is quoted without it, and told what it takes', async () => {
    await using rig = await open('github', some('github', 1));
    await test.engine.backfill.updateSource({ ...rig.source, token: 'wrong_token_123456' });
    const scan = await rig.look();
    expect(scan).toMatchObject({
      state: 'failed',
      problem: { code: 'BACKFILL_DENIED', message: 'GitHub answered 401: Bad credentials: …' },
    });
    expect(scan.problem?.hint).toContain('read:repo_hook');
    const looked = await test.engine.backfill.testSource({ id: rig.source.id });
    expect(looked).toMatchObject({ ok: false });
    expect(looked.text).not.toContain('wrong_token');
  });

  it('to sending again leaves the list as it was, so that another way can be chosen', async () => {
    await using rig = await open('stripe', some('stripe', 3));
    const scan = await rig.look();
    rig.fake.faults.push({ status: 403, body: '{"error":{"message":"not permitted"}}' });
    const refused = await act(rig, scan, 'resend');
    expect(refused).toMatchObject({
      state: 'listed',
      counts: { missing: 3 },
      problem: { code: 'BACKFILL_DENIED', message: 'Stripe answered 403: not permitted' },
    });
    const done = await act(rig, scan, 'fetch');
    expect(done).toMatchObject({ state: 'finished', counts: { kept: 3 }, problem: null });
  });

  it('for now is waited for as long as it says, and a connection that breaks is made again', async () => {
    await using rig = await open('github', some('github', 3));
    rig.fake.faults.push({ status: 429, headers: { 'retry-after': '0' } }, 'reset');
    const scan = await rig.look();
    expect(scan).toMatchObject({ state: 'listed', counts: { missing: 3 }, calls: 4 });
  });

  it('with what is not JSON, or leads elsewhere, is not followed', async () => {
    await using rig = await open('github', some('github', 1));
    rig.fake.faults.push({ status: 200, body: '<html>' });
    expect((await rig.look()).problem?.message).toMatch(/is not JSON\.$/);
    await using other = await fakeProvider('github', [], { token: TOKEN, intake: () => null });
    rig.fake.faults.push({ status: 302, headers: { location: other.url } });
    expect((await rig.look()).problem?.code).toBe('BACKFILL_UNREACHABLE');
    expect(other.calls).toEqual([]);
  });
});

describe('a source', () => {
  it('is refused with words where something is missing, and plain http leaves this machine never', async () => {
    const { backfill } = test.engine;
    const input = { provider: 'github' as const, name: '', path: '/x', token: TOKEN };
    const refusals: { settings: Record<string, string>; token?: string; path?: string }[] = [
      { settings: { account: 'acme/shop' } },
      { settings: { account: 'a', hook: '1', base: 'ftp://x' } },
      { settings: { account: 'a', hook: '1' }, token: '' },
      { settings: { account: 'a', hook: '1' }, path: 'x' },
    ];
    for (const one of refusals) {
      await expect(backfill.createSource({ ...input, ...one })).rejects.toMatchObject({
        code: 'BACKFILL_INVALID',
      });
    }
    const plain = await backfill.createSource({
      ...input,
      settings: { account: 'a', hook: '1', base: 'http://10.0.0.1' },
    });
    const looked = await backfill.testSource({ id: plain.id });
    expect(looked).toMatchObject({ ok: false });
    expect(looked.text).toContain('needs https');
    await backfill.removeSource({ id: plain.id });
    expect(backfill.sources().map(({ id }) => id)).not.toContain(plain.id);
  });

  it('does not carry its token to another address', async () => {
    await using rig = await open('github', []);
    await using other = await fakeProvider('github', [], { token: TOKEN, intake: () => null });
    const moved = { ...rig.source, settings: { ...rig.source.settings, base: other.url } };
    await expect(test.engine.backfill.updateSource(moved)).rejects.toMatchObject({
      code: 'BACKFILL_INVALID',
      field: 'token',
    });
    await test.engine.backfill.updateSource({ ...moved, token: TOKEN });
    expect(await test.engine.backfill.testSource({ id: rig.source.id })).toMatchObject({
      ok: true,
      hooks: [{ id: '7', ours: false }],
    });
  });
});

describe('a scan', () => {
  it('goes on after a restart where it stopped, and holds nothing twice', async () => {
    using dir = tempDir();
    const events = some('gocardless', 4);
    const first = await startTestEngine({ dataDir: dir.path });
    const rig = await open('gocardless', events, first);
    await using held = rig.fake;
    const begun = await first.engine.backfill.scan({
      sourceId: rig.source.id,
      from: NOW - 2 * HOUR,
      to: NOW,
      only: 'all',
    });
    await rig.ended(begun.id);
    // One of them waits for a minute: the program stops meanwhile.
    const { faults } = held;
    await first.engine.backfill.act({
      id: begun.id,
      items: 'missing',
      how: 'fetch',
      sign: 'keep',
      run: false,
    });
    faults.push(
      ...Array.from({ length: 20 }, () => ({ status: 429, headers: { 'retry-after': '60' } })),
    );
    await until(() => faults.length < 20, 'no call met the limit');
    await first.stop();
    faults.length = 0;
    await using second = await startTestEngine({ dataDir: dir.path });
    const done = await until(async () => {
      const scan = second.engine.backfill.getScan({ id: begun.id });
      return scan.state === 'finished' && scan;
    });
    expect(done.counts).toEqual({ kept: 4 });
    const { items } = await second.engine.captures.list({ search: '', limit: 100 });
    expect(items).toHaveLength(4);
  });

  it('is canceled at once, and one at a time runs for an account', async () => {
    await using rig = await open('github', some('github', 1));
    rig.fake.faults.push({ status: 429, headers: { 'retry-after': '600' } });
    const span = { sourceId: rig.source.id, from: NOW - 2 * HOUR, to: NOW, only: 'all' as const };
    const { backfill } = test.engine;
    const begun = await backfill.scan(span);
    const waiting = await until(async () => {
      const scan = backfill.getScan({ id: begun.id });
      return scan.waitsUntil !== null && scan;
    });
    expect(waiting.waitsUntil).toBeGreaterThan(Date.now() + 500_000);
    await expect(backfill.scan(span)).rejects.toMatchObject({ code: 'BACKFILL_BUSY' });
    expect(await backfill.cancel({ id: begun.id })).toMatchObject({ state: 'canceled' });
    await expect(backfill.scan({ ...span, from: NOW })).rejects.toMatchObject({
      code: 'BACKFILL_INVALID',
      field: 'from',
    });
  });
});
