import { Decimal128, Double, Int32, Long } from 'bson';
import { afterAll, describe, expect, it } from 'vitest';
import { openRoom } from '../room.ts';

const shared = openRoom();
afterAll(() => shared[Symbol.asyncDispose]());

/** The one document of a collection after an update. */
async function after(
  document: object,
  update: unknown,
  options: object = {},
  query: object = {},
): Promise<unknown> {
  const collection = shared.fresh();
  await shared.put([{ _id: 1, ...document }], collection);
  await shared.ask('updateOne', { collection, query, update, options });
  return shared.ask('findOne', { collection, projection: { _id: 0 } });
}

describe('update operators', () => {
  it.each([
    [
      '$set makes what is missing',
      {},
      { $set: { 'a.b': 1, 'l.0': 2 } },
      { a: { b: 1 }, l: { 0: 2 } },
    ],
    ['$set fills an array', { l: [1] }, { $set: { 'l.3': 4 } }, { l: [1, null, null, 4] }],
    ['$unset', { a: 1, b: 2, l: [1, 2] }, { $unset: { a: '', 'l.0': '' } }, { b: 2, l: [null, 2] }],
    [
      '$inc and $mul',
      { a: 2, b: 3 },
      { $inc: { a: -5, n: 1 }, $mul: { b: 2, m: 4 } },
      { a: -3, b: 6, m: 0, n: 1 },
    ],
    [
      '$min and $max',
      { a: 5, b: 5 },
      { $min: { a: 3 }, $max: { b: 4, c: 1 } },
      { a: 3, b: 5, c: 1 },
    ],
    [
      '$rename',
      { a: { x: 1 }, b: 2 },
      { $rename: { 'a.x': 'y', nothing: 'z' } },
      { a: {}, b: 2, y: 1 },
    ],
    ['$push', { l: [1] }, { $push: { l: [2], m: 3 } }, { l: [1, [2]], m: [3] }],
    [
      '$push with modifiers',
      { l: [5, 1] },
      { $push: { l: { $each: [3, 9], $sort: -1, $slice: 3 } } },
      { l: [9, 5, 3] },
    ],
    [
      '$push at a place',
      { l: [1, 4] },
      { $push: { l: { $each: [2, 3], $position: 1 } } },
      { l: [1, 2, 3, 4] },
    ],
    [
      '$push sorted by a field',
      { l: [{ n: 2 }] },
      { $push: { l: { $each: [{ n: 1 }], $sort: { n: 1 }, $slice: -5 } } },
      { l: [{ n: 1 }, { n: 2 }] },
    ],
    [
      '$addToSet',
      { l: [1, { a: 1 }] },
      { $addToSet: { l: { $each: [new Double(1), { a: 1 }, 2] } } },
      { l: [1, { a: 1 }, 2] },
    ],
    [
      '$pull of values and by condition',
      { l: [1, 5, 9], m: [{ a: 1, b: 2 }, { a: 2 }] },
      { $pull: { l: { $gte: 5 }, m: { a: 1 } } },
      { l: [1], m: [{ a: 2 }] },
    ],
    [
      '$pullAll and $pop',
      { l: [1, 2, 1], m: [1, 2], k: [1, 2] },
      { $pullAll: { l: [1] }, $pop: { m: 1, k: -1 } },
      { l: [2], m: [1], k: [2] },
    ],
    ['$bit', { a: 12 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
    [
      'every element',
      { l: [{ n: 1 }, { n: 2 }] },
      { $inc: { 'l.$[].n': 10 } },
      { l: [{ n: 11 }, { n: 12 }] },
    ],
    [
      'a pipeline',
      { a: 1, b: 2 },
      [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 'a' }],
      { b: 2, sum: 3 },
    ],
    ['a whole document', { a: 1 }, { b: 2 }, { b: 2 }],
  ])('%s', async (_name, document, update, expected) => {
    expect(await after(document, update)).toEqual(expected);
  });

  it('changes the element the query found, in the array it was found in', async () => {
    const document = {
      tags: ['x', 'y'],
      l: [
        { k: 'a', n: 1 },
        { k: 'b', n: 2 },
        { k: 'b', n: 3 },
      ],
    };
    const query = { tags: 'x', 'l.k': 'b' };
    expect(await after(document, { $set: { 'l.$.n': 9 } }, {}, query)).toEqual({
      tags: ['x', 'y'],
      l: [
        { k: 'a', n: 1 },
        { k: 'b', n: 9 },
        { k: 'b', n: 3 },
      ],
    });
    const element = { l: { $elemMatch: { k: 'b', n: { $gt: 2 } } } };
    expect(await after(document, { $set: { 'l.$': 0 } }, {}, element)).toMatchObject({
      l: [{ k: 'a', n: 1 }, { k: 'b', n: 2 }, 0],
    });
  });

  it('changes the elements that array filters name', async () => {
    const document = {
      grades: [
        { g: 90, by: [1, 2] },
        { g: 60, by: [1, 5] },
      ],
      n: [1, 5, 9],
    };
    expect(
      await after(
        document,
        { $set: { 'grades.$[low].ok': false, 'n.$[big]': 0 }, $inc: { 'grades.$[low].by.$[]': 1 } },
        { arrayFilters: [{ 'low.g': { $lt: 70 } }, { big: { $gte: 5 } }] },
      ),
    ).toEqual({
      grades: [
        { g: 90, by: [1, 2] },
        { g: 60, by: [2, 6], ok: false },
      ],
      n: [1, 0, 0],
    });
  });

  it('sets the date of now', async () => {
    const start = Date.now();
    const result = await after({}, { $currentDate: { at: true, stamp: { $type: 'timestamp' } } });
    const { at } = result as { at: Date };
    expect(at.getTime()).toBeGreaterThanOrEqual(start);
  });

  it('keeps the types of numbers, and widens them only where they overflow', async () => {
    await using room = openRoom();
    const number = { i: new Int32(2147483647), j: new Int32(1), l: Long.fromNumber(1) };
    await room.put([{ _id: 1, ...number, d: new Double(1), m: Decimal128.fromString('0.10') }]);
    const one = new Int32(1);
    const update = { $inc: { i: one, j: one, l: one, d: one, m: Decimal128.fromString('0.20') } };
    await room.ask('updateOne', { query: {}, update });
    expect(await room.canonical('findOne', { projection: { _id: 0 } })).toBe(
      '{"i":{"$numberLong":"2147483648"},"j":{"$numberInt":"2"},"l":{"$numberLong":"2"},' +
        '"d":{"$numberDouble":"2.0"},"m":{"$numberDecimal":"0.30"}}',
    );
  });

  it.each([
    [
      'a number that is none',
      { a: 'x' },
      { $inc: { a: 1 } },
      '(TypeMismatch) Cannot apply $inc to a value of non-numeric type',
    ],
    [
      'a push onto a number',
      { a: 1 },
      { $push: { a: 1 } },
      '(BadValue) Cannot apply $push to a non-array value',
    ],
    [
      'a path through a scalar',
      { a: 1 },
      { $set: { 'a.b': 1 } },
      "(PathNotViable) Cannot create field 'b' in element {a: int}",
    ],
    [
      'two changes of one path',
      {},
      { $set: { a: 1 }, $inc: { 'a.b': 1 } },
      'would create a conflict at',
    ],
    ['another _id', {}, { $set: { _id: 2 } }, "the immutable field '_id'"],
    [
      'a positional path without a match',
      { l: [1] },
      { $set: { 'l.$': 2 } },
      '(BadValue) The positional operator did not find',
    ],
    [
      'an identifier without a filter',
      { l: [1] },
      { $set: { 'l.$[x]': 2 } },
      "(BadValue) No array filter found for identifier 'x'",
    ],
    [
      'an unknown operator',
      {},
      { $frobnicate: { a: 1 } },
      '(FailedToParse) Unknown modifier: $frobnicate',
    ],
    [
      'fields beside operators',
      {},
      { $set: { a: 1 }, constructor: { b: 1 } },
      '(FailedToParse) Unknown modifier: constructor',
    ],
    [
      'a far index',
      { l: [] },
      { $set: { 'l.900000000': 1 } },
      "(BadValue) can't backfill array to larger than",
    ],
  ])('refuses %s, and changes nothing', async (_name, document, update, message) => {
    const collection = shared.fresh();
    await shared.put([{ _id: 1, ...document }], collection);
    const call = shared.ask('updateOne', { collection, query: {}, update });
    await expect(call).rejects.toThrow(message);
    expect(await shared.ask('findOne', { collection })).toEqual({ _id: 1, ...document });
  });
});
