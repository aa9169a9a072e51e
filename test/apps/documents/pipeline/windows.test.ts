import { describe, expect, it } from 'vitest';
import { piped, pipelineRefusal } from '../language.ts';

const SALES = [
  { _id: 1, who: 'ann', day: 1, n: 4 },
  { _id: 2, who: 'bob', day: 1, n: 1 },
  { _id: 3, who: 'ann', day: 2, n: 6 },
  { _id: 4, who: 'ann', day: 2, n: 2 },
  { _id: 5, who: 'ann', day: 5, n: 8 },
];

/** The new field of ann's sales, by day. */
function ofAnn(output: object): unknown {
  const stage = {
    $setWindowFields: { partitionBy: '$who', sortBy: { day: 1 }, output: { v: output } },
  };
  const rows = piped([stage, { $match: { who: 'ann' } }], SALES) as { v: unknown }[];
  return rows.map(({ v }) => v);
}

describe('$setWindowFields', () => {
  it.each([
    [{ $sum: '$n' }, [20, 20, 20, 20]],
    [{ $sum: '$n', window: { documents: ['unbounded', 'current'] } }, [4, 10, 12, 20]],
    [{ $avg: '$n', window: { documents: [-1, 1] } }, [5, 4, 16 / 3, 5]],
    [{ $push: '$n', window: { documents: [1, 1] } }, [[6], [2], [8], []]],
    [{ $sum: '$n', window: { range: [-1, 0] } }, [4, 12, 12, 8]],
    [{ $max: '$n', window: { range: ['current', 'unbounded'] } }, [8, 8, 8, 8]],
    [{ $first: '$n', window: { documents: ['unbounded', 'unbounded'] } }, [4, 4, 4, 4]],
    [{ $rank: {} }, [1, 2, 2, 4]],
    [{ $denseRank: {} }, [1, 2, 2, 3]],
    [{ $documentNumber: {} }, [1, 2, 3, 4]],
    [{ $shift: { output: '$n', by: -1, default: 'none' } }, ['none', 4, 6, 2]],
    [{ $shift: { output: '$n', by: 1 } }, [6, 2, 8, null]],
    [{ $expMovingAvg: { input: '$n', alpha: 0.5 } }, [4, 5, 3.5, 5.75]],
    [{ $expMovingAvg: { input: '$n', N: 3 } }, [4, 5, 3.5, 5.75]],
    [
      { $integral: { input: '$n' }, window: { documents: ['unbounded', 'current'] } },
      [0, 5, 5, 20],
    ],
    [
      { $derivative: { input: '$n' }, window: { documents: ['unbounded', 'current'] } },
      [null, 2, -2, 1],
    ],
    [{ $covariancePop: ['$day', '$n'] }, [2.5, 2.5, 2.5, 2.5]],
    [{ $topN: { n: 1, sortBy: { n: -1 }, output: '$_id' } }, [[5], [5], [5], [5]]],
  ])('%j', (output, expected) => {
    expect(ofAnn(output)).toEqual(expected);
  });

  it('goes by days of dates', () => {
    const dated = SALES.map(({ day, ...rest }) => ({
      ...rest,
      at: new Date(Date.UTC(2024, 0, day)),
    }));
    const output = { v: { $sum: '$n', window: { range: [-1, 0], unit: 'day' } } };
    const stage = { $setWindowFields: { partitionBy: '$who', sortBy: { at: 1 }, output } };
    expect(piped([stage, { $match: { who: 'ann' } }, { $project: { v: 1 } }], dated)).toEqual([
      { _id: 1, v: 4 },
      { _id: 3, v: 12 },
      { _id: 4, v: 12 },
      { _id: 5, v: 8 },
    ]);
  });

  it('gives documents by partition, in their order', () => {
    const stage = {
      $setWindowFields: { partitionBy: '$who', sortBy: { n: -1 }, output: { r: { $rank: {} } } },
    };
    expect(piped([stage, { $group: { _id: 1, ids: { $push: '$_id' } } }], SALES)).toEqual([
      { _id: 1, ids: [5, 3, 1, 4, 2] },
    ]);
  });

  it('takes no order for none, and no output for nothing', () => {
    const sum = (sortBy: unknown, window: object): unknown =>
      piped([{ $setWindowFields: { sortBy, output: { v: { $sum: '$n', window } } } }], [{ n: 2 }]);
    expect(sum(null, {})).toEqual([{ n: 2, v: 2 }]);
    expect(sum({}, { documents: [-1, 0] })).toEqual([{ n: 2, v: 2 }]);
    expect(piped([{ $setWindowFields: { output: {} } }], [{ n: 2 }])).toEqual([{ n: 2 }]);
  });

  it('refuses ranges over what is no number', () => {
    const output = { v: { $sum: '$n', window: { range: [-1, 0] } } };
    expect(pipelineRefusal([{ $setWindowFields: { sortBy: { who: 1 }, output } }], SALES)).toBe(
      5429414,
    );
    expect(pipelineRefusal([{ $setWindowFields: { sortBy: { n: -1 }, output } }], SALES)).toBe(
      5339902,
    );
  });
});

