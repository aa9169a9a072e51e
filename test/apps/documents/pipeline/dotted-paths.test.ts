import { describe, expect, it } from 'vitest';
import { piped, pipedText, updated } from '../language.ts';
import { openRoom } from '../room.ts';

// Wherever a path is taken: fields of fields, places of arrays, and what is not there.

const THINGS = {
  things: [{ _id: 1, of: { key: 'x' } }, { _id: 2, of: [{ key: 'y' }, { key: 'z' }] }, { _id: 3 }],
};

describe('stages that take paths', () => {
  it.each<[string, object[], object, unknown]>([
    ['$set into a document', [{ $set: { 'o.x': 9 } }], { o: { a: 1 } }, { o: { a: 1, x: 9 } }],
    ['$set into what is not there', [{ $set: { 'o.x.y': 9 } }], {}, { o: { x: { y: 9 } } }],
    ['$set into a scalar', [{ $set: { 'o.x': 9 } }], { o: 1 }, { o: { x: 9 } }],
    [
      '$set into each of an array',
      [{ $set: { 'l.x': 9 } }],
      { l: [{ a: 1 }, 2] },
      { l: [{ a: 1, x: 9 }, { x: 9 }] },
    ],
    [
      '$set by a nested object',
      [{ $addFields: { o: { x: 9 } } }],
      { o: { a: 1 } },
      { o: { a: 1, x: 9 } },
    ],
    ['$set to an empty object', [{ $set: { o: {} } }], { o: { a: 1 } }, { o: {} }],
    ['$set of nothing', [{ $set: {} }], { o: 1 }, { o: 1 }],
    ['$set of a number as a name', [{ $set: { 'l.0': 9 } }], { l: [{}] }, { l: [{ 0: 9 }] }],
    [
      '$set from a field of itself',
      [{ $set: { 'o.x': '$o.a' } }],
      { o: { a: 1 } },
      { o: { a: 1, x: 1 } },
    ],
    [
      '$set to what is not there',
      [{ $set: { 'o.a': '$none' } }],
      { o: { a: 1, b: 2 } },
      { o: { b: 2 } },
    ],
    ['$unset in a document', [{ $unset: 'o.a' }], { o: { a: 1, b: 2 } }, { o: { b: 2 } }],
    [
      '$unset in each of an array',
      [{ $unset: ['l.a', 'none.x'] }],
      { l: [{ a: 1, b: 2 }, 3] },
      { l: [{ b: 2 }, 3] },
    ],
    [
      '$project of a field',
      [{ $project: { 'o.a': 1 } }],
      { o: { a: 1, b: 2 }, x: 1 },
      { o: { a: 1 } },
    ],
    [
      '$project into an array',
      [{ $project: { 'l.a': 1 } }],
      { l: [{ a: 1, b: 2 }, 3, [{ a: 4 }]] },
      { l: [{ a: 1 }, [{ a: 4 }]] },
    ],
    ['$project of what is not there', [{ $project: { 'none.x': 1 } }], { a: 1 }, {}],
    [
      '$project without a field',
      [{ $project: { 'o.a': 0 } }],
      { o: { a: 1, b: 2 } },
      { o: { b: 2 } },
    ],
    ['$unwind of a field', [{ $unwind: '$o.l' }], { o: { l: [7], b: 1 } }, { o: { l: 7, b: 1 } }],
    [
      '$unwind into a field',
      [{ $unwind: { path: '$l', includeArrayIndex: 'o.i' } }],
      { o: { b: 1 }, l: [7] },
      { o: { b: 1, i: 0 }, l: 7 },
    ],
    [
      '$unwind into a scalar',
      [{ $unwind: { path: '$l', includeArrayIndex: 'o.i' } }],
      { o: 5, l: [7] },
      { o: { i: 0 }, l: 7 },
    ],
    [
      '$unwind of what is no array',
      [{ $unwind: { path: '$o.l', includeArrayIndex: 'i' } }],
      { o: { l: 7 } },
      { o: { l: 7 }, i: null },
    ],
    [
      '$unwind of what is not there',
      [{ $unwind: { path: '$o.l', preserveNullAndEmptyArrays: true, includeArrayIndex: 'x.i' } }],
      {},
      { x: { i: null } },
    ],
    [
      '$group by a field',
      [{ $group: { _id: '$o.a', v: { $push: '$l.a' } } }],
      { o: { a: 5 }, l: [{ a: 1 }, { a: 2 }] },
      { _id: 5, v: [[1, 2]] },
    ],
    ['$group by what is not there', [{ $group: { _id: '$none.a' } }], {}, { _id: null }],
    [
      '$group by several',
      [{ $group: { _id: { k: '$o.a', n: '$none.x' } } }],
      { o: { a: 5 } },
      { _id: { k: 5 } },
    ],
    ['$sortByCount', [{ $sortByCount: '$o.a' }], { o: { a: 5 } }, { _id: 5, count: 1 }],
    [
      '$bucket',
      [{ $bucket: { groupBy: '$o.a', boundaries: [0, 9] } }],
      { o: { a: 5 } },
      { _id: 0, count: 1 },
    ],
    [
      '$bucketAuto',
      [{ $bucketAuto: { groupBy: '$o.a', buckets: 3 } }],
      { o: { a: 5 } },
      { _id: { min: 5, max: 5 }, count: 1 },
    ],
    ['$replaceRoot', [{ $replaceRoot: { newRoot: '$o.in' } }], { o: { in: { a: 1 } } }, { a: 1 }],
    [
      '$replaceWith',
      [{ $replaceWith: { $mergeObjects: ['$o', { z: '$l.a' }] } }],
      { o: { a: 1 }, l: [{ a: 2 }] },
      { a: 1, z: [2] },
    ],
    [
      '$sort and $first',
      [{ $sort: { 'o.a': 1 } }, { $group: { _id: 1, v: { $first: '$o.a' } } }],
      { o: { a: 5 } },
      { _id: 1, v: 5 },
    ],
    [
      '$match into a place of an array',
      [{ $match: { 'l.0.a': 1 } }],
      { l: [{ a: 1 }] },
      { l: [{ a: 1 }] },
    ],
    [
      '$redact',
      [{ $redact: { $cond: [{ $eq: ['$secret.level', 5] }, '$$PRUNE', '$$DESCEND'] } }],
      { a: 1, in: { secret: { level: 5 } } },
      { a: 1 },
    ],
    [
      '$setWindowFields',
      [
        {
          $setWindowFields: {
            partitionBy: '$o.p',
            sortBy: { 'o.a': 1 },
            output: { 'o.sum': { $sum: '$o.a' } },
          },
        },
      ],
      { o: { p: 1, a: 5 } },
      { o: { p: 1, a: 5, sum: 5 } },
    ],
    [
      '$fill',
      [{ $fill: { output: { 'o.x': { value: 3 } } } }],
      { o: { a: 1 } },
      { o: { a: 1, x: 3 } },
    ],
    [
      '$densify',
      [{ $densify: { field: 'o.n', range: { step: 1, bounds: [1, 2] } } }],
      { o: { n: 1 } },
      { o: { n: 1 } },
    ],
    [
      '$geoNear',
      [{ $geoNear: { near: [0, 0], key: 'o.at', distanceField: 'o.far' } }],
      { o: { at: [3, 4] } },
      { o: { at: [3, 4], far: 5 } },
    ],
  ])('%s', (_name, pipeline, document, expected) => {
    expect(piped(pipeline, [document])).toEqual([expected]);
  });

  it.each([
    ['a field of a document', 'r.k', 'of.key', { r: { k: 'x' } }, [1]],
    ['an array on their side', 'r.k', 'of.key', { r: { k: 'z' } }, [2]],
    ['an array on ours', 'r.k', 'of.key', { r: [{ k: 'x' }, { k: 'y' }] }, [1, 2]],
    ['an array of values', 'r.k', 'of.key', { r: { k: ['x', 'z'] } }, [1, 2]],
    ['an empty array', 'r.k', 'of.key', { r: { k: [] } }, []],
    ['a place of an array', 'r.0', 'of.key', { r: ['x', 'y'] }, [1]],
    ['a place of theirs', 'r', 'of.0.key', { r: 'y' }, [2]],
    ['what is not there', 'none.k', 'of.key', {}, [3]],
    ['null', 'r', 'of.key', { r: null }, [3]],
  ])('$lookup joins by %s', (_name, localField, foreignField, document, expected) => {
    const join = { from: 'things', localField, foreignField, as: 'out.deep' };
    const [result] = piped([{ $lookup: join }], [document], THINGS) as [
      { out: { deep: { _id: number }[] } },
    ];
    expect(result.out.deep.map(({ _id }) => _id)).toEqual(expected);
  });

  it('joins into a field, beside what is there, and takes it apart again', () => {
    const join = { from: 'things', localField: 'r.k', foreignField: 'of.key', as: 'r.doc' };
    expect(
      piped([{ $lookup: join }, { $unwind: '$r.doc' }], [{ r: { k: 'x', n: 1 } }], THINGS),
    ).toEqual([{ r: { k: 'x', n: 1, doc: { _id: 1, of: { key: 'x' } } } }]);
  });

  it('follows a graph by fields of fields, into one', () => {
    const people = [
      { _id: 'a', is: { boss: 'b' } },
      { _id: 'b', is: { boss: ['c', 'a'] } },
      { _id: 'c' },
    ];
    const spec = {
      from: 'people',
      startWith: '$is.boss',
      connectFromField: 'is.boss',
      connectToField: '_id',
      as: 'is.above',
      depthField: 'at.depth',
    };
    const [result] = piped([{ $graphLookup: spec }], [people[0] ?? {}], { people }) as [
      { is: { above: { _id: string; at: { depth: number } }[] } },
    ];
    const depths = Object.fromEntries(result.is.above.map(({ _id, at }) => [_id, at.depth]));
    expect(depths).toEqual({ a: 1, b: 0, c: 1 });
    const near = { ...spec, maxDepth: 0, restrictSearchWithMatch: { _id: { $ne: 'a' } } };
    expect(
      piped(
        [{ $graphLookup: near }, { $project: { n: { $size: '$is.above' } } }],
        [people[0] ?? {}],
        { people },
      ),
    ).toEqual([{ _id: 'a', n: 1 }]);
  });

  it('gives each row of an array its own documents, and the place as a long', () => {
    const stage = { $unwind: { path: '$l', includeArrayIndex: 'o.i' } };
    expect(pipedText([stage], [{ o: { a: 1 }, l: ['x', 'y'] }])).toEqual([
      '{"o":{"a":{"$numberInt":"1"},"i":{"$numberLong":"0"}},"l":"x"}',
      '{"o":{"a":{"$numberInt":"1"},"i":{"$numberLong":"1"}},"l":"y"}',
    ]);
  });

  it('merges by fields of fields', async () => {
    await using room = openRoom();
    await room.put([{ _id: 1, k: { id: 'x' }, n: 1 }], 'target');
    await room.put([
      { _id: 7, k: { id: 'x' }, n: 5 },
      { _id: 8, k: { id: 'y' }, n: 6 },
    ]);
    const merge = { into: 'target', on: 'k.id', whenMatched: [{ $set: { 'in.n': '$$new.n' } }] };
    await room.ask('aggregate', { pipeline: [{ $merge: merge }] });
    expect(await room.ask('find', { collection: 'target' })).toEqual([
      { _id: 1, k: { id: 'x' }, n: 1, in: { n: 5 } },
      { _id: 8, k: { id: 'y' }, n: 6 },
    ]);
  });
});

