import { describe, expect, it } from 'vitest';
import { FIELD_SHAPES, TOP_SHAPES } from '../../../../main/apps/documents/query/shapes.ts';
import { allBut, NUMBERS, ONE_OF_EACH, type TypeName } from '../bson-types.ts';
import { codeOf, found } from '../language.ts';

type Cell = TypeName | 'null';
const GRID: readonly Cell[] = [...(Object.keys(ONE_OF_EACH) as TypeName[]), 'null'];
const sampleOf = (type: Cell): unknown => (type === 'null' ? null : ONE_OF_EACH[type]);

type Row = [name: string, code: number, taken: readonly Cell[], right: readonly unknown[]];

const TAKEN = 'no error: []';

/** The code of the server for an operand of another type, the types it takes, and right operands. */
const FIELD: readonly Row[] = [
  ['$in', 2, ['array'], [[], [1, 'a', null, [1]], [{ a: 1 }]]],
  ['$nin', 2, ['array'], [[], [1]]],
  ['$all', 2, ['array'], [[], [1], [{ $elemMatch: { a: 1 } }]]],
  [
    '$mod',
    2,
    ['array'],
    [
      [2, 0],
      [2.9, 1.2],
      [-3, 0],
    ],
  ],
  ['$size', 2, ['int', 'long'], [0, 3, 2.0]],
  ['$elemMatch', 2, ['object'], [{}, { a: 1 }, { $gt: 1 }, { $or: [{ a: 1 }] }]],
  ['$not', 2, ['regex'], [{ $gt: 1 }, { $regex: 'a' }, { $not: { $eq: 1 } }]],
  ['$regex', 2, ['string', 'regex'], ['', '^a']],
  ['$bitsAllSet', 2, ['int', 'long', 'binData', 'array'], [0, [], [0, 63]]],
  ['$bitsAnySet', 2, ['int', 'long', 'binData', 'array'], [5]],
  ['$bitsAllClear', 2, ['int', 'long', 'binData', 'array'], [5]],
  ['$bitsAnyClear', 2, ['int', 'long', 'binData', 'array'], [5]],
  ['$ne', 2, allTypesBut('regex'), [{ a: 1 }, null]],
  ['$gt', 2, allTypesBut('regex'), [null, [1]]],
  ['$gte', 2, allTypesBut('regex'), [null]],
  ['$lt', 2, allTypesBut('regex'), [null]],
  ['$lte', 2, allTypesBut('regex'), [null]],
  ['$eq', 2, allTypesBut(), [null]],
  ['$exists', 2, allTypesBut(), [true, 0, null]],
];

const TOP: readonly Row[] = [
  ['$and', 2, [], [[{}], [{ a: 1 }]]],
  ['$or', 2, [], [[{}], [{ a: 1 }, { b: 1 }]]],
  ['$nor', 2, [], [[{}]]],
  ['$jsonSchema', 14, [], [{}, { required: ['a'] }]],
  ['$sampleRate', 2, [], [0, 1, 0.5]],
  ['$alwaysTrue', 9, [], [1]],
  ['$alwaysFalse', 9, [], [1]],
  ['$text', 2, [], [{ $search: 'a' }, { $search: 'a', $language: 'none', $caseSensitive: true }]],
  ['$comment', 2, allTypesBut(), ['why']],
];

function allTypesBut(...names: readonly TypeName[]): Cell[] {
  return [...allBut(...names).map(([name]) => name), 'null'];
}

/** Of the types that are not taken, those that are refused for their value, with another code. */
const BY_VALUE: Readonly<Record<string, readonly [Cell, number][]>> = {
  $bitsAllSet: [
    ['double', 9],
    ['decimal', 9],
  ],
  $bitsAnySet: [
    ['double', 9],
    ['decimal', 9],
  ],
  $bitsAllClear: [
    ['double', 9],
    ['decimal', 9],
  ],
  $bitsAnyClear: [
    ['double', 9],
    ['decimal', 9],
  ],
  $jsonSchema: [['object', 9]],
};

const cells = (rows: readonly Row[]) =>
  rows.flatMap(([name, code, taken]) =>
    GRID.map((type) => {
      const byValue = BY_VALUE[name]?.find(([other]) => other === type)?.[1];
      return [name, type, taken.includes(type) ? TAKEN : String(byValue ?? code)] as const;
    }),
  );

const outcome = (query: object): string => String(codeOf(() => found(query, [])));

