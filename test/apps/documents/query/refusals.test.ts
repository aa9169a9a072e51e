import { Binary, BSONRegExp, Decimal128, Double, Int32 } from 'bson';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf, found } from '../language.ts';
import { openRoom } from '../room.ts';

const document = { _id: 1, a: 1, s: 'abc', l: [1, 2] };

describe('queries that are refused', () => {
  it.each([
    [{ $frobnicate: 1 }, 2],
    [{ a: { $frobnicate: 1 } }, 2],
    [{ a: { $gt: 1, b: 2 } }, 2],
    [{ $not: { a: 1 } }, 2],
    [{ $and: 1 }, 2],
    [{ $or: [] }, 2],
    [{ $nor: [1] }, 2],
    [{ a: { $ne: new BSONRegExp('x') } }, 2],
    [{ a: { $gt: new BSONRegExp('x') } }, 2],
    [{ a: { $in: 1 } }, 2],
    [{ a: { $in: [{ $gt: 1 }] } }, 2],
    [{ a: { $nin: [{ $gt: 1 }] } }, 2],
    [{ a: { $all: 1 } }, 2],
    [{ a: { $all: [{ $gt: 1 }] } }, 2],
    [{ a: { $all: [{ $elemMatch: { x: 1 } }, 'y'] } }, 2],
    [{ a: { $all: ['y', { $elemMatch: { x: 1 } }] } }, 2],
    [{ a: { $elemMatch: 1 } }, 2],
    [{ a: { $not: 5 } }, 2],
    [{ a: { $not: {} } }, 2],
    [{ a: { $not: { b: 1 } } }, 2],
    [{ a: { $not: { $where: 'x' } } }, 2],
    [{ a: { $size: -1 } }, 2],
    [{ a: { $size: 1.5 } }, 2],
    [{ a: { $size: 'x' } }, 2],
    [{ a: { $mod: 1 } }, 2],
    [{ a: { $mod: [1] } }, 2],
    [{ a: { $mod: [1, 2, 3] } }, 2],
    [{ a: { $mod: [0, 1] } }, 2],
    [{ a: { $mod: ['x', 1] } }, 2],
    [{ a: { $type: 'frobnicate' } }, 2],
    [{ a: { $type: 100 } }, 2],
    [{ a: { $type: [] } }, 9],
    [{ a: { $regex: 1 } }, 2],
    [{ a: { $regex: 'x', $options: 'z' } }, 51108],
    [{ a: { $regex: '(' } }, 51091],
    [{ a: { $options: 'i' } }, 2],
    [{ a: { $bitsAllSet: -1 } }, 9],
    [{ a: { $bitsAllSet: 1.5 } }, 9],
    [{ a: { $bitsAnySet: 'x' } }, 2],
    [{ a: { $bitsAnyClear: [-1] } }, 2],
    [{ a: { $bitsAllClear: ['x'] } }, 2],
    [{ $expr: { $eq: [1] } }, 16020],
    [{ $expr: '$$nobody' }, 17276],
    [{ $jsonSchema: 1 }, 14],
    [{ $jsonSchema: { frobnicate: 1 } }, 9],
    [{ $jsonSchema: { required: [] } }, 9],
    [{ $jsonSchema: { type: 'integer' } }, 9],
    [{ $jsonSchema: { properties: { a: 1 } } }, 14],
    [{ $jsonSchema: { minLength: -1 } }, 9],
  ])('%j', (query, code) => {
    expect(codeOf(() => found(query, []))).toBe(code);
  });

  it('says where scripts would be needed', () => {
    expect(() => found({ $where: 'true' }, [])).toThrow('operator $where is not available offline');
  });
});

