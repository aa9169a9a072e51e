import { describe, expect, it } from 'vitest';
import { pipelineRefusal } from '../language.ts';
import { openRoom } from '../room.ts';

const group = (field: object): object => ({ $group: { _id: 1, ...field } });
const lookup = { from: 'a', localField: 'x', foreignField: 'y', as: 'z' };

describe('stages that are refused before anything runs', () => {
  it.each<[object, number]>([
    [{}, 40323],
    [{ $match: {}, $limit: 1 }, 40323],
    [{ $frobnicate: 1 }, 40324],
    [{ $match: 1 }, 15959],
    [{ $project: {} }, 51272],
    [{ $addFields: 1 }, 40272],
    [{ $set: { '': 1 } }, 40352],
    [{ $set: { a: 1, 'a.b': 1 } }, 40176],
    [{ $set: { 'a.b': 1, a: 1 } }, 40176],
    [{ $set: { a: { 'b.c': 1 } } }, 40183],
    [{ $set: { a: { $add: [1], $multiply: [1] } } }, 40181],
    [{ $set: { a: { $frobnicate: 1 } } }, 168],
    [{ $sort: { 'a.': 1 } }, 40353],
    [{ $sort: { $a: 1 } }, 16410],
    [{ $unset: 1 }, 31002],
    [{ $unset: [] }, 31119],
    [{ $unset: [1] }, 31120],
    [{ $replaceRoot: 1 }, 40229],
    [{ $replaceRoot: {} }, 40414],
    [{ $replaceRoot: { newRoot: '$a', also: 1 } }, 40415],
    [{ $sort: 1 }, 15973],
    [{ $sort: {} }, 15976],
    [{ $sort: { a: 2 } }, 15975],
    [{ $sort: { a: 'x' } }, 15974],
    [{ $sort: { a: { $frobnicate: 1 } } }, 17312],
    [{ $limit: 0 }, 15958],
    [{ $limit: -1 }, 5107201],
    [{ $limit: 1.5 }, 5107201],
    [{ $limit: 'x' }, 5107201],
    [{ $skip: -1 }, 5107200],
    [{ $skip: 1.5 }, 5107200],
    [{ $count: 1 }, 40156],
    [{ $count: '' }, 40157],
    [{ $count: '$a' }, 40158],
    [{ $count: 'a.b' }, 40160],
    [{ $sample: 1 }, 28745],
    [{ $sample: { size: 'x' } }, 28746],
    [{ $sample: { size: 0 } }, 28747],
    [{ $sample: { size: 1, also: 1 } }, 28748],
    [{ $sample: {} }, 28749],
    [{ $unwind: 1 }, 15981],
    [{ $unwind: { path: 1 } }, 28808],
    [{ $unwind: { path: '$a', preserveNullAndEmptyArrays: 1 } }, 28809],
    [{ $unwind: { path: '$a', includeArrayIndex: 1 } }, 28810],
    [{ $unwind: { path: '$a', also: 1 } }, 28811],
    [{ $unwind: {} }, 28812],
    [{ $unwind: 'a' }, 28818],
    [{ $unwind: { path: '$a', includeArrayIndex: '$b' } }, 28822],
    [{ $group: 1 }, 15947],
    [{ $group: { n: { $sum: 1 } } }, 15955],
    [group({ s: { $sum: ['$v', 1] } }), 40237],
    [group({ s: 1 }), 40234],
    [group({ s: { x: 1 } }), 40234],
    [group({ s: { $sum: 1, $avg: 1 } }), 40238],
    [group({ s: { $frobnicate: 1 } }), 15952],
    [group({ 's.t': { $sum: 1 } }), 40235],
    [group({ $s: { $sum: 1 } }), 40236],
    [group({ s: { $count: 1 } }), 9],
    [group({ s: { $firstN: { input: '$a' } } }), 5787906],
    [group({ s: { $firstN: { input: '$a', n: 1, also: 1 } } }), 5787901],
    [group({ s: { $topN: { sortBy: { a: 1 }, output: 1 } } }), 5788003],
    [group({ s: { $top: { sortBy: 1, output: 1 } } }), 10065],
    [group({ s: { $percentile: { input: '$a', p: [2], method: 'approximate' } } }), 7750303],
    [group({ s: { $percentile: { input: '$a', p: [], method: 'approximate' } } }), 7750301],
    [{ $sortByCount: 1 }, 40149],
    [{ $sortByCount: 'a' }, 40148],
    [{ $sortByCount: { a: 1 } }, 40147],
    [{ $bucket: 1 }, 40201],
    [{ $bucket: { groupBy: '$a' } }, 40198],
    [{ $bucket: { groupBy: 1, boundaries: [1, 2] } }, 40202],
    [{ $bucket: { groupBy: '$a', boundaries: 1 } }, 40200],
    [{ $bucket: { groupBy: '$a', boundaries: [1] } }, 40192],
    [{ $bucket: { groupBy: '$a', boundaries: [1, 'x'] } }, 40193],
    [{ $bucket: { groupBy: '$a', boundaries: [2, 1] } }, 40194],
    [{ $bucket: { groupBy: '$a', boundaries: [1, 3], default: 2 } }, 40199],
    [{ $bucket: { groupBy: '$a', boundaries: [1, 3], output: 1 } }, 40196],
    [{ $bucket: { groupBy: '$a', boundaries: [1, 3], also: 1 } }, 40197],
    [{ $bucketAuto: 1 }, 40240],
    [{ $bucketAuto: { groupBy: '$a', buckets: 'x' } }, 40241],
    [{ $bucketAuto: { groupBy: '$a', buckets: 1.5 } }, 40242],
    [{ $bucketAuto: { groupBy: '$a', buckets: 0 } }, 40243],
    [{ $bucketAuto: { groupBy: '$a', buckets: 1, also: 1 } }, 40245],
    [{ $bucketAuto: { groupBy: '$a' } }, 40246],
    [{ $lookup: 1 }, 9],
    [{ $lookup: { ...lookup, also: 1 } }, 9],
    [{ $lookup: { from: 'a', localField: 'x', foreignField: 'y' } }, 9],
    [{ $lookup: { from: 'a', localField: 'x', as: 'z' } }, 9],
    [{ $lookup: { from: 'a', as: 'z' } }, 9],
    [{ $lookup: { ...lookup, from: 1 } }, 9],
    [{ $lookup: { ...lookup, let: { a: 1 } } }, 9],
    [{ $lookup: { ...lookup, as: '$z' } }, 16410],
    [{ $lookup: { from: 'a', as: 'z', pipeline: [{ $out: 'x' }] } }, 51047],
    [{ $lookup: { from: 'a', as: 'z', pipeline: [{ $match: { $expr: '$$nobody' } }] } }, 17276],
    [{ $graphLookup: {} }, 40105],
    [{ $graphLookup: { also: 1 } }, 40104],
    [{ $facet: {} }, 40169],
    [{ $facet: { a: 1 } }, 40170],
    [{ $facet: { a: [{ $facet: { b: [] } }] } }, 40600],
    [{ $facet: { a: [{ $out: 'x' }] } }, 40600],
    [{ $facet: { 'a.b': [] } }, 16412],
    [{ $facet: { '': [] } }, 15998],
    [{ $facet: { a: [1] } }, 40171],
    [{ $unionWith: 1 }, 9],
    [{ $unionWith: { coll: 'a', also: 1 } }, 40415],
    [{ $unionWith: { coll: 'a', pipeline: [{ $out: 'x' }] } }, 31441],
    [{ $setWindowFields: {} }, 40414],
    [{ $setWindowFields: { output: { a: { $frobnicate: 1 } } } }, 9],
    [{ $setWindowFields: { output: { a: { $rank: {} } } } }, 5371602],
    [{ $setWindowFields: { sortBy: { a: 1 }, output: { a: { $rank: 1 } } } }, 5371603],
    [
      {
        $setWindowFields: {
          sortBy: { a: 1 },
          output: { a: { $sum: 1, window: { documents: [1, 0] } } },
        },
      },
      5339900,
    ],
    [{ $densify: {} }, 40414],
    [{ $densify: { field: 'a', range: { step: 0, bounds: 'full' } } }, 5733401],
    [{ $densify: { field: 'a', range: { step: 1, bounds: [2, 1] } } }, 5733402],
    [{ $fill: { output: { a: { method: 'locf' } } } }, 6050203],
    [{ $fill: { output: { a: { method: 'guess' } } } }, 6050202],
    [{ $fill: { output: { a: {} } } }, 6050201],
  ])('%j', (stage, code) => {
    expect(pipelineRefusal([stage])).toBe(code);
    expect(pipelineRefusal([{ $match: { none: 1 } }, stage])).toBe(code);
  });

  it('takes whole numbers of any type and size', () => {
    expect(pipelineRefusal([{ $limit: 2 ** 53 }, { $skip: 1 }])).toBe('no error: []');
  });

  it.each(['$search', '$vectorSearch', '$indexStats', '$collStats', '$changeStream', '$currentOp'])(
    'says that %s needs a server',
    (name) => {
      expect(pipelineRefusal([{ [name]: {} }])).toContain(`stage <${name}> not available offline`);
    },
  );

  it('says that scripts are not run', () => {
    const script = {
      $accumulator: { init: 'x', accumulate: 'x', accumulateArgs: [], merge: 'x', lang: 'js' },
    };
    expect(pipelineRefusal([group({ s: script })])).toContain('not available offline');
  });
});

