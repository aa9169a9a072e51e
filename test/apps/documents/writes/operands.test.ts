import { BSONRegExp } from 'bson';
import { afterAll, describe, expect, it } from 'vitest';
import { compileUpdate } from '../../../../main/apps/documents/writes/update.ts';
import { UPDATE_SHAPES } from '../../../../main/apps/documents/writes/shapes.ts';
import { ONE_OF_EACH, type TypeName } from '../bson-types.ts';
import { codeOf, plainOf, valueOf } from '../language.ts';
import { openRoom } from '../room.ts';

type Cell = TypeName | 'null';
const GRID: readonly Cell[] = [...(Object.keys(ONE_OF_EACH) as TypeName[]), 'null'];
const sampleOf = (type: Cell): unknown => (type === 'null' ? null : ONE_OF_EACH[type]);
const TAKEN = 'no error: true';

/** What reading an update comes to, before there is a document. */
const outcome = (update: unknown, arrayFilters?: unknown): string =>
  String(
    codeOf(() => {
      compileUpdate(
        valueOf(update),
        arrayFilters === undefined ? undefined : valueOf(arrayFilters),
      );
      return true;
    }),
  );

const all = 'all';
/** The code for another type, the types taken, and codes of types that are refused for their value. */
const ROWS: readonly [string, string, readonly Cell[] | 'all', Partial<Record<Cell, string>>][] = [
  ['$set', '', all, {}],
  ['$setOnInsert', '', all, {}],
  ['$unset', '', all, {}],
  ['$min', '', all, {}],
  ['$max', '', all, {}],
  ['$push', '', all, {}],
  ['$addToSet', '', all, {}],
  ['$pull', '', all, {}],
  ['$inc', '14', ['int', 'long', 'double', 'decimal'], {}],
  ['$mul', '14', ['int', 'long', 'double', 'decimal'], {}],
  ['$rename', '2', ['string'], {}],
  ['$pop', '9', [], {}],
  ['$pullAll', '2', ['array'], {}],
  ['$currentDate', '2', ['bool'], {}],
  ['$bit', '2', [], {}],
];

