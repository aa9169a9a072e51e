import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { SEEN_SQL } from '../../main/captures/overview/providers-seen.ts';
import { gapsOf } from '../../main/backfill/away/gaps.ts';
import { missedBy } from '../../main/backfill/missed.ts';
import { awayWords } from '../../preload/rules/times.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

const SENT = {
  github: { 'X-GitHub-Event': 'push', 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` },
  stripe: { 'Stripe-Signature': `t=1,v1=${'0'.repeat(64)}` },
  linear: { 'Linear-Signature': '0'.repeat(64), 'Linear-Delivery': 'x', 'Linear-Event': 'Issue' },
};

async function send(t: TestEngine, ...providers: (keyof typeof SENT)[]): Promise<void> {
  for (const provider of providers) {
    const headers = { ...SENT[provider], 'Content-Type': 'application/json' };
    await fetch(t.url + '/hooks', { method: 'POST', headers, body: '{}' });
  }
  await t.captures(providers.length);
}
const told = (t: TestEngine) =>
  t.engine.notices
    .list({ limit: 100 })
    .items.filter(({ rule }) => rule === 'missed')
    .map(({ title, body, route }) => ({ title, body, route }))
    .toSorted((a, b) => (a.title < b.title ? -1 : 1));

describe('a notice of what may have been missed', () => {
  it('comes after Backstitch did not run, for each provider of the last 7 days, and leads to where it is asked', async () => {
    using dir = tempDir();
    const clock = shiftedClock();
    const open = () => startTestEngine({ dataDir: dir.path, clock });
    {
      await using t = await open();
      await send(t, 'stripe');
      expect(told(t)).toEqual([]);
    }
    // Stripe is not heard of for longer.
    clock.jump(8 * DAY);
    {
      await using t = await open();
      await until(() => told(t).length === 1, 'nothing was told');
      await send(t, 'github', 'linear');
    }
    clock.jump(14 * MINUTE);
    const before = clock.now();
    await using t = await open();
    await until(() => told(t).length === 3, 'not all was told');
    const [ofLinear, github, stripe] = told(t);
    expect(stripe).toMatchObject({
      title: 'Stripe: away 8 days',
      body: 'Stripe tries again for three days.',
    });
    expect(github).toMatchObject({
      title: 'GitHub: away 14 min',
      body: 'GitHub does not send again by itself.',
    });
    expect(ofLinear).toMatchObject({
      title: 'Away 14 min',
      body: 'Linear may have sent events. Backstitch cannot ask it: look at the other side.',
    });
    const [, from, to] = /^#\/deliveries\/backfill\?look=github&t=(\d+)-(\d+)$/.exec(
      github!.route,
    )!;
    expect(Number(to) - Number(from)).toBeGreaterThanOrEqual(14 * MINUTE);
    expect(Math.abs(Number(to) - before)).toBeLessThan(MINUTE);
    expect(ofLinear!.route).toBe(`#/captures?t=${from}-${to}`);
    expect(t.engine.backfill.away({ since: 0 })).toEqual([
      { from: Number(from), to: Number(to), reason: 'Backstitch did not run.' },
      expect.objectContaining({ reason: 'Backstitch did not run.' }),
    ]);
  });

  it('does not come after a short stop, and comes after the computer slept', async () => {
    using dir = tempDir();
    const clock = shiftedClock();
    {
      await using t = await startTestEngine({ dataDir: dir.path, clock });
      await send(t, 'github');
    }
    clock.jump(30_000);
    await using t = await startTestEngine({ dataDir: dir.path, clock });
    await send(t, 'github');
    // It would have been told before the start was over.
    expect(told(t)).toEqual([]);
    clock.jump(3 * 60 * MINUTE);
    await until(() => told(t).length === 1, 'the sleep was not told of');
    expect(told(t)).toMatchObject([{ title: 'GitHub: away 3 h' }]);
    const gaps = await until(() => {
      const found = t.engine.backfill.away({ since: 0 });
      return found.length > 0 && found;
    }, 'the sleep was not kept');
    expect(gaps).toHaveLength(1);
    // The rule can be switched off like all others.
    await t.engine.prefs.put({ patch: { notices: [] } });
    clock.jump(3 * 60 * MINUTE);
    await until(() => t.engine.backfill.away({ since: 0 }).length === 2, 'no second gap');
    expect(told(t)).toHaveLength(1);
  });

  it('comes once the tunnel is back from an outage of more than a minute', async () => {
    const clock = shiftedClock();
    await using t = await startTestEngine({ clock });
    await send(t, 'github');
    await using outside = await publicSide(() => t.port);
    const config = { mode: 'url', host: 'https://localtunnel.me', subdomain: '' } as const;
    await t.engine.tunnel.put({ ...config, url: outside.url });
    const phase = (wanted: string, step = 0) =>
      until(() => {
        if (step > 0) clock.jump(step);
        return t.engine.tunnel.get().phase === wanted;
      }, `the tunnel is not ${wanted}`);
    await phase('online');
    outside.isUp = false;
    await phase('reconnecting', 4000);
    const since = clock.now();
    await until(() => {
      clock.jump(4000);
      return clock.now() - since > 2 * MINUTE;
    }, 'two minutes did not pass');
    expect(told(t)).toEqual([]);
    outside.isUp = true;
    await phase('online', 2000);
    await until(() => told(t).length === 1, 'the outage was not told of');
    expect(told(t)[0]?.title).toMatch(/^GitHub: away [2-9] min$/);
    expect(t.engine.backfill.away({ since: 0 })).toHaveLength(1);
  });
});

