import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckInput, Expectation } from '../../preload/contract/interchange/expectations.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';

let t: TestEngine;
beforeAll(async () => {
  t = await startTestEngine();
});
afterAll(() => t[Symbol.asyncDispose]());

const mark = (): string => t.engine.captures.mark().mark;

async function hook(path: string, body: unknown, headers: Record<string, string> = {}) {
  const sent = { 'content-type': 'application/json', ...headers };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  await (
    await fetch(`${t.url}${path}`, { method: 'POST', headers: sent, body: text })
  ).arrayBuffer();
}

const check = (expectation: Expectation, more: Partial<CheckInput> = {}) =>
  t.engine.expectations.check({ expectation, now: false, ...more });

/** Names of the tests that failed, with what was found. */
const failed = ({ tests }: Awaited<ReturnType<typeof check>>) =>
  tests.filter(({ ok }) => !ok).map(({ name, found }) => `${name}: ${found}`);

describe('waiting', () => {
  it('ends as soon as enough match, also where the reply decides', async () => {
    const since = mark();
    const waiting = check({ search: 'path:/late status:200', within: '1m' }, { since });
    await hook('/late', { a: 1 });
    expect(await waiting).toMatchObject({ ok: true, captures: 1, near: [] });
  });

  it('counts what came since the mark, and nothing before', async () => {
    await hook('/early', {});
    const report = await check({ search: 'path:/early', within: '0s' });
    expect(failed(report)).toEqual(['count is 1 or more: 0 captures']);
    expect((await check({ search: 'path:/early' }, { since: 'all', now: true })).ok).toBe(true);
  });

  it('wants none for as long as is said, and ends at once where one comes', async () => {
    const since = mark();
    expect((await check({ search: 'path:/none', count: 0, within: '50ms' }, { since })).ok).toBe(
      true,
    );
    const waiting = check({ search: 'path:/none', count: 0, within: '1m' }, { since });
    await hook('/none', {});
    expect(failed(await waiting)).toEqual(['count is exactly 0: 1 capture']);
  });

  it('ends when the caller goes away', async () => {
    const leave = new AbortController();
    const input = { expectation: { search: 'path:/never', within: '1m' }, now: false };
    const waiting = t.engine.expectations.check(input, leave.signal);
    leave.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });
});

