import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { tunnelHappening } from '../../main/engine/happenings.ts';
import { isDue, READY_RULES } from '../../main/notices/rules.ts';
import { ViewInput } from '../../preload/contract/captures/views.ts';
import { DestinationInput } from '../../preload/contract/destinations.ts';
import type { NoticeRule } from '../../preload/contract/window/notices.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

const HOW = { desktop: true, sound: false, badge: true };
const PAID: NoticeRule = {
  id: 'paid',
  name: 'Paid',
  on: true,
  of: { kind: 'search', search: 'path:/paid' },
  when: { kind: 'each' },
  how: HOW,
};

const setRules = (t: TestEngine, ...notices: NoticeRule[]) =>
  t.engine.prefs.put({ patch: { notices } });
const ready = (id: string): NoticeRule => ({
  ...READY_RULES.find((rule) => rule.id === id)!,
  on: true,
});
const post = (t: TestEngine, path: string) => fetch(t.url + path, { method: 'POST', body: '{}' });
const list = (t: TestEngine) => t.engine.notices.list({ limit: 100 });

/** The notices, once there are so many. */
const told = (t: TestEngine, count: number) =>
  until(() => {
    const { items } = list(t);
    return items.length >= count && items;
  }, `not ${count} notices`);

describe('a notice', () => {
  it('tells of a capture that a search finds: live, in the list, and until it is read', async () => {
    using dir = tempDir();
    {
      await using t = await startTestEngine({ dataDir: dir.path });
      await setRules(t, PAID);
      const stop = new AbortController();
      const live = t.engine.notices.live(undefined, stop.signal);
      await post(t, '/unpaid');
      await post(t, '/paid?secret=needle');
      const { value } = await live.next();
      expect(value).toMatchObject({ how: HOW, unread: 1, notice: { rule: 'paid', count: 1 } });
      const [capture] = await t.captures(1, 'path:/paid');
      expect(list(t).items).toMatchObject([
        {
          route: `#/captures/${capture!.id}`,
          title: 'Inbox: POST /paid',
          body: '200',
          readAt: null,
        },
      ]);
      expect(JSON.stringify(list(t))).not.toContain('needle');
      stop.abort();
    }
    await using t = await startTestEngine({ dataDir: dir.path });
    const [notice] = list(t).items;
    expect(await t.engine.notices.read({ ids: [notice!.id] })).toEqual({ unread: 0 });
    expect(list(t).items[0]?.readAt).toBeGreaterThan(0);
  });

  it('comes once in five seconds for a rule; the rest is counted into the next', async () => {
    const clock = shiftedClock();
    await using t = await startTestEngine({ clock });
    await setRules(t, PAID);
    await post(t, '/paid');
    await told(t, 1);
    for (let n = 0; n < 3; n += 1) await post(t, '/paid');
    await t.captures(4);
    await until(() => {
      clock.jump(5000);
      return list(t).items.reduce((sum, { count }) => sum + count, 0) === 4;
    }, 'not all were counted');
    expect(list(t).items.length).toBeLessThan(4);
  });

  it('follows a view: what it searches for now, and nothing once it is deleted', async () => {
    await using t = await startTestEngine();
    const search = 'path:/paid';
    const view = (await t.engine.views.save(ViewInput.parse({ name: 'Paid', search }))).at(-1)!;
    await setRules(
      t,
      { ...PAID, of: { kind: 'view', view: view.id } },
      { ...PAID, id: 'last', of: LAST },
    );
    await post(t, '/unpaid');
    await post(t, '/paid');
    expect((await told(t, 1)).map(({ body, rule }) => [rule, body])).toEqual([['paid', '200']]);
    await t.engine.views.remove({ id: view.id });
    await post(t, '/paid');
    await post(t, '/last');
    expect((await told(t, 2)).map(({ rule }) => rule)).toEqual(['last', 'paid']);
  });

  it('is not made by the rules that stand ready, nor of replays, nor once a rule is off', async () => {
    await using t = await startTestEngine();
    expect(t.engine.prefs.get({ keys: ['notices'] }).notices).toEqual(READY_RULES);
    await post(t, '/paid');
    const [capture] = await t.captures(1);
    await setRules(t, PAID);
    await t.engine.replays.startJob({
      ids: [capture!.id],
      to: { kind: 'intake' },
      options: REPLAY,
      gapMs: 0,
      stopOnFailure: false,
    });
    await t.captures(2);
    await setRules(t, { ...PAID, on: false }, { ...PAID, id: 'last', of: LAST });
    await post(t, '/paid');
    await post(t, '/last');
    expect((await told(t, 1)).map(({ rule }) => rule)).toEqual(['last']);
  });

  it('tells of a delivery that gave up, and of rows that a load rejected', async () => {
    await using t = await startTestEngine();
    await using target = await failing();
    await setRules(t, ready('delivery'), ready('load'));
    const { id } = await t.engine.destinations.create(
      DestinationInput.parse({ name: 'Shop', url: target.url, schedule: { kind: 'none' } }),
    );
    await t.engine.deliveries.send({
      destinations: [id],
      eventType: 'order.made',
      contentType: 'application/json',
      origin: 'api',
      body: '{"n":1}',
    });
    await told(t, 1);
    const { integration } = await t.engine.integrations.create({
      name: 'Orders',
      primaryKey: ['id'],
      schema: '',
      existing: null,
    });
    const { url } = await t.engine.integrations.generateUrl({ id: integration.id });
    const headers = { 'content-type': 'application/json' };
    await fetch(url, { method: 'POST', headers, body: '{"total":1}' });
    const notices = await told(t, 2);
    expect(notices.map(({ rule, title }) => [rule, title])).toEqual([
      ['load', '“Orders” rejected rows'],
      ['delivery', 'Delivery to “Shop” gave up'],
    ]);
  });
});

