import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../helpers/start-engine.ts';
import { NOON, Searchable } from './searchable.ts';

async function filled(): Promise<Searchable> {
  const captures = new Searchable();
  captures.addJson(
    { order: { id: 7 }, apiToken: 'hidden' },
    { target: '/shop?page=3&sort=up', headers: [['X-Shop', 'one']], endpoint: 'Orders' },
  );
  await captures.search.catchUp(10_000);
  return captures;
}

const fixesOf = (captures: Searchable, text: string): string[] =>
  captures.search.mistakes(text, NOON).flatMap(({ fixes }) => fixes.map((fix) => fix.text));

describe('a mistake in a search', () => {
  it.each([
    ['status:40x', ['status:4xx', 'status:400']],
    ['status:>=4xx', ['status:>=400', 'status:4xx']],
    ['a status:20 b', ['a status:2xx b', 'a status:200 b']],
    ['status:ok', ['status:2xx']],
    ['status:bad', ['status:4xx', 'status:5xx']],
    ['size:10kilobytes', ['size:10kb']],
    ['size:>big', ['size:>10kb']],
    ['after:2hours', ['after:2h']],
    ['after:5', ['after:5m', 'after:5h', 'after:5d']],
    ['after:25:00', ['after:1h', 'after:today', 'after:yesterday', 'after:7d']],
    ['before:1h,2h', ['before:1h']],
    ['is:pined', ['is:pinned']],
    ['-is:replai', ['-is:replay']],
    ['sig:bed', ['sig:bad']],
    ['stauts:200', ['status:200', '"stauts:200"']],
    ['-boddy.order.id:7', ['-body.order.id:7', '-"boddy.order.id:7"']],
    ['colour:"light red"', ['"colour:\\"light red\\""']],
    ['say "hi', ['say "hi"']],
    ['a -- b', ['a b']],
    ['body.order.id:>x', ['body.order.id:x']],
    ['endpoint:', ['endpoint:Orders']],
  ])('%s comes with what would be right', async (text, expected) => {
    await using captures = await filled();
    expect(fixesOf(captures, text)).toEqual(expected);
  });

  it.each([
    ['query:3', ['query.page:3', 'query.sort:3']],
    ['header.:one', ['header.content-type:one', 'header.x-shop:one']],
  ])('%s comes with names that were seen', async (text, expected) => {
    await using captures = await filled();
    expect(fixesOf(captures, text).toSorted()).toEqual(expected);
  });

  it('says on each button what is written, and what is searched for as text', async () => {
    await using captures = await filled();
    const [status, foo] = captures.search.mistakes('status:40x foo:bar', NOON);
    expect(status).toMatchObject({
      message: '“40x” is not a status. Write it like status:4xx.',
      fixes: [{ label: '4xx', text: 'status:4xx foo:bar' }, { label: '400' }],
    });
    expect(foo).toMatchObject({
      message: 'Unknown field foo. To search for the text, write "foo:…".',
      fixes: [{ label: 'Search for “foo:bar” as text', text: 'status:40x "foo:bar"' }],
    });
  });

  it('is told once for each place, however many there are', async () => {
    await using captures = await filled();
    expect(captures.search.mistakes('status:40x is:odd foo:bar', NOON)).toHaveLength(3);
  });

  it('never comes with a way out that does not help', async () => {
    await using captures = await filled();
    const pieces = fc.constantFrom(
      ...['status:40x', 'is:', 'foo:b', '"', '--', 'body.:1', 'size:9x', 'a', '-', ',', ' ', '\\'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (some) => {
        const text = some.join(' ');
        const mistakes = captures.search.mistakes(text, NOON);
        for (const { fixes } of mistakes) {
          for (const fix of fixes) {
            expect(captures.search.mistakes(fix.text, NOON).length).toBeLessThan(mistakes.length);
          }
        }
      }),
    );
  });
});

describe('a value that no capture has', () => {
  it.each([
    ['method:psot', 'method:POST'],
    ['a endpoint:ordres', 'a endpoint:Orders'],
    ['header.x-shop:onne', 'header.x-shop:one'],
    ['provider:githbu', 'provider:github'],
  ])('%s comes with the nearest that there is', async (text, expected) => {
    await using captures = await filled();
    expect(captures.search.slips(text, NOON)).toMatchObject([
      { kind: 'slip', fixes: [{ text: expected }] },
    ]);
  });

  it.each(['method:POST', 'endpoint:ord', '-method:psot', 'path:*hop', 'word', 'method:zebra'])(
    '%s is no slip',
    async (text) => {
      await using captures = await filled();
      expect(captures.search.slips(text, NOON)).toEqual([]);
    },
  );

  it('is not compared with values that carry secrets', async () => {
    await using captures = await filled();
    expect(captures.search.slips('body.apitoken:hiden', NOON)).toEqual([]);
  });
});

it('mistakes come with the list too, and slips only where there is no mistake', async () => {
  await using t: TestEngine = await startTestEngine();
  await fetch(`${t.url}/a`);
  await t.captures(1);
  const { problems } = await t.engine.captures.list({ search: 'status:40x', limit: 1 });
  expect(problems).toEqual(t.engine.captures.problemsOf({ text: 'status:40x' }));
  expect(problems).toMatchObject([{ kind: 'mistake', fixes: [{ label: '4xx' }, {}] }]);
  const asked = (text: string) => t.engine.captures.problemsOf({ text }).map(({ kind }) => kind);
  expect(asked('method:gte')).toEqual(['slip']);
  expect(asked('method:gte status:40x')).toEqual(['mistake']);
  expect(asked('method:get')).toEqual([]);
});