/** A way from outside to the intake, which can break. */
async function publicSide(port: () => number) {
  const state = { isUp: true, url: '' };
  const server = createServer((incoming, response) => {
    if (!state.isUp) return void incoming.socket.destroy();
    const { method, url: path, headers } = incoming;
    const on = request({ port: port(), method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, response, () => {});
    });
    on.on('error', () => response.destroy());
    pipeline(incoming, on, () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

describe('the times in which nothing could arrive', () => {
  const run = (startedAt: number, aliveAt: number) => ({ startedAt, aliveAt });
  const down = (from: number, to: number | null) => ({ from, to, reason: 'The relay is gone.' });
  const gaps = (...args: Parameters<typeof gapsOf>) =>
    gapsOf(...args).map(({ from, to }) => [from, to]);

  it('lie between runs and in outages; what two watchers saw stands once, and short ones not at all', () => {
    const runs = [
      run(20 * MINUTE, 30 * MINUTE),
      run(8 * MINUTE, 10 * MINUTE),
      run(0, 7.5 * MINUTE),
    ];
    const outages = [
      down(29 * MINUTE, null),
      // The same as the gap, seen by the tunnel.
      down(10 * MINUTE - 5, 20 * MINUTE + 9000),
      down(5 * MINUTE, 7 * MINUTE),
      down(2 * MINUTE, 2 * MINUTE + 59_000),
    ];
    const now = 31 * MINUTE;
    expect(gaps(runs, outages, { since: 0, now })).toEqual([
      [29 * MINUTE, null],
      [10 * MINUTE, 20 * MINUTE],
      [5 * MINUTE, 7 * MINUTE],
    ]);
    expect(gaps(runs, outages, { since: 20 * MINUTE + 1, now })).toEqual([[29 * MINUTE, null]]);
  });

  it('are told in words, providers that cannot be asked in one', () => {
    expect([MINUTE, 59.4 * MINUTE, 125 * MINUTE, 120 * MINUTE, 3 * DAY].map(awayWords)).toEqual([
      '1 min',
      '59 min',
      '2 h 5 min',
      '2 h',
      '3 days',
    ]);
    const of = (...labels: string[]) =>
      missedBy(
        { from: 0, to: 5 * MINUTE },
        labels.map((label) => ({ id: label.toLowerCase(), label })),
      );
    expect(of('Bearer', 'Standard-Webhooks')).toEqual([]);
    expect(of('A', 'B', 'C', 'D', 'E').map(({ body }) => body)).toEqual([
      'A, B, C and 2 others may have sent events. Backstitch cannot ask them: look at the other side.',
    ]);
    expect(of('Shopify', 'A', 'B').map(({ title, canBeAsked }) => [title, canBeAsked])).toEqual([
      ['Shopify: away 5 min', false],
      ['Away 5 min', false],
    ]);
  });

  it('are held against providers by their index, not by a walk over the captures', async () => {
    await using t = await startTestEngine();
    const plan = t.engine.db
      .prepare<[Record<string, number>], { detail: string }>(`EXPLAIN QUERY PLAN ${SEEN_SQL}`)
      .all({ from: 0, below: 1 })
      .map(({ detail }) => detail)
      .filter((detail) => /captures|\bc\b/.test(detail));
    for (const step of plan) expect(step).toMatch(/captures_by_provider/);
    expect(plan.join('\n')).toContain('captures_by_provider (provider=? AND rowid>? AND rowid<?)');
  });
});