describe('$densify', () => {
  const at = (day: number, hour = 0): Date => new Date(Date.UTC(2024, 0, day, hour));

  it.each([
    [
      'numbers',
      { field: 'n', range: { step: 2, bounds: 'full' } },
      [{ n: 1 }, { n: 6 }],
      [{ n: 1 }, { n: 3 }, { n: 5 }, { n: 6 }],
    ],
    [
      'numbers between bounds',
      { field: 'n', range: { step: 1, bounds: [2, 4] } },
      [{ n: 1 }, { n: 3 }],
      [{ n: 1 }, { n: 2 }, { n: 3 }],
    ],
    [
      'hours',
      { field: 't', range: { step: 12, unit: 'hour', bounds: 'full' } },
      [{ t: at(1) }, { t: at(2) }],
      [{ t: at(1) }, { t: at(1, 12) }, { t: at(2) }],
    ],
    [
      'months',
      {
        field: 't',
        range: { step: 1, unit: 'month', bounds: [new Date('2024-01-31'), new Date('2024-04-01')] },
      },
      [],
      ['2024-01-31', '2024-02-29', '2024-03-31'].map((text) => ({ t: new Date(text) })),
    ],
    [
      'what has no value',
      { field: 'n', range: { step: 1, bounds: 'full' } },
      [{ x: 1 }, { n: 1 }],
      [{ x: 1 }, { n: 1 }],
    ],
  ])('%s', (_name, operand, documents, expected) => {
    expect(piped([{ $densify: operand }], documents)).toEqual(expected);
  });

  it('fills each partition by itself, or all alike', () => {
    const documents = [
      { p: 'a', n: 1 },
      { p: 'a', n: 3 },
      { p: 'b', n: 5 },
    ];
    const spec = { field: 'n', partitionByFields: ['p'] };
    const of = (bounds: unknown): unknown =>
      piped(
        [
          { $densify: { ...spec, range: { step: 2, bounds } } },
          { $group: { _id: '$p', n: { $push: '$n' } } },
        ],
        documents,
      );
    expect(of('partition')).toEqual([
      { _id: 'a', n: [1, 3] },
      { _id: 'b', n: [5] },
    ]);
    expect(of('full')).toEqual([
      { _id: 'a', n: [1, 3, 5] },
      { _id: 'b', n: [1, 3, 5] },
    ]);
  });

  it('refuses values of another type', () => {
    const range = { step: 1, bounds: 'full' };
    expect(pipelineRefusal([{ $densify: { field: 'n', range } }], [{ n: 'x' }])).toBe(5733201);
    expect(
      pipelineRefusal([{ $densify: { field: 'n', range: { ...range, unit: 'day' } } }], [{ n: 1 }]),
    ).toBe(6053600);
  });
});

describe('$fill', () => {
  const documents = [{ t: 1, v: 2 }, { t: 2 }, { t: 4, v: 8 }, { t: 5, v: null }];

  it.each([
    [{ value: 0 }, [2, 0, 8, 0]],
    [{ value: { $multiply: ['$t', 10] } }, [2, 20, 8, 50]],
    [{ method: 'locf' }, [2, 2, 8, 8]],
    [{ method: 'linear' }, [2, 4, 8, null]],
  ])('%j', (how, expected) => {
    const result = piped([{ $fill: { sortBy: { t: 1 }, output: { v: how } } }], documents);
    expect((result as { v: unknown }[]).map(({ v }) => v)).toEqual(expected);
  });

  it('fills each partition by itself', () => {
    const rows = [
      { p: 1, t: 1, v: 5 },
      { p: 2, t: 1 },
      { p: 1, t: 2 },
    ];
    const stage = {
      $fill: { partitionByFields: ['p'], sortBy: { t: 1 }, output: { v: { method: 'locf' } } },
    };
    expect(piped([stage], rows)).toEqual([
      { p: 1, t: 1, v: 5 },
      { p: 1, t: 2, v: 5 },
      { p: 2, t: 1, v: null },
    ]);
  });
});

