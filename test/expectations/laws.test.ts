import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksOf } from '../../main/expectations/evaluate/assertions.ts';
import {
  compareDecimals,
  decimal,
  type Json,
  readExactJson,
} from '../../main/lib/json/exact-json.ts';
import { judgeOf, type Judged } from '../../main/expectations/evaluate/judge.ts';
import { fits, rangeWords } from '../../main/expectations/evaluate/needs.ts';
import { findOrder } from '../../main/expectations/evaluate/order.ts';
import { createTally } from '../../main/expectations/evaluate/tally.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { junitOf } from '../../main/command-line/actions/expectations/junit.ts';
import { looked, subject } from './sample-subject.ts';

const digits = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 10n ** 15n, max: 10n ** 40n }))
  .map(([minus, n]) => (minus ? `-${n}` : `${n}`));

describe('numbers of JSON', () => {
  it('are told apart to the last digit, whatever their length', async () => {
    await fc.assert(
      fc.asyncProperty(digits, fc.integer({ min: 1, max: 9 }), async (text, more) => {
        const other = `${BigInt(text) + BigInt(more)}`;
        const capture = await looked({ body: `{"n":${text}}` });
        const equals = (value: string) =>
          checksOf({ json: '$.n', equals: exactOr(value) })[0]?.judge(capture);
        expect(equals(text)).toBeUndefined();
        expect(equals(other)).toBeDefined();
      }),
      { numRuns: 100 },
    );
  });

  it('keep their type, and are compared exactly', async () => {
    const big = '12345678901234567890';
    const capture = await looked({ body: `{"n":${big},"s":"${big}"}` });
    const holds = (assertion: Parameters<typeof checksOf>[0]) =>
      checksOf(assertion).every((check) => check.judge(capture) === undefined);
    expect(holds({ json: '$.n', type: 'integer' })).toBe(true);
    expect(holds({ json: '$.s', type: 'integer' })).toBe(false);
    expect(holds({ json: '$.n', equals: big, gt: '12345678901234567889' })).toBe(true);
    expect(holds({ json: '$.n', gt: big })).toBe(false);
  });

  it('are ordered as numbers are', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        (a, b) => {
          const order = compareDecimals(decimal(String(a)) ?? '', decimal(String(b)) ?? '');
          expect(Math.sign(order)).toBe(a < b ? -1 : a > b ? 1 : 0);
        },
      ),
      { numRuns: 300 },
    );
    expect(decimal('1e9999999')).toBeUndefined();
  });

  it('are the only values that differ from what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        expect(readExactJson(text)).toMatchObject({ exact: JSON.parse(text) as Json });
      }),
      { numRuns: 100 },
    );
  });
});

/** What the contract gives for such digits: a text where a double is another number. */
function exactOr(text: string): string | number {
  const read = readExactJson(text);
  return 'exact' in read ? (read.exact as string | number) : text;
}

const matches = fc.array(fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), {
  minLength: 1,
  maxLength: 4,
});

describe('an order', () => {
  const all = Array.from({ length: 12 }, (_, at) => at);
  const sets = (rows: boolean[][]) => rows.map((row) => new Set(all.filter((at) => row[at])));

  /** Every way to choose captures for searches, from the one on that is asked for. */
  const exists = (searches: Set<number>[], from: number, strict: boolean): boolean => {
    const [first, ...rest] = searches;
    if (first === undefined) return true;
    const places = strict && from > 0 ? [from] : all.slice(from);
    return places.some((at) => first.has(at) && existsAfter(rest, at + 1, strict));
  };
  const existsAfter = (searches: Set<number>[], from: number, strict: boolean): boolean => {
    const [first, ...rest] = searches;
    if (first === undefined) return true;
    const places = strict ? [from] : all.slice(from);
    return places.some((at) => first.has(at) && existsAfter(rest, at + 1, strict));
  };

  it.each([false, true])('is found where there is one (strict: %s)', (strict) => {
    fc.assert(
      fc.property(matches, (rows) => {
        const searches = sets(rows);
        const found = findOrder(all, searches, strict);
        expect(found.ok).toBe(exists(searches, 0, strict));
        if (!found.ok) return;
        expect(found.ids).toHaveLength(searches.length);
        found.ids.forEach((id, at) => {
          const before = found.ids[at - 1];
          expect(searches[at]?.has(id)).toBe(true);
          const step = before === undefined ? 1 : id - before;
          expect(strict ? step : Math.sign(step)).toBe(1);
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('a tally', () => {
  const judged = (id: number, distinct: string | null): Judged => ({
    id: String(id) as CaptureId,
    each: [],
    some: [],
    distinct,
  });

  it('tells of every value that two captures share, and of no other', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 8 }))), (values) => {
        const tally = createTally(0, 0);
        values.forEach((value, id) => tally.add(judged(id, value === null ? null : `${value}`)));
        const kept = values.filter((value) => value !== null);
        const shared = new Set(kept.filter((value, at) => kept.indexOf(value) !== at));
        expect(new Set(tally.twins().map(({ key }) => Number(key)))).toEqual(shared);
      }),
    );
  });

  it('keeps the ids of a hundred failures and counts all', () => {
    const tally = createTally(1, 0);
    const failure = { expected: 'a', found: 'b', place: { kind: 'text' } } as const;
    for (let id = 0; id < 250; id += 1) tally.add({ ...judged(id, null), each: [failure] });
    expect(tally.each()[0]).toMatchObject({
      failed: 250,
      ids: { length: 100 },
      misses: { length: 20 },
    });
  });
});

it('a count fits exactly what its words say', () => {
  const bound = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(bound, bound, bound, (a, b, count) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)];
      expect(fits({ min, max }, count)).toBe(count >= min && count <= max);
      expect(fits(a, count)).toBe(a === count);
      expect(rangeWords({ min })).toBe(`${min} or more`);
    }),
  );
});

it('judging never throws, whatever a body holds', async () => {
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.constantFrom(
      '['.repeat(200_000),
      `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
      '1e999999999',
    ),
  );
  const { judge } = judgeOf({
    each: [
      { json: '$..a', deepEquals: {} },
      { body: { schema: { type: 'object' } } },
      { form: 'a', equals: 'x' },
      { reply: { json: { path: '$.a', gt: 1 } } },
    ],
    distinct: '$.a',
  });
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      expect((await judge(subject({ body: text }))).each).toHaveLength(4);
    }),
    { numRuns: 60 },
  );
});

it('a JUnit report holds no character that XML forbids, and gives back every other', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const test = { name: text, ok: false, durationMs: 1, expected: text, found: text };
      const suite = { name: text, file: text, ok: false, durationMs: 1, captures: 0 };
      const xml = junitOf({
        format: 1,
        ok: false,
        startedAt: 0,
        engine: '0',
        suites: [
          { ...suite, captureIds: [], near: [], tests: [{ ...test, captureIds: [], misses: [] }] },
        ],
      });
      expect(xml).not.toMatch(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
      const [, name = ''] = /<testsuite name="([^"]*)"/.exec(xml) ?? [];
      const read = name
        .replaceAll('&#10;', '\n')
        .replaceAll('&#13;', '\r')
        .replaceAll('&#9;', '\t')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&');
      const forbidden = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
      expect(read).toBe(
        text.replaceAll(forbidden, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
      );
    }),
  );
});
