import { Decimal128, Double, Int32, Long } from 'bson';
import { afterAll, describe, expect, it } from 'vitest';
import { openRoom } from '../room.ts';

const shared = openRoom();
afterAll(() => shared[Symbol.asyncDispose]());

const ORDERS = [
  {
    _id: 1,
    who: 'ann',
    total: new Int32(10),
    tags: ['a', 'b'],
    at: new Date('2020-05-17T10:20:30Z'),
  },
  { _id: 2, who: 'bob', total: new Int32(5), tags: ['b'], at: new Date('2021-01-02T00:00:00Z') },
  { _id: 3, who: 'ann', total: new Int32(2), tags: [] },
];

async function run(pipeline: object[], documents: object[] = ORDERS): Promise<unknown> {
  const collection = shared.fresh();
  await shared.put(documents, collection);
  return shared.ask('aggregate', { collection, pipeline });
}

/** What an expression gives for one document. */
async function value(expression: unknown, document: object = {}): Promise<unknown> {
  const result = await run([{ $project: { _id: 0, v: expression } }], [{ _id: 1, ...document }]);
  const [first] = Array.isArray(result) ? result : [];
  return first?.v;
}

describe('stages', () => {
  const ids = { $project: { _id: 1 } };
  it.each([
    [
      'match, sort, skip and limit',
      [
        { $match: { total: { $gt: 1 } } },
        { $sort: { total: 1 } },
        { $skip: 1 },
        { $limit: 1 },
        ids,
      ],
      [{ _id: 2 }],
    ],
    [
      'group',
      [
        {
          $group: {
            _id: '$who',
            sum: { $sum: '$total' },
            n: { $sum: 1 },
            avg: { $avg: '$total' },
            all: { $push: '$total' },
            best: { $max: '$total' },
            first: { $first: '$_id' },
          },
        },
      ],
      [
        { _id: 'ann', sum: 12, n: 2, avg: 6, all: [10, 2], best: 10, first: 1 },
        { _id: 'bob', sum: 5, n: 1, avg: 5, all: [5], best: 5, first: 2 },
      ],
    ],
    [
      'group by nothing',
      [{ $group: { _id: null, people: { $addToSet: '$who' } } }],
      [{ _id: null, people: ['ann', 'bob'] }],
    ],
    [
      'unwind',
      [{ $unwind: { path: '$tags', includeArrayIndex: 'i' } }, { $project: { tags: 1, i: 1 } }],
      [
        { _id: 1, tags: 'a', i: 0 },
        { _id: 1, tags: 'b', i: 1 },
        { _id: 2, tags: 'b', i: 0 },
      ],
    ],
    [
      'unwind that keeps the empty',
      [{ $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } }, { $match: { _id: 3 } }],
      [{ _id: 3, who: 'ann', total: 2 }],
    ],
    [
      'add and remove fields',
      [
        { $match: { _id: 2 } },
        { $addFields: { 'a.b': '$total', double: { $multiply: ['$total', 2] } } },
        { $unset: ['tags', 'at'] },
      ],
      [{ _id: 2, who: 'bob', total: 5, a: { b: 5 }, double: 10 }],
    ],
    [
      'replace the root',
      [{ $match: { _id: 2 } }, { $replaceRoot: { newRoot: { name: '$who' } } }],
      [{ name: 'bob' }],
    ],
    ['count', [{ $match: { who: 'ann' } }, { $count: 'n' }], [{ n: 2 }]],
    ['count nothing', [{ $match: { who: 'zoe' } }, { $count: 'n' }], []],
    [
      'sort by count',
      [{ $sortByCount: '$who' }],
      [
        { _id: 'ann', count: 2 },
        { _id: 'bob', count: 1 },
      ],
    ],
    [
      'facets',
      [{ $facet: { few: [{ $limit: 1 }, ids], n: [{ $count: 'n' }] } }],
      [{ few: [{ _id: 1 }], n: [{ n: 3 }] }],
    ],
    [
      'buckets',
      [{ $bucket: { groupBy: '$total', boundaries: [0, 5, 10], default: 'more' } }],
      [
        { _id: 0, count: 1 },
        { _id: 5, count: 1 },
        { _id: 'more', count: 1 },
      ],
    ],
  ])('%s', async (_name, pipeline, expected) => {
    expect(await run(pipeline)).toEqual(expected);
  });

  it('samples without repeating', async () => {
    const result = await run([
      { $sample: { size: 5 } },
      { $sort: { _id: 1 } },
      { $project: { _id: 1 } },
    ]);
    expect(result).toEqual([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
  });

  it('joins by fields, arrays included, and by a pipeline', async () => {
    await using room = openRoom();
    await room.put([{ _id: 1, of: ['x', 'y'] }, { _id: 2, of: 'y' }, { _id: 3 }]);
    await room.put(
      [
        { _id: 'x', n: 1 },
        { _id: 'y', n: 5 },
      ],
      'things',
    );
    const simple = { from: 'things', localField: 'of', foreignField: '_id', as: 'found' };
    expect(await room.ask('aggregate', { pipeline: [{ $lookup: simple }] })).toEqual([
      {
        _id: 1,
        of: ['x', 'y'],
        found: [
          { _id: 'x', n: 1 },
          { _id: 'y', n: 5 },
        ],
      },
      { _id: 2, of: 'y', found: [{ _id: 'y', n: 5 }] },
      { _id: 3, found: [] },
    ]);
    const full = {
      from: 'things',
      let: { id: '$_id' },
      pipeline: [{ $match: { $expr: { $gt: ['$n', '$$id'] } } }, { $project: { n: 1, _id: 0 } }],
      as: 'more',
    };
    expect(await room.ask('aggregate', { pipeline: [{ $lookup: full }, { $limit: 1 }] })).toEqual([
      { _id: 1, of: ['x', 'y'], more: [{ n: 5 }] },
    ]);
  });

  it('writes its result into a collection', async () => {
    await using room = openRoom();
    await room.put(ORDERS);
    const sums = { $group: { _id: '$who', n: { $sum: '$total' } } };
    expect(await room.ask('aggregate', { pipeline: [sums, { $out: 'sums' }] })).toEqual([]);
    const all = { collection: 'sums', sort: { _id: 1 } };
    expect(await room.ask('find', all)).toEqual([
      { _id: 'ann', n: 12 },
      { _id: 'bob', n: 5 },
    ]);
    const extra = { $project: { n: { $literal: 0 }, seen: { $literal: true } } };
    const merge = { $merge: { into: 'sums', whenMatched: [{ $set: { seen: '$$new.seen' } }] } };
    await room.ask('aggregate', {
      collection: 'sums',
      pipeline: [{ $match: { _id: 'bob' } }, extra, merge],
    });
    expect(await room.ask('find', all)).toEqual([
      { _id: 'ann', n: 12 },
      { _id: 'bob', n: 5, seen: true },
    ]);
  });

  it.each([
    ['$search', [{ $search: {} }], 'stage <$search> not available offline'],
    [
      'a name of JavaScript',
      [{ constructor: 1 }],
      "(Location40324) Unrecognized pipeline stage name: 'constructor'",
    ],
    ['an early $out', [{ $out: 'x' }, { $limit: 1 }], '$out can only be the final stage'],
    [
      'an unknown expression',
      [{ $project: { a: { $frobnicate: 1 } } }],
      '(Location31325) Invalid projection :: caused by :: Unknown expression $frobnicate',
    ],
    [
      'code',
      [{ $project: { a: { $function: { body: 'x', args: [], lang: 'js' } } } }],
      'the expression $function is not available offline',
    ],
    [
      'an accumulator of JavaScript',
      [{ $group: { _id: 1, a: { constructor: 1 } } }],
      "(Location40234) The field 'a' must be an accumulator object",
    ],
  ])('refuses %s by name', async (_name, pipeline, message) => {
    await expect(run(pipeline)).rejects.toThrow(message);
  });
});

describe('expressions', () => {
  it.each([
    ['keep an int32', { $add: ['$i', 1] }, { i: new Int32(1) }, 2],
    ['ignore what is missing in sums', { $sum: ['$a', '$b'] }, { a: 1 }, 1],
    ['are null with null', { $add: ['$a', null] }, { a: 1 }, null],
    ['add to dates', { $add: ['$d', 1000] }, { d: new Date(0) }, new Date(1000)],
    ['subtract dates', { $subtract: ['$d', new Date(0)] }, { d: new Date(5) }, 5],
    ['divide', { $divide: ['$a', 4] }, { a: 10 }, 2.5],
    [
      'round to even',
      [{ $round: 2.5 }, { $round: 3.5 }, { $round: [1.25, 1] }, { $trunc: [1.29, 1] }],
      {},
      [2, 4, 1.2, 1.2],
    ],
    ['cut down and up', [{ $floor: -1.5 }, { $ceil: -1.5 }, { $abs: -2 }], {}, [-2, -1, 2]],
    ['choose', { $cond: [{ $gte: ['$n', 5] }, 'big', 'small'] }, { n: 5 }, 'big'],
    [
      'take zero for false',
      { $cond: JSON.parse('{ "if": "$n", "then": "yes", "else": "no" }') },
      { n: new Double(0) },
      'no',
    ],
    ['fall back', { $ifNull: ['$a', '$b', 'c'] }, { a: null }, 'c'],
    [
      'switch',
      {
        $switch: {
          branches: JSON.parse('[{ "case": { "$eq": ["$a", 1] }, "then": "one" }]'),
          default: 'other',
        },
      },
      { a: 2 },
      'other',
    ],
    ['reach into arrays', '$l.x', { l: [{ x: 1 }, { y: 2 }, { x: 3 }] }, [1, 3]],
    [
      'map, filter and reduce',
      {
        $reduce: {
          input: {
            $filter: {
              input: { $map: { input: '$l', as: 'i', in: { $multiply: ['$$i', 2] } } },
              as: 'j',
              cond: { $gt: ['$$j', 2] },
            },
          },
          initialValue: 0,
          in: { $add: ['$$value', '$$this'] },
        },
      },
      { l: [1, 2, 3] },
      10,
    ],
    ['name values', { $let: { vars: { a: 2 }, in: { $multiply: ['$$a', '$n'] } } }, { n: 4 }, 8],
    [
      'index arrays',
      [{ $arrayElemAt: ['$l', -1] }, { $first: '$l' }, { $size: '$l' }, { $slice: ['$l', 1, 1] }],
      { l: [1, 2, 3] },
      [3, 1, 3, [2]],
    ],
    ['join texts', { $concat: ['$a', '-', { $toUpper: '$b' }] }, { a: '$b', b: 'x' }, '$b-X'],
    [
      'turn into text',
      [{ $toString: '$n' }, { $toString: '$l' }, { $toString: '$d' }],
      { n: 1.5, l: Long.fromString('9007199254740993'), d: new Date(0) },
      ['1.5', '9007199254740993', '1970-01-01T00:00:00.000Z'],
    ],
    [
      'turn into numbers',
      [
        { $toInt: '42' },
        { $toDouble: '1.5' },
        { $convert: { input: 'x', to: 'int', onError: -1 } },
      ],
      {},
      [42, 1.5, -1],
    ],
    [
      'print dates',
      { $dateToString: { date: '$d', format: '%Y-%m-%d %H:%M' } },
      { d: new Date('2020-05-07T03:04:05Z') },
      '2020-05-07 03:04',
    ],
    [
      'take dates apart',
      [{ $year: '$d' }, { $month: '$d' }, { $dayOfWeek: '$d' }],
      { d: new Date('2020-05-07T00:00:00Z') },
      [2020, 5, 5],
    ],
    [
      'turn pairs into objects',
      {
        $arrayToObject: [
          [
            ['a', 1],
            ['b', 2],
          ],
        ],
      },
      {},
      { a: 1, b: 2 },
    ],
    ['turn objects into pairs', { $objectToArray: '$o' }, { o: { a: 1 } }, [{ k: 'a', v: 1 }]],
    ['merge objects', { $mergeObjects: ['$o', { b: 2 }] }, { o: { a: 1, b: 1 } }, { a: 1, b: 2 }],
    [
      'compare sets',
      [
        { $setUnion: [['a'], ['a', 'b']] },
        { $setDifference: [['a', 'b'], ['a']] },
        { $in: [1, '$l'] },
      ],
      { l: [new Double(1)] },
      [['a', 'b'], ['b'], true],
    ],
    [
      'name types',
      [{ $type: '$i' }, { $type: '$nothing' }, { $type: '$d' }],
      { i: new Int32(1), d: Decimal128.fromString('1') },
      ['int', 'missing', 'decimal'],
    ],
    [
      'find by pattern',
      { $regexMatch: { input: '$s', regex: '^B', options: 'i' } },
      { s: 'bob' },
      true,
    ],
    ['take literals as they are', { $literal: '$x' }, {}, '$x'],
    ['split', { $split: ['$s', ','] }, { s: 'a,b' }, ['a', 'b']],
  ])('%s', async (_name, expression, document, expected) => {
    expect(await value(expression, document)).toEqual(expected);
  });

  it('keep the types of numbers', async () => {
    const collection = shared.fresh();
    const numbers = { i: new Int32(7), l: Long.fromNumber(7), m: Decimal128.fromString('0.1') };
    await shared.put([{ _id: 1, ...numbers }], collection);
    const fields = {
      ii: { $add: ['$i', '$i'] },
      il: { $multiply: ['$i', '$l'] },
      m: { $add: ['$m', Decimal128.fromString('0.2')] },
      d: { $divide: ['$i', '$l'] },
    };
    const pipeline = [{ $project: { _id: 0, ...fields } }];
    expect(await shared.canonical('aggregate', { collection, pipeline })).toBe(
      '[{"ii":{"$numberInt":"14"},"il":{"$numberLong":"49"},"m":{"$numberDecimal":"0.3"},"d":{"$numberDouble":"1.0"}}]',
    );
  });
});