describe('groups', () => {
  const rows = [3, 1, 2, null].map((n, _id) => ({ _id, n }));
  it.each([
    [{ $topN: { n: 2, sortBy: { n: -1 }, output: '$n' } }, [3, 2]],
    [{ $bottomN: { n: 2, sortBy: { n: -1 }, output: '$n' } }, [1, null]],
    [{ $top: { sortBy: { n: -1 }, output: ['$n', '$_id'] } }, [3, 0]],
    [{ $bottom: { sortBy: { n: 1 }, output: '$n' } }, 3],
    [{ $firstN: { n: 2, input: '$n' } }, [3, 1]],
    [{ $lastN: { n: 2, input: '$n' } }, [2, null]],
    [{ $maxN: { n: 2, input: '$n' } }, [3, 2]],
    [{ $minN: { n: 9, input: '$n' } }, [1, 2, 3]],
    [{ $median: { input: '$n', method: 'approximate' } }, 2],
    [{ $percentile: { input: '$n', p: [0, 1], method: 'approximate' } }, [1, 3]],
    [{ $count: {} }, 4],
    [{ $sum: 1 }, 4],
    [{ $stdDevPop: '$n' }, expect.closeTo(Math.sqrt(2 / 3))],
  ])('%j', (accumulator, expected) => {
    const [result] = piped([{ $group: { _id: null, v: accumulator } }], rows) as [{ v: unknown }];
    expect(result.v).toEqual(expected);
  });

  it('takes how many from the group itself', () => {
    const n = { $cond: [{ $eq: ['$_id', 'a'] }, 1, 2] };
    const stage = { $group: { _id: '$k', v: { $firstN: { n, input: '$n' } } } };
    const documents = ['a', 'a', 'b', 'b'].map((k, i) => ({ k, n: i }));
    expect(piped([stage], documents)).toEqual([
      { _id: 'a', v: [0] },
      { _id: 'b', v: [2, 3] },
    ]);
  });

  it('makes about as many buckets as are asked for', () => {
    const of = (values: unknown[], buckets: number): unknown =>
      piped(
        [{ $bucketAuto: { groupBy: '$n', buckets, output: { all: { $push: '$n' } } } }],
        values.map((n) => ({ n })),
      );
    expect(of([1, 2, 3, 4], 2)).toEqual([
      { _id: { min: 1, max: 3 }, all: [1, 2] },
      { _id: { min: 3, max: 4 }, all: [3, 4] },
    ]);
    expect(of([1, 1, 1, 2], 2)).toEqual([
      { _id: { min: 1, max: 2 }, all: [1, 1, 1] },
      { _id: { min: 2, max: 2 }, all: [2] },
    ]);
    expect(of([], 3)).toEqual([]);
  });

  it('joins other collections below, and documents of the pipeline itself', () => {
    const others = { b: [{ _id: 1 }, { _id: 2 }] };
    expect(
      piped(
        [{ $unionWith: { coll: 'b', pipeline: [{ $match: { _id: 2 } }] } }],
        [{ _id: 0 }],
        others,
      ),
    ).toEqual([{ _id: 0 }, { _id: 2 }]);
    expect(piped([{ $unionWith: { pipeline: [{ $documents: [{ a: 1 }] }] } }], [])).toEqual([
      { a: 1 },
    ]);
  });
});

describe('$redact', () => {
  const document = {
    _id: 1,
    level: 1,
    in: { level: 5, x: 1 },
    list: [{ level: 1 }, [{ level: 5 }, { level: 2 }], 'text'],
  };
  const below = (path: string): object => ({
    $redact: { $cond: [{ $gt: [path, 3] }, '$$PRUNE', '$$DESCEND'] },
  });

  it('prunes documents, in arrays of arrays too', () => {
    expect(piped([below('$level')], [document])).toEqual([
      { _id: 1, level: 1, list: [{ level: 1 }, [{ level: 2 }], 'text'] },
    ]);
  });

  it('knows the whole document by $$ROOT, and the one it looks at by $$CURRENT', () => {
    expect(piped([below('$$ROOT.level')], [document])).toEqual([document]);
    expect(piped([below('$$CURRENT.level')], [document])).toEqual(
      piped([below('$level')], [document]),
    );
  });

  it('refuses anything but its three answers', () => {
    expect(pipelineRefusal([{ $redact: 'maybe' }], [document])).toBe(17053);
  });
});
