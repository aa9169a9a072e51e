import { describe, expect, it } from 'vitest';
import { allBut } from '../bson-types.ts';
import { evaluated, refusal } from '../language.ts';

describe('arrays, sets and objects', () => {
  const document = { l: ['p', 'q', 'p'], o: { a: 1, b: 2 }, 'a.b': 4 };

  it.each([
    [{ $indexOfArray: ['$l', 'p', 1] }, 2],
    [{ $indexOfArray: ['$l', 'q', 0, 1] }, -1],
    [{ $indexOfArray: ['$none', 'q'] }, null],
    [{ $slice: ['$l', 0, null] }, null],
    [{ $slice: ['$l', -2] }, ['q', 'p']],
    [{ $slice: ['$l', 1, 5] }, ['q', 'p']],
    [{ $slice: ['$l', -9, 2] }, ['p', 'q']],
    [{ $arrayElemAt: ['$l', -1] }, 'p'],
    [{ $arrayElemAt: ['$l', 9] }, undefined],
    [{ $arrayElemAt: ['$l', null] }, null],
    [{ $first: '$l' }, 'p'],
    [{ $last: '$none' }, null],
    [{ $firstN: { n: 2, input: '$l' } }, ['p', 'q']],
    [{ $lastN: { n: 9, input: '$l' } }, ['p', 'q', 'p']],
    [{ $maxN: { n: 2, input: [1, null, 3, 2] } }, [3, 2]],
    [{ $minN: { n: 1, input: [] } }, []],
    [{ $range: [0, 10, 3] }, [0, 3, 6, 9]],
    [{ $range: [3, 0, -1] }, [3, 2, 1]],
    [{ $range: [0, 5, -1] }, []],
    [{ $reverseArray: '$l' }, ['p', 'q', 'p']],
    [{ $concatArrays: [['a'], '$none'] }, null],
    [{ $in: ['q', '$l'] }, true],
    [{ $zip: { inputs: [[1, 2], ['a']] } }, [[1, 'a']]],
    [
      { $zip: { inputs: [[1, 2], ['a']], useLongestLength: true, defaults: [0, 'z'] } },
      [
        [1, 'a'],
        [2, 'z'],
      ],
    ],
    [{ $filter: { input: [1, 2, 3], cond: { $gt: ['$$this', 1] }, limit: 1 } }, [2]],
    [{ $filter: { input: null, cond: true } }, null],
    [{ $map: { input: [1, 2], as: 'n', in: { $add: ['$$n', 1] } } }, [2, 3]],
    [
      { $reduce: { input: ['a', 'b'], initialValue: '', in: { $concat: ['$$value', '$$this'] } } },
      'ab',
    ],
    [{ $sortArray: { input: [{ a: 2 }, { a: 1 }], sortBy: { a: 1 } } }, [{ a: 1 }, { a: 2 }]],
    [{ $sortArray: { input: [2, 1, 'x'], sortBy: -1 } }, ['x', 2, 1]],
    [
      {
        $setUnion: [
          [1, 2],
          [2, 3],
        ],
      },
      [1, 2, 3],
    ],
    [{ $setDifference: [[1, 2], [2]] }, [1]],
    [{ $setIntersection: [[1, 2], null] }, null],
    [{ $setIsSubset: [[1], [1, 2]] }, true],
    [
      {
        $setEquals: [
          [1, 2],
          [2, 1, 1],
        ],
      },
      true,
    ],
    [{ $anyElementTrue: [[0, null, 1]] }, true],
    [{ $allElementsTrue: [[]] }, true],
    [
      { $objectToArray: '$o' },
      [
        { k: 'a', v: 1 },
        { k: 'b', v: 2 },
      ],
    ],
    [{ $arrayToObject: [[['a', 1]]] }, { a: 1 }],
    [{ $arrayToObject: [[{ k: 'a', v: 1 }]] }, { a: 1 }],
    [{ $mergeObjects: ['$o', null, { b: 3 }] }, { a: 1, b: 3 }],
    [{ $getField: 'a.b' }, 4],
    [{ $getField: { field: 'a', input: '$o' } }, 1],
    [{ $getField: { field: 'x', input: '$o' } }, undefined],
    [{ $setField: { field: 'x.y', input: '$o', value: 3 } }, { a: 1, b: 2, 'x.y': 3 }],
    [{ $setField: { field: 'a', input: '$o', value: '$$REMOVE' } }, { b: 2 }],
    [{ $unsetField: { field: 'a', input: '$o' } }, { b: 2 }],
    ['$o.a', 1],
    ['$l.0', []],
    ['$$ROOT.o.a', 1],
    [{ $let: { vars: { x: '$o' }, in: '$$x.b' } }, 2],
  ])('%j', (expression, expected) => {
    expect(evaluated(expression, document)).toEqual(expected);
  });

  it.each([
    [{ $indexOfArray: ['$l', 'p', -1] }, 9711601],
    [{ $indexOfArray: ['$l', 'p', 1.5] }, 9711600],
    [{ $arrayElemAt: ['$l', 'x'] }, 28690],
    [{ $arrayElemAt: ['$l', 1.5] }, 28691],
    [{ $slice: ['$l', 'x'] }, 28725],
    [{ $slice: ['$l', 1.5] }, 28726],
    [{ $slice: ['$l', 0, 'x'] }, 28727],
    [{ $slice: ['$l', 0, 1.5] }, 28728],
    [{ $slice: ['$l', 0, 0] }, 28729],
    [{ $range: ['x', 1] }, 34443],
    [{ $range: [1.5, 1] }, 34444],
    [{ $range: [0, 'x'] }, 34445],
    [{ $range: [0, 1.5] }, 34446],
    [{ $range: [0, 1, 'x'] }, 34447],
    [{ $range: [0, 1, 1.5] }, 34448],
    [{ $range: [0, 1, 0] }, 34449],
    [{ $firstN: { n: 0, input: '$l' } }, 7548606],
    [{ $firstN: { n: 'x', input: '$l' } }, 7548606],
    [{ $filter: { input: [1], cond: true, limit: 0 } }, 327392],
    [{ $filter: { input: [1], cond: true, limit: 1.5 } }, 327391],
    [{ $arrayToObject: [[['a', 1], { k: 'b', v: 1 }]] }, 40396],
    [{ $arrayToObject: [[{ k: 'b', v: 1 }, ['a', 1]]] }, 40391],
    [{ $arrayToObject: [[['a']]] }, 40397],
    [{ $arrayToObject: [[[1, 1]]] }, 40395],
    [{ $arrayToObject: [[{ k: 'a' }]] }, 40392],
    [{ $arrayToObject: [[{ k: 'a', w: 1 }]] }, 40393],
    [{ $arrayToObject: [[{ k: 1, v: 1 }]] }, 40394],
    [{ $arrayToObject: [[1]] }, 40398],
  ])('refuses %j', (expression, code) => {
    expect(refusal(expression, document)).toBe(code);
  });

  it.each(allBut('array'))('refuses a %s for an array', (_type, value) => {
    const codes: [object, number][] = [
      [{ $size: '$v' }, 17124],
      [{ $arrayElemAt: ['$v', 0] }, 28689],
      [{ $first: '$v' }, 28689],
      [{ $in: [1, '$v'] }, 40081],
      [{ $indexOfArray: ['$v', 1] }, 40090],
      [{ $concatArrays: ['$v'] }, 28664],
      [{ $reverseArray: '$v' }, 34435],
      [{ $slice: ['$v', 1] }, 28724],
      [{ $map: { input: '$v', in: 1 } }, 16883],
      [{ $filter: { input: '$v', cond: 1 } }, 28651],
      [{ $reduce: { input: '$v', initialValue: 0, in: 1 } }, 40080],
      [{ $sortArray: { input: '$v', sortBy: 1 } }, 2942504],
      [{ $setUnion: ['$v'] }, 17043],
      [{ $setIntersection: ['$v'] }, 17047],
      [{ $setDifference: ['$v', []] }, 17048],
      [{ $setDifference: [[], '$v'] }, 17049],
      [{ $setIsSubset: ['$v', []] }, 17046],
      [{ $setIsSubset: [[], '$v'] }, 17042],
      [{ $setEquals: ['$v', []] }, 17044],
      [{ $anyElementTrue: '$v' }, 17041],
      [{ $allElementsTrue: '$v' }, 17040],
      [{ $arrayToObject: '$v' }, 40386],
    ];
    expect(codes.map(([expression]) => refusal(expression, { v: value }))).toEqual(
      codes.map(([, code]) => code),
    );
  });

  it.each(allBut('object'))('refuses a %s for an object', (_type, value) => {
    expect(refusal({ $objectToArray: '$v' }, { v: value })).toBe(40390);
    expect(refusal({ $mergeObjects: [{}, '$v'] }, { v: value })).toBe(40400);
    expect(refusal({ $setField: { field: 'a', input: '$v', value: 1 } }, { v: value })).toBe(
      4161105,
    );
  });
});