const LAST = { kind: 'search', search: 'path:/last' } as const;
const REPLAY = {
  mark: true,
  dropRelayNoise: true,
  appendPath: false,
  bytes: 'announced',
  timeoutMs: 5000,
  signature: 'keep',
  deliveryId: 'keep',
  signedUrl: 'target',
} as const;

describe('when a rule tells', () => {
  const at = { now: 600_000, hasUnread: false };

  it('each time, or the first time until it was read', () => {
    expect(isDue({ kind: 'each' }, [], at)).toBe(true);
    expect(isDue({ kind: 'first' }, [], at)).toBe(true);
    expect(isDue({ kind: 'first' }, [], { ...at, hasUnread: true })).toBe(false);
  });

  it('of more than a number within some minutes, those before forgotten', () => {
    const when = { kind: 'more', count: 2, minutes: 5 } as const;
    const times = [100_000, 300_000, 400_000, 500_000];
    expect(isDue(when, times, at)).toBe(false);
    expect(times).toEqual([400_000, 500_000]);
    expect(isDue(when, [...times, 600_000], at)).toBe(true);
    const old = [1, 2, 3];
    expect(isDue(when, old, at)).toBe(false);
    expect(old).toEqual([]);
  });
});

describe('a notice of a tunnel', () => {
  const up = { phase: 'online', publicUrl: 'https://a.example', reason: null } as const;

  it('tells that it went down, and that it has another address', () => {
    const down = { ...up, phase: 'reconnecting', reason: 'no answer' } as const;
    expect(tunnelHappening(up, down)).toMatchObject({
      title: 'The tunnel is down',
      body: 'no answer',
    });
    expect(tunnelHappening(down, { ...down, phase: 'failed' })).toBeNull();
    expect(tunnelHappening(down, { ...up, publicUrl: 'https://b.example' })).toMatchObject({
      title: 'The tunnel has another address',
    });
  });

  it('is not made of one that was switched on or off', () => {
    const off = { phase: 'off', publicUrl: null, reason: null } as const;
    expect(tunnelHappening(off, up)).toBeNull();
    expect(tunnelHappening(up, off)).toBeNull();
    expect(tunnelHappening(up, up)).toBeNull();
  });
});

/** A server that answers everything with 500. */
async function failing() {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(500).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
