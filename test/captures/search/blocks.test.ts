import SqliteDatabase, { type Database } from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type BlockValue,
  packBlock,
  unpackBlock,
} from '../../../main/captures/search/blocks/block.ts';
import { finderOf } from '../../../main/captures/search/blocks/find-in-block.ts';
import { openSegments } from '../../../main/captures/search/blocks/segments.ts';
import type { Test } from '../../../main/captures/search/terms.ts';
import { likeText } from '../../../main/lib/like.ts';
import { migrate } from '../../../main/store/migrate.ts';
import { migrations } from '../../../main/store/migrations/index.ts';
import { runs } from '../../helpers/runs.ts';

const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'A', 'b', '*', '%', '_', '\\', 'é', 'É', '😀'),
    maxLength: 5,
  }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', 'invoice.paid', 'x'.repeat(200)),
);
const value = fc.oneof(
  text.map((one) => ({ text: one, isNumber: false })),
  fc
    .oneof(fc.integer({ min: -20, max: 20 }), fc.double({ noNaN: true }), fc.constant(1e15))
    .map((number) => ({ text: String(number), isNumber: true })),
  fc
    .constantFrom('12345678901234567890', '0.10', '-7')
    .map((one) => ({ text: one, isNumber: true })),
);
const values: fc.Arbitrary<BlockValue[]> = fc
  .array(
    fc.record({
      step: fc.nat({ max: 300 }),
      at: fc.constantFrom('', '', '//0.', '/1./', '//12.3.'),
      value,
    }),
    { maxLength: 40 },
  )
  .map((rows) => {
    let nth = 0;
    return rows.map(({ step, at, value: one }) => ({ nth: (nth += step), at, ...one }));
  });
const bound = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(-Infinity, Infinity, 0.1),
);
const sought: fc.Arbitrary<Test> = fc.oneof(
  fc.constant({ kind: 'any' as const }),
  fc.record({
    kind: fc.constant('equals' as const),
    text,
    number: fc.option(fc.integer({ min: -20, max: 20 })),
  }),
  fc.record({ kind: fc.constant('contains' as const), text }),
  fc.record({ kind: fc.constant('pattern' as const), pattern: text }),
  fc.record({
    kind: fc.constant('range' as const),
    range: fc.record({ min: bound, max: bound, minOpen: fc.boolean(), maxOpen: fc.boolean() }),
  }),
);

/** What SQLite says of a value, as it compares text. */
function oracle(db: Database): (value: BlockValue, test: Test) => boolean {
  const like = db.prepare<[string, string], number>(`SELECT ? LIKE ? ESCAPE '\\'`).pluck();
  const same = db.prepare<[string, string], number>('SELECT ? = ? COLLATE NOCASE').pluck();
  const matches = (one: string, pattern: string): boolean => like.get(one, pattern) === 1;
  return ({ text: one, isNumber }, test) => {
    const number = isNumber ? Number(one) : undefined;
    if (test.kind === 'any') return true;
    if (test.kind === 'equals') {
      return same.get(one, test.text) === 1 || (number !== undefined && number === test.number);
    }
    if (test.kind === 'contains') return matches(one, `%${likeText(test.text)}%`);
    if (test.kind === 'pattern') return matches(one, likeText(test.pattern).replace(/\*+/g, '%'));
    const { min, max, minOpen, maxOpen } = test.range;
    if (number === undefined) return false;
    return (minOpen ? number > min : number >= min) && (maxOpen ? number < max : number <= max);
  };
}

it('a block gives back what was put into it', () => {
  fc.assert(
    fc.property(values, (put) => {
      expect(unpackBlock(packBlock(put))).toEqual(put);
    }),
    { numRuns: runs(300) },
  );
});

it('in a block is found what SQLite finds by itself', () => {
  const db = new SqliteDatabase(':memory:');
  const holds = oracle(db);
  fc.assert(
    fc.property(values, fc.array(sought, { minLength: 1, maxLength: 3 }), (put, tests) => {
      const found: number[] = [];
      finderOf({ tests })(packBlock(put), (nth) => found.push(nth));
      // A NUL ends a text for LIKE, and for nothing else.
      fc.pre(!JSON.stringify([put, tests]).includes(String.raw`\u0000`));
      expect(found).toEqual(
        put.filter((one) => tests.some((test) => holds(one, test))).map(({ nth }) => nth),
      );
    }),
    { numRuns: runs(600) },
  );
  db.close();
});

it('positions in arrays are looked at where they are asked for', () => {
  const at = (position: string, nth: number) => ({ nth, at: position, text: 'x', isNumber: false });
  const block = packBlock([at('//0.', 0), at('//10.', 1), at('//1.0.', 2), at('', 3)]);
  const found: number[] = [];
  const tests: Test[] = [{ kind: 'any' }];
  finderOf({ tests, at: '%/%/0.%' })(block, (nth) => found.push(nth));
  finderOf({ tests, at: '%/%/1.0.%' })(block, (nth) => found.push(nth));
  expect(found).toEqual([0, 2]);
});

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ add: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.array(fc.nat(), { maxLength: 8 }) }) },
);

it('segments hold each capture once, however they were added, merged and taken out', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const db = new SqliteDatabase(':memory:');
      migrate(db, migrations, () => {});
      const segments = openSegments(db);
      const held = new Map<number, string>();
      let next = 1;
      const wrong: unknown[] = [];
      for (const one of steps) {
        if ('add' in one) {
          const ids = Array.from({ length: one.add }, () => (next += 3));
          const rows = ids.map((id, nth) => ({ nth, at: '', text: `of ${id}`, isNumber: false }));
          segments.insert(ids, new Map([[7, rows]]));
          for (const id of ids) held.set(id, `of ${id}`);
        } else {
          const known = [...held.keys()];
          const ids = new Set(one.remove.map((n) => known[n % known.length] ?? 0));
          const gone = [...ids].filter((id) => held.delete(id));
          const { ids: removed, uses } = segments.remove(ids);
          const isRight = new Set(removed).symmetricDifference(new Set(gone)).size === 0;
          if (!isRight || (uses.get(7) ?? 0) !== gone.length) wrong.push({ removed, gone, uses });
        }
        if (segments.mergeable().length > 0) segments.merge();
        expect(segments.mergeable()).toEqual([]);
      }
      expect(wrong).toEqual([]);
      const found = segments.valuesOf(7, [...held.keys(), 1, 2]);
      expect(new Map([...found].map(([id, [only]]) => [id, only?.text]))).toEqual(held);
      const count = db.prepare<[], number>('SELECT count(*) FROM search_segments').pluck();
      expect(count.get()).toBeLessThan(32);
      db.close();
    }),
    { numRuns: runs(60) },
  );
});