describe('judging', () => {
  it('names captures, what was expected and what was found', async () => {
    const since = mark();
    for (const n of [1, 2, 2]) await hook('/judged', { n, id: '12345678901234567890' });
    const order = ['body.n:2', 'body.n:1'];
    const expectation: Expectation = {
      search: 'path:/judged',
      count: { min: 3, max: 3 },
      order,
      each: [{ json: '$.n', lt: 2 }, { signature: 'ok' }, { json: '$.id', type: 'string' }],
      some: [{ json: '$.n', equals: 2 }, { header: 'x-none' }],
      distinct: '$.n',
    };
    const report = await check(expectation, { since, now: true });
    const [, second, third] = report.captureIds;
    expect(failed(report)).toEqual([
      'order: no capture for 2 of 2, body.n:1, after the others',
      'each: $.n is below 2: 2 (and 1 capture more)',
      'each: signature is ok: no verdict (and 2 captures more)',
      'some: $.n equals 2 and header x-none is there: no capture for which all of it holds',
      'distinct $.n: [2] in 2 captures',
    ]);
    const below = report.tests.find(({ name }) => name.startsWith('each: $.n'));
    expect(below).toMatchObject({ expected: 'is below 2', captureIds: [second, third] });
    expect(report.near).toHaveLength(3);
    expect(report.near[0]?.lacks).toEqual(['header x-none is there: found nothing']);
    const inTurn = await check({ ...expectation, order: order.toReversed() }, { since, now: true });
    expect(inTurn.tests.find(({ name }) => name === 'order')).toMatchObject({ ok: true });
  });

  it('tells what nearly matched, and what of the search it lacks', async () => {
    const since = mark();
    await hook('/near?token=needle-in-query', { type: 'a' });
    const search = 'path:/near body.type:b method:POST';
    const { near } = await check({ search, within: '0s' }, { since });
    expect(near).toMatchObject([{ lacks: ['body.type:b'] }]);
    expect(near[0]?.what).toContain('POST /near?token=');
    expect(near[0]?.what).not.toContain('needle');
  });

  it('shows no credential, and no more than 300 characters', async () => {
    const since = mark();
    const headers = { authorization: 'Bearer needle-1' };
    const body = {
      plain: 'z',
      password: 'needle-2',
      deep: { access_token: 'needle-3' },
      long: 'x'.repeat(5000),
    };
    await hook('/secret', body, headers);
    await hook('/secret', body, headers);
    const report = await check(
      {
        search: 'path:/secret',
        each: [
          { header: 'Authorization', equals: 'Bearer needle-4' },
          { json: '$.password', equals: 'needle-5' },
          { json: '$.deep', equals: 'x' },
          { json: '$.long', equals: 'y' },
          { body: { contains: 'nothing' } },
          // Values of many places, each with what has to be cut there.
          { json: '$..*', count: 99 },
          { json: '$..*', any: true, equals: 'nothing' },
        ],
        distinct: '$..*',
      },
      { since, now: true },
    );
    expect(report.tests.filter(({ ok }) => !ok)).toHaveLength(8);
    expect(JSON.stringify(report)).not.toContain('needle');
    for (const { found } of report.tests.flatMap(({ misses }) => misses)) {
      expect(found.length).toBeLessThanOrEqual(300);
    }
  });

  it('waits for replies and for deliveries that are asked for', async () => {
    const { engine } = t;
    const since = mark();
    const reply = { status: 200, headers: [], bodyKind: 'text' as const, body: '', delayMs: 200 };
    await engine.endpoints.create({
      name: 'slow',
      enabled: true,
      path: '/slow',
      methods: [],
      reply: { ...reply, failFirst: { count: 0, status: 500 } },
    });
    const waiting = check(
      { search: 'path:/slow', within: '1m', each: [{ reply: { status: '2xx' } }] },
      { since },
    );
    await hook('/slow', {});
    expect(failed(await waiting)).toEqual([]);
    const none = { search: 'path:/slow', within: '20ms', each: [{ delivered: 'nowhere' }] };
    expect(failed(await check(none, { since }))).toEqual([
      'each: delivery to nowhere is delivered: no delivery there',
    ]);
  });

  // A pattern that takes for ever keeps a thread busy, which is thrown away: nothing else waits for it.
  it('gives up on a pattern that does not end, and serves others meanwhile', async () => {
    const since = mark();
    await hook('/greedy', { a: 'a'.repeat(40) });
    const greedy = check(
      { search: 'path:/greedy', each: [{ json: '$.a', matches: '^(a+)+$!' }] },
      { since, now: true },
    );
    await hook('/greedy/other', { a: 1 });
    expect(
      (
        await check(
          { search: 'path:/greedy/other', within: '1m', each: [{ json: '$.a', equals: 1 }] },
          { since },
        )
      ).ok,
    ).toBe(true);
    expect(failed(await greedy)).toEqual([
      'judged in time: 1 capture that took too long or too much memory to judge',
    ]);
  });
});

