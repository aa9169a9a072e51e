import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../preload/contract/captures/compare.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';

const push = (delivery: string, body: RequestInit['body'], more: object = {}): RequestInit => ({
  method: 'POST',
  body: body ?? null,
  headers: {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': delivery,
    ...more,
  },
});

/** Ids, oldest first. */
async function idsOf(t: TestEngine, count: number, search = ''): Promise<CaptureId[]> {
  return (await t.captures(count, search)).toReversed().map(({ id }) => id);
}

const HOW = { of: 'request', ignore: 'kept' } as const;

describe('captures compared by the engine', () => {
  it('tell what differs, older ones on the left where it is the previous of the same event', async () => {
    await using t = await startTestEngine();
    await fetch(`${t.url}/hooks`, push('1', '{"n":9007199254740992}'));
    await fetch(`${t.url}/hooks`, { method: 'POST', body: 'between' });
    await fetch(`${t.url}/hooks`, push('2', '{"n":9007199254740993}'));
    const [first, , last] = await idsOf(t, 3);
    const { compare } = t.engine;
    const found = await compare.previous({
      id: last as CaptureId,
      with: 'previous',
      of: 'request',
    });
    expect([found.left.id, found.right.id]).toEqual([first, last]);
    expect(
      found.differences.map(({ part, path, left, right }) => [part, path, left, right]),
    ).toEqual([
      ['headers', 'x-github-delivery', '1', '2'],
      ['body', 'n', '9007199254740992', '9007199254740993'],
    ]);
    const next = await compare.previous({ id: first as CaptureId, with: 'next', of: 'request' });
    expect([next.left.id, next.right.id]).toEqual([first, last]);
    await expect(
      compare.previous({ id: first as CaptureId, with: 'previous', of: 'request' }),
    ).rejects.toMatchObject({ code: 'CAPTURE_NOT_FOUND' });
  });

  it('have one neighbour either way: of their event and sender, or of their path without one', async () => {
    await using t = await startTestEngine();
    const post = (path: string, init?: RequestInit) =>
      fetch(t.url + path, init ?? { method: 'POST', body: path });
    await post('/hooks', push('1', '{"n":1}'));
    await post('/plain?a=1');
    await post('/other', push('2', '{"n":2}', { 'x-github-event': 'issues' }));
    await post('/hooks');
    await post('/plain?a=2');
    await post('/elsewhere', push('3', '{"n":3}'));
    const [push1, plain1, issues, , plain2, push2] = (await idsOf(t, 6)) as [
      CaptureId,
      CaptureId,
      CaptureId,
      CaptureId,
      CaptureId,
      CaptureId,
    ];
    const { compare } = t.engine;
    const to = async (id: CaptureId, way: 'older' | 'newer') => {
      const { by, capture } = await compare.neighbour({ id, way });
      return [by, capture?.id ?? null];
    };
    expect(await to(push2, 'older')).toEqual(['event', push1]);
    expect(await to(push1, 'newer')).toEqual(['event', push2]);
    expect(await to(push1, 'older')).toEqual(['event', null]);
    expect(await to(issues, 'older')).toEqual(['event', null]);
    expect(await to(plain2, 'older')).toEqual(['path', plain1]);
    expect(await to(plain1, 'newer')).toEqual(['path', plain2]);
    const found = await compare.previous({ id: plain2, with: 'previous', of: 'request' });
    expect([found.left.id, found.right.id]).toEqual([plain1, plain2]);
    await expect(
      compare.previous({ id: plain1, with: 'previous', of: 'request' }),
    ).rejects.toMatchObject({ message: 'There is no capture of the same path before this one.' });
  });

  it('ignore the paths that are kept for their event, and for all', async () => {
    await using t = await startTestEngine();
    await fetch(`${t.url}/hooks`, push('1', '{"id":1,"at":1,"n":1}'));
    await fetch(`${t.url}/hooks`, push('2', '{"id":2,"at":2,"n":1}'));
    const [left, right] = (await idsOf(t, 2)) as [CaptureId, CaptureId];
    const ignored = { 'github push': ['body.id', 'header.x-github-delivery'], '*': ['body.at'] };
    await t.engine.prefs.put({ patch: { 'compare.ignored': ignored } });
    const found = await t.engine.compare.pair({ left, right, ...HOW });
    expect(found).toMatchObject({ total: 0, ignoredTotal: 3, identical: false });
    expect(found.patterns.toSorted()).toEqual(['body.at', 'body.id', 'header.x-github-delivery']);
    const all = await t.engine.compare.pair({ left, right, of: 'request', ignore: 'none' });
    expect(all).toMatchObject({ total: 3, ignoredTotal: 0 });
    const own = await t.engine.compare.pair({ left, right, of: 'request', ignore: ['body.**'] });
    expect(own.differences.map(({ path }) => path)).toEqual(['x-github-delivery']);
    await t.engine.prefs.put({ patch: { 'compare.ignored': ['no', 'object'] } });
    expect(await t.engine.compare.pair({ left, right, ...HOW })).toMatchObject({ total: 3 });
  });

  it('ignore what differs in every capture of their type, say so, and show it where that is wanted', async () => {
    await using t = await startTestEngine();
    for (let n = 1; n <= 12; n += 1) {
      const items = `[{"sku":"a","lot":"lot ${n}"}]`;
      const more = n === 12 ? '"a.b":"other","gone":"x"' : '"a.b":"same"';
      await fetch(
        `${t.url}/hooks`,
        push('1', `{"title":"Order ${n} is late","items":${items},"n":${n},${more}}`),
      );
    }
    await fetch(`${t.url}/hooks`, push('1', '{"title":7,"items":[],"n":1,"a.b":"same"}'));
    await t.captures(13);
    await t.engine.events.changes({ limit: 1, settled: true });
    const ids = await idsOf(t, 13);
    const [left, right, other] = [ids[0], ids[11], ids[12]] as [CaptureId, CaptureId, CaptureId];
    const { compare } = t.engine;
    const paths = (found: Pick<Comparison, 'differences'>): string[] =>
      found.differences.flatMap(({ part, path }) => (part === 'body' ? [path] : []));
    const found = await compare.pair({ left, right, ...HOW });
    // A number is not counted, and what is new or has two values is told.
    expect(paths(found).toSorted()).toEqual(['"a.b"', 'gone', 'n']);
    expect(found.learned.toSorted()).toEqual(['body.items.*.lot', 'body.title']);
    expect(found.ignored).toMatchObject([
      { pattern: expect.any(String), ignoredBy: 'learned' },
      { pattern: expect.any(String), ignoredBy: 'learned' },
    ]);
    // Of another type, or not there: that is no other value of the same.
    expect(paths(await compare.pair({ left, right: other, ...HOW }))).toContain('title');
    const all = await compare.pair({ left, right, ...HOW, learned: false });
    expect(all).toMatchObject({ ignoredTotal: 0, learned: [] });
    expect(all.total).toBe(found.total + 2);
    const before = await compare.previous({ id: right, with: 'previous', of: 'request' });
    expect(before.learned).toContain('body.title');
    const shown = { 'compare.shown': { 'github push': ['body.title'] } };
    await t.engine.prefs.put({ patch: shown });
    const one = await compare.pair({ left, right, ...HOW });
    expect(paths(one)).toContain('title');
    expect(one.learned).toEqual(['body.items.*.lot']);
  });

  it('are the same byte for byte where they are', async () => {
    await using t = await startTestEngine();
    for (let i = 0; i < 2; i += 1) await fetch(`${t.url}/hooks`, push('1', '{"a":1}'));
    const [left, right] = (await idsOf(t, 2)) as [CaptureId, CaptureId];
    expect(await t.engine.compare.pair({ left, right, ...HOW })).toMatchObject({
      identical: true,
      total: 0,
    });
  });

  it('are compared unpacked, with their replies too', async () => {
    await using t = await startTestEngine();
    await fetch(`${t.url}/hooks`, push('1', '{"a":1}'));
    await fetch(`${t.url}/hooks`, push('1', gzipSync('{"a":2}'), { 'content-encoding': 'gzip' }));
    const [left, right] = (await idsOf(t, 2)) as [CaptureId, CaptureId];
    const found = await t.engine.compare.pair({ left, right, ...HOW });
    expect(found.differences.at(-1)).toMatchObject({ path: 'a', left: '1', right: '2' });
    expect(found.notes[0]).toContain('A was sent as it is, B in gzip');
    const replies = await t.engine.compare.pair({ left, right, of: 'reply', ignore: 'kept' });
    expect(replies.body).toMatchObject({ same: true, reading: 'text' });
  });

  it('of long bodies are compared in a thread, and requests are taken meanwhile', async () => {
    await using t = await startTestEngine();
    const rows = (last: number): string =>
      JSON.stringify({ rows: Array.from({ length: 3000 }, (_, i) => ({ id: i, n: i })), last });
    await fetch(`${t.url}/hooks`, push('1', rows(1)));
    await fetch(`${t.url}/hooks`, push('1', rows(2)));
    const [left, right] = (await idsOf(t, 2)) as [CaptureId, CaptureId];
    const comparing = t.engine.compare.pair({ left, right, ...HOW });
    const taken = await fetch(`${t.url}/meanwhile`);
    expect(taken.status).toBe(200);
    expect((await comparing).differences).toMatchObject([{ path: 'last', left: '1', right: '2' }]);
  });

  it('offer whom to compare with: the same event first, earlier ones first, then the same path', async () => {
    await using t = await startTestEngine();
    await fetch(`${t.url}/other`, push('1', '{}'));
    await fetch(`${t.url}/hooks`, { method: 'POST', body: 'x' });
    await fetch(`${t.url}/hooks`, push('2', '{}'));
    await fetch(`${t.url}/more`, push('3', '{}'));
    const ids = (await idsOf(t, 4)) as [CaptureId, CaptureId, CaptureId, CaptureId];
    const offered = await t.engine.compare.partners({ id: ids[2] });
    expect(offered.map(({ why, capture }) => [why, ids.indexOf(capture.id)])).toEqual([
      ['event', 0],
      ['path', 1],
      ['event', 3],
    ]);
    await expect(t.engine.compare.partners({ id: 'nobody' as CaptureId })).rejects.toMatchObject({
      code: 'CAPTURE_NOT_FOUND',
    });
  });
});

describe('a series of captures', () => {
  it('has a row for each path that varies, and says how many do not', async () => {
    await using t = await startTestEngine();
    for (const n of [1, 2, 3]) {
      const body = `{"n":${n},"same":true,"token":"t${n}"${n === 2 ? ',"only":"two"' : ''}}`;
      await fetch(`${t.url}/hooks?page=${n}`, push(`d${n}`, body));
    }
    const ids = await idsOf(t, 3);
    const found = await t.engine.compare.series({ ids, ignore: ['header.x-github-delivery'] });
    expect(found.captures.map(({ id }) => id)).toEqual(ids);
    const rows = found.rows.map(({ path, values }) => [path, ...values]);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['page', '1', '2', '3'],
        ['n', '1', '2', '3'],
        ['only', null, 'two', null],
        // A secret is shown in no list.
        ['token', '****', '****', '****'],
      ]),
    );
    expect(rows.map(([path]) => path)).not.toContain('same');
    expect(found.constant).toBeGreaterThan(3);
    expect(found.ignored).toBe(1);
  });
});