describe('the operand of an operator of a field', () => {
  it.each(cells(FIELD))('%s beside one of type %s', (name, type, expected) => {
    const query = { a: { [name]: sampleOf(type) } };
    expect(outcome(query)).toBe(expected);
    // Wherever it stands, it is read before there is a document.
    expect(outcome({ $or: [{ b: 1 }, query] })).toBe(outcome(query));
    expect(outcome({ l: { $elemMatch: query } })).toBe(outcome(query));
  });

  it.each(FIELD.flatMap(([name, , , right]) => right.map((one) => [name, one] as const)))(
    '%s takes %j',
    (name, one) => {
      expect(outcome({ a: { [name]: one } })).toBe(TAKEN);
    },
  );

  it('has a row for each, or a test of its own', () => {
    const elsewhere = /^\$(?:type|options|geo\w+|within|near\w*|maxDistance|minDistance)$/;
    const names = FIELD.map(([name]) => name);
    expect(
      Object.keys(FIELD_SHAPES).filter((name) => !names.includes(name) && !elsewhere.test(name)),
    ).toEqual([]);
  });
});

describe('the operand of an operator at the top', () => {
  it.each(cells(TOP))('%s beside one of type %s', (name, type, expected) => {
    expect(outcome({ [name]: sampleOf(type) })).toBe(expected);
  });

  it.each(TOP.flatMap(([name, , , right]) => right.map((one) => [name, one] as const)))(
    '%s takes %j',
    (name, one) => {
      expect(outcome({ [name]: one })).toBe(TAKEN);
    },
  );

  it('has a row for each, or a test of its own', () => {
    const names = TOP.map(([name]) => name);
    expect(
      Object.keys(TOP_SHAPES).filter((name) => !names.includes(name) && name !== '$expr'),
    ).toEqual([]);
  });
});

describe('operators in each other’s places', () => {
  it.each(Object.keys(FIELD_SHAPES))('%s does not stand at the top', (name) => {
    expect(outcome({ [name]: 1 })).toBe('2');
  });
  it.each(Object.keys(TOP_SHAPES))('%s does not stand below a field', (name) => {
    expect(outcome({ a: { [name]: 1 } })).toBe('2');
    expect(outcome({ a: { $gt: 1, [name]: 1 } })).toBe('2');
  });
});

describe('$type', () => {
  it.each(allBut('string', ...NUMBERS, 'array'))('refuses one of type %s', (_type, operand) => {
    expect(outcome({ a: { $type: operand } })).toBe('14');
  });
  it.each(['int', 'number', 2, -1, 127, ['string', 2], ['number']])('takes %j', (operand) => {
    expect(outcome({ a: { $type: operand } })).toBe(TAKEN);
  });
  it.each([0, 1.5, 20, 'Int', '', ['int', 'nothing']])('refuses %j', (operand) => {
    expect(outcome({ a: { $type: operand } })).toBe('2');
  });
});

describe('geo operators', () => {
  const $geometry = { type: 'Point', coordinates: [1, 2] };
  const square = [
    [0, 0],
    [0, 1],
    [1, 1],
    [0, 0],
  ];
  const polygon = { type: 'Polygon', coordinates: [square] };
  it.each(['$geoWithin', '$within', '$geoIntersects'])('%s takes an object only', (name) => {
    for (const [, operand] of allBut('object'))
      expect(outcome({ a: { [name]: operand } })).toBe('2');
  });
  it.each(['$near', '$nearSphere'])('%s takes an array or object only', (name) => {
    for (const [, operand] of allBut('object', 'array'))
      expect(outcome({ a: { [name]: operand } })).toBe('2');
  });
  it.each([
    [{ $near: { $geometry, $maxDistanse: 5 } }],
    [{ $near: { $geometry, $maxDistance: '5' } }],
    [{ $near: { $geometry, $minDistance: null } }],
    [{ $near: { $geometry: 1 } }],
    [{ $near: [1, 2], $maxDistance: '5' }],
    [{ $maxDistance: 5 }],
    [{ $geoWithin: { $geometry: polygon, $box: square } }],
    [{ $geoWithin: { $sphere: square } }],
    [{ $geoWithin: {} }],
    [{ $geoIntersects: { $geometry, $maxDistance: 5 } }],
    [{ $geoIntersects: {} }],
  ])('refuse %j', (operand) => {
    expect(outcome({ a: operand })).toBe('2');
  });
  it.each([
    [{ $near: { $geometry, $maxDistance: 5, $minDistance: 1 } }],
    [{ $nearSphere: [1, 2], $maxDistance: 0.5 }],
    [{ $near: { x: 1, y: 2 } }],
    [{ $geoWithin: { $geometry: polygon } }],
    [
      {
        $geoWithin: {
          $box: [
            [0, 0],
            [1, 1],
          ],
          $uniqueDocs: true,
        },
      },
    ],
    [{ $geoIntersects: { $geometry } }],
  ])('take %j', (operand) => {
    expect(outcome({ a: operand })).toBe(TAKEN);
  });
  it('that sort by distance stand at the top only', () => {
    const near = { a: { $near: [0, 0] } };
    expect(outcome({ $and: [near, { b: 1 }] })).toBe(TAKEN);
    expect(outcome({ $or: [near, { b: 1 }] })).toBe('2');
    expect(outcome({ $nor: [{ $and: [near] }] })).toBe('2');
  });
});