describe('the operand of an update operator', () => {
  it.each(
    ROWS.flatMap(([name, code, taken, byValue]) =>
      GRID.map((type) => {
        const expected = taken === all || taken.includes(type) ? TAKEN : (byValue[type] ?? code);
        return [name, type, expected] as const;
      }),
    ),
  )('%s beside one of type %s', (name, type, expected) => {
    expect(outcome({ [name]: { a: sampleOf(type) } })).toBe(expected);
    expect(outcome({ $set: { z: 1 }, [name]: { 'l.$[].a': sampleOf(type) } })).toBe(
      // A field of an array is not renamed.
      name === '$rename' && type === 'string' ? '2' : expected,
    );
  });

  it.each(Object.keys(UPDATE_SHAPES))('%s holds fields', (name) => {
    for (const type of GRID.filter((one) => one !== 'object'))
      expect(outcome({ [name]: sampleOf(type) })).toBe('9');
    expect(outcome({ [name]: {} })).toBe(TAKEN);
  });

  it('has a row for each', () => {
    expect(ROWS.map(([name]) => name).toSorted()).toEqual(Object.keys(UPDATE_SHAPES).toSorted());
  });

  it.each([
    [{ $pop: { a: 1 } }],
    [{ $pop: { a: -1.0 } }],
    [{ $currentDate: { a: { $type: 'date' }, b: { $type: 'timestamp' } } }],
    [{ $bit: { a: { and: 1 }, b: { or: 1, xor: 2 } } }],
    [{ $push: { l: { $each: [], $slice: 0, $position: -1, $sort: { 'a.b': -1 } } } }],
    [{ $push: { l: { a: 1, $slice: 1 } } }],
    [{ $addToSet: { l: { $each: [1] } } }],
    [{ $pull: { l: { $in: [1] }, m: new BSONRegExp('x'), n: { a: { $gt: 1 } } } }],
    [{ $set: { 'l.$': 1, 'm.$[]': 2, 'n.$[].o.$[]': 3 } }],
    [{ $unset: { 'a.b': '' }, $set: { 'a.c': 1 } }],
  ])('%j is taken', (update) => {
    expect(outcome(update)).toBe(TAKEN);
  });

  it.each<[object, number]>([
    [{ $pop: { a: 2 } }, 9],
    [{ $pop: { a: 0 } }, 9],
    [{ $currentDate: { a: { $type: 'time' } } }, 2],
    [{ $currentDate: { a: { $type: 1 } } }, 2],
    [{ $currentDate: { a: { $type: 'date', also: 1 } } }, 2],
    [{ $currentDate: { a: {} } }, 2],
    [{ $bit: { a: {} } }, 2],
    [{ $bit: { a: { nand: 1 } } }, 2],
    [{ $bit: { a: { and: 1.5 } } }, 2],
    [{ $bit: { a: { and: 1, or: 'x' } } }, 2],
    [{ $push: { l: { $each: 1 } } }, 2],
    [{ $push: { l: { $each: [], $slise: 1 } } }, 2],
    [{ $push: { l: { $each: [], $slice: 'x' } } }, 2],
    [{ $push: { l: { $each: [], $slice: 1.5 } } }, 2],
    [{ $push: { l: { $each: [], $position: null } } }, 2],
    [{ $push: { l: { $each: [], $sort: 2 } } }, 2],
    [{ $push: { l: { $each: [], $sort: 'a' } } }, 2],
    [{ $push: { l: { $each: [], $sort: {} } } }, 2],
    [{ $push: { l: { $each: [], $sort: { a: 'x' } } } }, 2],
    [{ $push: { l: { $each: [], $sort: { 'a.': 1 } } } }, 2],
    [{ $addToSet: { l: { $each: 1 } } }, 14],
    [{ $addToSet: { l: { $each: [], $slice: 1 } } }, 2],
    [{ $pull: { l: { $gt: 1, $frobnicate: 1 } } }, 2],
    [{ $pull: { l: { $in: 1 } } }, 2],
    [{ $pull: { l: { a: { $size: -1 } } } }, 2],
    [{ $rename: { a: 'a' } }, 2],
    [{ $rename: { a: 'b.$' } }, 2],
    [{ $rename: { a: '' } }, 56],
    [{ $rename: { a: 'b' }, $set: { b: 1 } }, 40],
    [{ $set: { '': 1 } }, 56],
    [{ $set: { 'a..b': 1 } }, 56],
    [{ $set: { a: 1, 'a.b': 2 } }, 40],
    [{ $set: { 'l.$[].a': 1 }, $inc: { 'l.$[].a': 2 } }, 40],
    [{ $set: { $: 1 } }, 2],
    [{ $set: { '$[]': 1 } }, 2],
    [{ $set: { 'a.$.b.$': 1 } }, 2],
    [{ $set: { 'a.$[x]': 1 } }, 2],
    [{ $set: {}, b: 1 }, 9],
    [{ $frobnicate: { a: 1 } }, 9],
    [{ b: 1, $set: { a: 1 } }, 52],
    [{ b: 1, $rename: 1 }, 52],
  ])('%j is refused, whether there are documents or not', (update, code) => {
    expect(outcome(update)).toBe(String(code));
  });

  it.each(GRID.filter((type) => type !== 'object' && type !== 'array'))(
    'an update of type %s is none',
    (type) => {
      expect(outcome(sampleOf(type))).toBe('9');
    },
  );
});

