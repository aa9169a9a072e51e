import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundScale } from '../../../main/lib/round-scale.ts';
import { ReplayOptions } from '../../../preload/contract/replay-request.ts';
import type { Histogram, HistogramCounts } from '../../../preload/contract/captures/overview.ts';
import { DATABASE_FILE } from '../../../main/store/data-dir.ts';
import { startTestEngine, type TestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const ask = (t: TestEngine, more: object = {}): Promise<Histogram> =>
  t.engine.captures.histogram({ search: '', buckets: 120, ...more });

function totals({ counts }: Histogram): HistogramCounts {
  const all = { ok: 0, refused: 0, failed: 0, replays: 0 };
  for (const one of counts) {
    for (const name of Object.keys(all) as (keyof HistogramCounts)[]) all[name] += one[name];
  }
  return all;
}

const reply = (status: number) => ({
  status,
  headers: [],
  bodyKind: 'text' as const,
  body: '',
  delayMs: 0,
  failFirst: { count: 0, status: 500 },
});

async function withAnswers(t: TestEngine): Promise<void> {
  for (const status of [404, 503]) {
    await t.engine.endpoints.create({
      name: String(status),
      enabled: true,
      path: `/${status}`,
      methods: [],
      reply: reply(status),
    });
  }
  for (const path of ['/a', '/b', '/404', '/503', '/503']) await fetch(`${t.url}${path}`);
}

describe('the histogram of captures', () => {
  it('counts each capture once, by what was answered; replays by themselves', async () => {
    await using t = await startTestEngine();
    await withAnswers(t);
    const [newest] = await t.captures(5);
    await t.engine.replays.send({
      id: newest!.id,
      to: { kind: 'intake' },
      options: ReplayOptions.parse({}),
    });
    await t.captures(6);
    expect(totals(await ask(t))).toEqual({ ok: 2, refused: 1, failed: 2, replays: 1 });
  });

  it('counts what a search finds, the same as the search itself', async () => {
    await using t = await startTestEngine();
    await withAnswers(t);
    await t.captures(5);
    for (const [search, count] of [
      ['status:503', 2],
      ['path:/404 method:get', 1],
      ['-status:200', 3],
      ['nothing of it', 0],
    ] as const) {
      const sum = Object.values(totals(await ask(t, { search }))).reduce((a, b) => a + b);
      expect([search, sum]).toEqual([search, count]);
    }
  });

  it('shows a time that was asked for, and counts nothing outside of it', async () => {
    await using t = await startTestEngine();
    await fetch(`${t.url}/a`);
    const [one] = await t.captures(1);
    const from = one!.receivedAt - 3_600_000;
    const zoomed = await ask(t, { from, to: one!.receivedAt - 60_000, buckets: 10 });
    expect(zoomed.from).toBeLessThanOrEqual(from);
    expect(zoomed.counts.length).toBeLessThanOrEqual(10);
    expect(totals(zoomed).ok).toBe(0);
    const whole = await ask(t, { from, to: one!.receivedAt + 1, buckets: 10 });
    expect(whole.counts.at(-1)?.ok).toBe(1);
  });

  it('is empty where nothing is held, and where the time is none', async () => {
    await using t = await startTestEngine();
    expect(totals(await ask(t))).toEqual({ ok: 0, refused: 0, failed: 0, replays: 0 });
    await expect(ask(t, { from: 9000, to: 1000 })).resolves.toMatchObject({ counts: [] });
  });

  it('leaves deleted captures out', async () => {
    await using t = await startTestEngine();
    await fetch(`${t.url}/a`);
    await fetch(`${t.url}/b`);
    await t.captures(2);
    await t.engine.captures.removeFound({ search: 'path:/a', includePinned: true });
    expect(totals(await ask(t)).ok).toBe(1);
  });

  it('refuses a search with a mistake, with what is wrong', async () => {
    await using t = await startTestEngine();
    await expect(ask(t, { search: 'status:40x' })).rejects.toMatchObject({
      code: 'SEARCH_INVALID',
      message: expect.stringContaining('40x'),
    });
  });

  it('tells of outages of the tunnel that fall into its time, and of no others', async () => {
    using dir = tempDir();
    const first = await startTestEngine({ dataDir: dir.path });
    await fetch(`${first.url}/a`);
    const [one] = await first.captures(1);
    await first.stop();
    const at = one!.receivedAt;
    const db = new SqliteDatabase(join(dir.path, DATABASE_FILE));
    const add = db.prepare(
      'INSERT INTO tunnel_outages (started_at, ended_at, reason) VALUES (?, ?, ?)',
    );
    add.run(at - 9_000_000, at - 8_000_000, 'before');
    add.run(at - 4000, at - 2000, 'within');
    add.run(at + 600_000, at + 700_000, 'after');
    db.close();
    await using t = await startTestEngine({ dataDir: dir.path });
    const { outages } = await ask(t, { from: at - 60_000, to: at + 1 });
    expect(outages).toMatchObject([{ from: at - 4000, to: at - 2000, reason: 'within' }]);
  });

  it('stops when whoever asked goes away', async () => {
    await using t = await startTestEngine();
    await fetch(`${t.url}/a`);
    await t.captures(1);
    const gone = AbortSignal.abort(new Error('gone'));
    const asked = t.engine.captures.histogram({ search: '', buckets: 10 }, gone);
    await expect(asked).rejects.toThrow('gone');
  });
});

describe('a scale', () => {
  it('covers the time with round buckets, never more than asked for', () => {
    const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(time, time, fc.integer({ min: 1, max: 240 }), (a, b, most) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const scale = roundScale(from, to, most);
        expect(scale.count).toBeLessThanOrEqual(Math.max(most, from === to ? 0 : 1));
        expect(scale.from).toBeLessThanOrEqual(from);
        expect(scale.from % scale.bucketMs).toBe(0);
        expect(scale.from + scale.count * scale.bucketMs).toBeGreaterThanOrEqual(to);
      }),
    );
  });

  it('stays where it is while time goes on', () => {
    const one = roundScale(1_000_000, 4_600_000, 120);
    const later = roundScale(1_000_000, 4_601_000, 120);
    expect(later).toMatchObject({ from: one.from, bucketMs: one.bucketMs });
  });
});