describe('updates that take paths', () => {
  it.each<[unknown, object, unknown]>([
    [{ $set: { 'o.x': 1 } }, { o: { a: 1 } }, { o: { a: 1, x: 1 } }],
    [{ $set: { 'l.1': 9 } }, { l: [1, 2] }, { l: [1, 9] }],
    [{ $set: { 'l.3': 9 } }, { l: [1] }, { l: [1, null, null, 9] }],
    [{ $set: { 'none.0.x': 9 } }, {}, { none: { 0: { x: 9 } } }],
    [{ $unset: { 'o.a': '' } }, { o: { a: 1, b: 2 } }, { o: { b: 2 } }],
    [{ $unset: { 'l.0': '' } }, { l: [1, 2] }, { l: [null, 2] }],
    [{ $inc: { 'o.n': 2 } }, { o: { n: 1 } }, { o: { n: 3 } }],
    [{ $push: { 'o.l': 1 } }, {}, { o: { l: [1] } }],
    [{ $rename: { 'o.a': 'p.b' } }, { o: { a: 1 } }, { o: {}, p: { b: 1 } }],
    [{ $pull: { 'o.l': { $gt: 1 } } }, { o: { l: [1, 2] } }, { o: { l: [1] } }],
    [[{ $set: { 'o.x': '$o.a' } }, { $unset: 'o.a' }], { o: { a: 1 } }, { o: { x: 1 } }],
  ])('%j', (update, document, expected) => {
    expect(updated(update, document)).toEqual(expected);
  });

  it('sets the place of the array that the query found', () => {
    const document = { a: [1, 2], b: [5, 6, 7] };
    expect(updated({ $set: { 'a.$': 9 } }, document, { a: 2, b: 7 })).toEqual({
      a: [1, 9],
      b: [5, 6, 7],
    });
    expect(updated({ $set: { 'b.$': 9 } }, document, { a: 2, b: 7 })).toEqual({
      a: [1, 2],
      b: [5, 6, 9],
    });
  });
});