describe('stages that write', () => {
  it.each<[object[], string]>([
    [[{ $out: 'x' }, { $limit: 1 }], '40601'],
    [[{ $out: 1 }], '16990'],
    [[{ $out: { coll: 'x', also: 1 } }], '40415'],
    [[{ $merge: 1 }], '51182'],
    [[{ $merge: {} }], '40414'],
    [[{ $merge: { into: 1 } }], '51178'],
    [[{ $merge: { into: 'x', also: 1 } }], '40415'],
    [[{ $merge: { into: 'x', on: [] } }], '51187'],
    [[{ $merge: { into: 'x', on: 1 } }], '51186'],
    [[{ $merge: { into: 'x', on: [1] } }], '51134'],
    [[{ $merge: { into: 'x', whenMatched: 'guess' } }], 'BadValue'],
    [[{ $merge: { into: 'x', whenMatched: 'merge', let: { a: 1 } } }], '51199'],
    [[{ $merge: { into: 'x', whenMatched: [{ $limit: 1 }] } }], 'InvalidOptions'],
    [[{ $merge: { into: 'x', whenNotMatched: 'guess' } }], 'BadValue'],
  ])('refuse %j', async (pipeline, code) => {
    await using room = openRoom();
    await expect(room.ask('aggregate', { pipeline })).rejects.toThrow(code);
    expect(await room.ask('getCollectionNames')).toEqual([]);
  });

  it('say what was met, or was not', async () => {
    await using room = openRoom();
    await room.put([{ _id: 1 }]);
    const merge = (how: object): Promise<unknown> =>
      room.ask('aggregate', { pipeline: [{ $merge: { into: 'target', ...how } }] });
    await expect(merge({ whenNotMatched: 'fail' })).rejects.toThrow('(Location13113)');
    await merge({});
    await expect(merge({ whenMatched: 'fail' })).rejects.toThrow('(DuplicateKey)');
    await expect(merge({ on: 'none' })).rejects.toThrow('(Location51132)');
  });
});