describe('saved expectations', () => {
  it('are found by name in any case, changed, judged and deleted', async () => {
    const { expectations } = t.engine;
    const since = mark();
    await expectations.save({ name: 'Paid once', expectation: { search: 'path:/paid', count: 1 } });
    await expectations.save({
      name: 'paid once',
      expectation: { search: 'path:/paid', count: 2, within: '1m' },
    });
    expect(expectations.list()).toMatchObject([{ name: 'paid once', expectation: { count: 2 } }]);
    const waiting = expectations.check({ name: 'PAID once', since, now: false });
    await hook('/paid', {});
    await hook('/paid', {});
    expect(await waiting).toMatchObject({ ok: true, name: 'paid once', captures: 2 });
    await expectations.remove({ name: 'paid once' });
    expect(() => expectations.get({ name: 'paid once' })).toThrow('No expectation is called');
  });

  it.each<[Expectation, string, string]>([
    [{ search: 'status:abc' }, 'is not a status', 'search'],
    [{ order: ['path:/a', '"'] }, 'never closed', 'order.1'],
    [{ each: [{ json: 'a', equals: 1 }] }, 'no JSON path', 'each.0.json'],
    [{ some: [{ header: 'a', matches: '(' }] }, 'no regular expression', 'some.0.matches'],
    [{ distinct: '$[' }, 'no JSON path', 'distinct'],
    [{ since: 'yesterday' }, 'no time to count from', 'since'],
    [{ within: '2h' }, 'an hour at most', 'within'],
    [{ strict: true }, 'goes with', 'strict'],
  ])('%j is refused, with what is wrong', async (expectation, words, field) => {
    const saving = t.engine.expectations.save({ name: 'wrong', expectation });
    await expect(saving).rejects.toThrow(words);
    await expect(saving).rejects.toMatchObject({ field });
    expect(t.engine.expectations.list()).toEqual([]);
  });

  it('are renamed, and never in place of another', async () => {
    const { expectations } = t.engine;
    await expectations.save({ name: 'Old', expectation: { count: 3 } });
    await expectations.save({ name: 'Taken', expectation: {} });
    await expect(expectations.rename({ name: 'old', to: 'TAKEN' })).rejects.toThrow('already');
    const again = { name: 'taken', expectation: { count: 9 }, replace: false };
    await expect(expectations.save(again)).rejects.toMatchObject({ field: 'name' });
    expect(await expectations.rename({ name: 'old', to: 'OLD' })).toMatchObject({ name: 'OLD' });
    await expectations.rename({ name: 'old', to: 'New' });
    expect(expectations.list()).toMatchObject([
      { name: 'New', expectation: { count: 3 } },
      { name: 'Taken', expectation: {} },
    ]);
    await expectations.remove({ name: 'New' });
    await expectations.remove({ name: 'Taken' });
  });

  it('outlast a start', async () => {
    const { expectations } = t.engine;
    await expectations.save({ name: 'kept', expectation: { search: 'path:/kept' } });
    await t.stop();
    t = await startTestEngine({ dataDir: t.dataDir });
    expect(t.engine.expectations.list()).toMatchObject([{ name: 'kept' }]);
  });
});

describe('mistakes of a text', () => {
  /** Of each mistake its field, what of the text it is about, and its words. */
  const mistakes = (text: string) =>
    t.engine.expectations
      .mistakes({ text })
      .map(({ path, from, to, message }) => [path, text.slice(from, to), message]);

  it('are all told, each at its place', () => {
    const text = `{
  "search": "status:abc",
  "cuont": 1,
  "each": [{ "json": "$.n", "gt": "many" }, { "header": "" }, { "colour": "red" }, { "reply": { "status": 99 } }]
}`;
    expect(mistakes(text)).toEqual([
      ['', '"cuont"', expect.stringContaining('cuont')],
      ['each.0.gt', '"many"', 'Write a number; one of more than 15 digits as a text'],
      ['each.1.header', '""', expect.any(String)],
      ['each.2', '{ "colour": "red" }', expect.stringContaining('Say what is looked at')],
      ['each.3.reply.status', '99', 'must be at least 100'],
    ]);
  });

  it('are those of its use where its form is right', () => {
    expect(mistakes('{"search": "status:abc"}')).toEqual([
      ['search', '"status:abc"', expect.stringContaining('is not a status')],
    ]);
    expect(mistakes('{"each": [{"json": "n", "equals": 1}]}')).toEqual([
      ['each.0.json', '"n"', expect.stringContaining('JSON path')],
    ]);
    expect(mistakes('{"search": "path:/a", "count": {"min": 1}}')).toEqual([]);
  });

  it.each(['', '{', '[', '{"a":}', '[1]', 'null', '// a\n{}', '['.repeat(5000)])(
    'are told of %j, which is no expectation',
    (text) => {
      expect(mistakes(text)).toHaveLength(1);
    },
  );
});