describe('array filters', () => {
  const update = { $set: { 'l.$[x].a': 1 } };
  it.each([
    [[{ x: 1 }]],
    [[{ 'x.a': { $gt: 1 }, 'x.b': 1 }]],
    [[{ $or: [{ x: 1 }, { 'x.a': 2 }] }]],
    [[{ $and: [{ $nor: [{ 'x.a': 2 }] }, { x: { $ne: 1 } }] }]],
  ])('%j are taken', (filters) => {
    expect(outcome(update, filters)).toBe(TAKEN);
  });

  it.each<[unknown, number]>([
    [{ x: 1 }, 14],
    ['x', 14],
    [[1], 14],
    [[{}], 9],
    [[{ $comment: 'x' }], 9],
    [[{ x: 1, y: 2 }], 9],
    [[{ $or: [{ x: 1 }, { y: 1 }] }], 9],
    [[{ x: 1 }, { 'x.a': 1 }], 9],
    [[{ x: 1 }, { y: 1 }], 9],
    [[{ X: 1 }], 2],
    [[{ 'x-y': 1 }], 2],
    [[{ y: 1 }], 2],
    [[{ x: { $frobnicate: 1 } }], 2],
    [[{ x: 1, $expr: true }], 224],
  ])('%j are refused', (filters, code) => {
    expect(outcome(update, filters)).toBe(String(code));
  });

  it('are of operators only', () => {
    expect(outcome([{ $set: { a: 1 } }], [{ x: 1 }])).toBe('9');
    expect(outcome({ a: 1 }, [{ x: 1 }])).toBe('9');
    expect(outcome({ a: 1 }, [])).toBe(TAKEN);
  });
});

describe('what is asked beside a query', () => {
  const shared = openRoom();
  afterAll(() => shared[Symbol.asyncDispose]());
  const wrong = /^\(\w+\) /;

  it.each<[string, object]>([
    ['find', { query: 1 }],
    ['find', { query: {}, sort: 'a' }],
    ['find', { query: {}, sort: { a: 2 } }],
    ['find', { query: {}, sort: { a: 'up' } }],
    ['find', { query: {}, projection: 'a' }],
    ['find', { query: {}, projection: { a: 1, b: 0 } }],
    ['find', { query: {}, limit: 'x' }],
    ['find', { query: {}, skip: -1 }],
    ['find', { query: {}, options: { hint: 1 } }],
    ['findOne', { query: {}, options: { sort: { a: 2 } } }],
    ['findOne', { query: {}, projection: { a: 1, b: 0 } }],
    ['findOneAndUpdate', { query: {}, update: { $set: { a: 1 } }, options: { sort: { a: 2 } } }],
    [
      'findOneAndUpdate',
      { query: {}, update: { $set: { a: 1 } }, options: { projection: { a: 1, b: 0 } } },
    ],
    ['findOneAndDelete', { query: {}, options: { sort: { a: 'x' } } }],
    ['updateMany', { query: {}, update: { a: 1 } }],
    ['updateOne', { query: { a: { $size: 'x' } }, update: { $set: { a: 1 } } }],
    ['deleteMany', { query: { $frobnicate: 1 } }],
    ['count', { query: {}, options: { limit: 'x' } }],
  ])('is refused by %s without documents: %j', async (action, args) => {
    const collection = shared.fresh();
    await expect(shared.ask(action, { collection, ...args })).rejects.toThrow(wrong);
  });

  it('is refused in each operation of a bulk', async () => {
    const filter = { filter: {}, update: { $set: { a: 1 } } };
    const collation = { locale: 'en' };
    const operations = [{ updateOne: { ...filter, collation } }];
    await expect(shared.ask('bulkWrite', { operations })).rejects.toThrow('collation');
  });
});

it('gives the places that filters name', () => {
  const update = compileUpdate(valueOf({ $set: { 'l.$[x]': 0 } }), valueOf([{ x: { $gt: 1 } }]));
  const document = valueOf({ l: [1, 2, 3] }) as never;
  expect(plainOf(update(document, { inserting: false }))).toEqual({ l: [1, 0, 0] });
});