describe('bits', () => {
  const documents = [
    { _id: 1, n: new Int32(6) },
    { _id: 2, n: new Double(4) },
    { _id: 3, n: new Int32(-1) },
    { _id: 4, n: new Binary(new Uint8Array([6])) },
    { _id: 5, n: 1.5 },
    { _id: 6, n: 'x' },
    { _id: 7, n: Decimal128.fromString('2') },
    { _id: 8, n: [0, 6] },
  ];
  it.each([
    [{ $bitsAllSet: 6 }, [1, 3, 4, 8]],
    [{ $bitsAllSet: [1, 2] }, [1, 3, 4, 8]],
    [{ $bitsAnySet: [1, 40] }, [1, 3, 4, 7, 8]],
    [{ $bitsAllClear: [0] }, [1, 2, 4, 7, 8]],
    [{ $bitsAnyClear: new Binary(new Uint8Array([3])) }, [1, 2, 4, 7, 8]],
  ])('%j', (condition, expected) => {
    expect(found({ n: condition }, documents)).toEqual(expected);
  });
});

describe('$jsonSchema', () => {
  const documents = [
    { _id: 1, a: new Int32(3), l: [1, 2], s: 'abc' },
    { _id: 2, a: 'x', l: [1, 1], s: 'abcdef' },
    { _id: 3, b: { c: 1 } },
  ];
  it.each([
    [{ required: ['a'] }, [1, 2]],
    [{ properties: { a: { bsonType: 'int' } } }, [1, 3]],
    [{ properties: { a: { type: 'number', minimum: 3 } } }, [1, 3]],
    [{ properties: { a: { type: 'number', minimum: 3, exclusiveMinimum: true } } }, [3]],
    [{ properties: { l: { uniqueItems: true } } }, [1, 3]],
    [{ properties: { l: { items: { enum: [1] } } } }, [2, 3]],
    [{ properties: { l: { items: [{}], additionalItems: false } } }, [3]],
    [{ properties: { s: { maxLength: 3, pattern: '^a' } } }, [1, 3]],
    [
      {
        properties: { b: { required: ['c'], additionalProperties: false, properties: { c: {} } } },
      },
      [1, 2, 3],
    ],
    [{ patternProperties: { '^[ab]$': { bsonType: ['int', 'object'] } } }, [1, 3]],
    [{ dependencies: { a: ['s'] }, minProperties: 3 }, [1, 2]],
    [
      { anyOf: [{ required: ['b'] }, { properties: { a: { enum: ['x'] } }, required: ['a'] }] },
      [2, 3],
    ],
    [{ oneOf: [{ required: ['a'] }, { required: ['s'] }] }, []],
    [{ not: { required: ['a'] } }, [3]],
    [{ properties: { a: { multipleOf: 1.5 } } }, [1, 2, 3]],
  ])('%j', (schema, expected) => {
    expect(found({ $jsonSchema: schema }, documents)).toEqual(expected);
  });
});

it('knows patterns as PCRE has them', () => {
  expect(found({ s: { $regex: '\\Aab' } }, [document])).toEqual([1]);
  expect(found({ s: { $regex: '[[:alpha:]]{3}' } }, [document])).toEqual([1]);
  expect(found({ s: { $regex: 'B', $options: 'i' } }, [document])).toEqual([1]);
});

describe('options that would change an answer', () => {
  const shared = openRoom();
  afterAll(() => shared[Symbol.asyncDispose]());

  it.each([
    ['find', { query: {}, options: { collation: { locale: 'en', strength: 1 } } }, /collation/u],
    ['count', { query: {}, options: { collation: { locale: 'en' } } }, /collation/u],
    ['aggregate', { pipeline: [], options: { collation: { locale: 'fr' } } }, /collation/u],
    ['find', { query: {}, options: { max: { a: 1 } } }, /the option max/u],
    ['aggregate', { pipeline: [], options: { let: { a: 1 } } }, /the option let/u],
  ])('are refused in words by %s: %j', async (action, args, words) => {
    await expect(shared.ask(action, args)).rejects.toThrow(words);
  });

  it('are taken where they say what is done anyway', async () => {
    const options = { collation: { locale: 'simple' }, hint: { a: 1 } };
    expect(await shared.ask('find', { query: {}, options })).toEqual([]);
  });
});
