import { Double } from 'bson';
import { describe, expect, it } from 'vitest';
import { codeOf, found, piped, pipelineRefusal } from '../language.ts';
import { openRoom } from '../room.ts';

const point = (lng: number, lat: number): object => ({ type: 'Point', coordinates: [lng, lat] });
const square = (from: number, to: number): number[][] => [
  [from, from],
  [to, from],
  [to, to],
  [from, to],
  [from, from],
];

const CITIES = [
  { _id: 'Berlin', at: point(13.405, 52.52) },
  { _id: 'Potsdam', at: point(13.0645, 52.3906) },
  { _id: 'Paris', at: point(2.3522, 48.8566) },
  { _id: 'nowhere', at: 'here' },
  { _id: 'none' },
];

describe('places', () => {
  it.each([
    [
      'within a circle',
      { $geoWithin: { $centerSphere: [[13.4, 52.5], 40 / 6378.1] } },
      ['Berlin', 'Potsdam'],
    ],
    [
      'within a box',
      {
        $geoWithin: {
          $box: [
            [0, 40],
            [10, 50],
          ],
        },
      },
      ['Paris'],
    ],
    [
      'within a polygon',
      {
        $geoWithin: {
          $polygon: [
            [13, 52],
            [14, 52],
            [14, 53],
            [13, 53],
          ],
        },
      },
      ['Berlin', 'Potsdam'],
    ],
    ['within a circle of the plane', { $geoWithin: { $center: [[2, 48], 2] } }, ['Paris']],
    [
      'within a geometry',
      { $geoWithin: { $geometry: { type: 'Polygon', coordinates: [square(0, 50)] } } },
      ['Paris'],
    ],
    [
      'not in a hole',
      {
        $geoWithin: {
          $geometry: { type: 'Polygon', coordinates: [square(0, 60), square(13, 53).toReversed()] },
        },
      },
      ['Paris'],
    ],
    [
      'near',
      { $near: { $geometry: point(13.4, 52.5), $maxDistance: 40_000 } },
      ['Berlin', 'Potsdam'],
    ],
    [
      'not too near',
      { $near: { $geometry: point(13.4, 52.5), $minDistance: 5000, $maxDistance: 40_000 } },
      ['Potsdam'],
    ],
    ['near on the plane', { $near: [13.4, 52.5], $maxDistance: 0.1 }, ['Berlin']],
    ['near in radians', { $nearSphere: [13.4, 52.5], $maxDistance: 0.01 }, ['Berlin', 'Potsdam']],
    [
      'at a place',
      {
        $geoIntersects: {
          $geometry: {
            type: 'MultiPoint',
            coordinates: [
              [13.405, 52.52],
              [0, 0],
            ],
          },
        },
      },
      ['Berlin'],
    ],
  ])('%s', (_name, condition, expected) => {
    expect(found({ at: condition }, CITIES)).toEqual(expected);
  });

  it('knows lines and areas that cross', () => {
    const areas = [
      { _id: 'crossed', at: { type: 'Polygon', coordinates: [square(0, 4)] } },
      { _id: 'apart', at: { type: 'Polygon', coordinates: [square(10, 12)] } },
      {
        _id: 'line',
        at: {
          type: 'LineString',
          coordinates: [
            [-2, -2],
            [2, 2],
          ],
        },
      },
    ];
    const line = {
      type: 'LineString',
      coordinates: [
        [-1, 1],
        [5, 1],
      ],
    };
    expect(found({ at: { $geoIntersects: { $geometry: line } } }, areas)).toEqual([
      'crossed',
      'line',
    ]);
    const around = { type: 'Polygon', coordinates: [square(-5, 5)] };
    expect(found({ at: { $geoWithin: { $geometry: around } } }, areas)).toEqual([
      'crossed',
      'line',
    ]);
  });

  it('takes pairs of numbers, in lists too', () => {
    const box = {
      $geoWithin: {
        $box: [
          [0, 0],
          [2, 2],
        ],
      },
    };
    const documents = [
      { _id: 1, p: [1, 1] },
      { _id: 2, p: { lng: 1, lat: 3 } },
      { _id: 3, p: [new Double(0.5), 2] },
    ];
    expect(found({ p: box }, documents)).toEqual([1, 3]);
  });

  it.each([
    ['no shape', { $geoIntersects: {} }],
    [
      'a shape that is none',
      { $geoIntersects: { $geometry: { type: 'Blob', coordinates: [0, 0] } } },
    ],
    ['a place off the earth', { $geoIntersects: { $geometry: point(181, 0) } }],
    [
      'a text for a number',
      { $geoIntersects: { $geometry: { type: 'Point', coordinates: ['1', 2] } } },
    ],
    [
      'a ring that is open',
      {
        $geoIntersects: { $geometry: { type: 'Polygon', coordinates: [square(0, 1).slice(0, 4)] } },
      },
    ],
    [
      'a ring that crosses itself',
      {
        $geoIntersects: {
          $geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [1, 1],
                [1, 0],
                [0, 1],
                [0, 0],
              ],
            ],
          },
        },
      },
    ],
    [
      'a hole outside',
      {
        $geoWithin: { $geometry: { type: 'Polygon', coordinates: [square(0, 1), square(-1, 2)] } },
      },
    ],
    ['an area without a surface', { $geoWithin: { $geometry: point(0, 0) } }],
    ['a radius below zero', { $geoWithin: { $center: [[0, 0], -1] } }],
    ['a distance that is none', { $near: { $geometry: point(0, 0), $maxDistance: 'far' } }],
    ['an unknown area', { $geoWithin: { $blob: [] } }],
  ])('refuses %s', (_name, condition) => {
    expect(codeOf(() => found({ at: condition }, CITIES))).toBe(2);
  });
});

describe('$geoNear', () => {
  const near = { near: point(13.4, 52.5), distanceField: 'far.metres', spherical: true };

  it('sorts by distance, and tells it', () => {
    const result = piped(
      [{ $geoNear: { ...near, maxDistance: 1_000_000 } }, { $project: { far: 1 } }],
      CITIES,
    );
    expect(result).toEqual([
      { _id: 'Berlin', far: { metres: expect.closeTo(2252, -1) } },
      { _id: 'Potsdam', far: { metres: expect.closeTo(25_790, -2) } },
      { _id: 'Paris', far: { metres: expect.closeTo(878_000, -4) } },
    ]);
  });

  it('takes a query, a factor, a key and the place', () => {
    const spec = {
      ...near,
      key: 'at',
      query: { _id: 'Paris' },
      distanceMultiplier: 0.001,
      includeLocs: 'loc',
    };
    const stages = [
      { $geoNear: spec },
      { $project: { 'far.metres': 1, loc: 1, d: { $meta: 'geoNearDistance' } } },
    ];
    expect(piped(stages, CITIES)).toEqual([
      {
        _id: 'Paris',
        far: { metres: expect.closeTo(878, -1) },
        loc: point(2.3522, 48.8566),
        d: expect.closeTo(878, -1),
      },
    ]);
  });

  it.each([
    [[{ $match: {} }, { $geoNear: near }], 40603],
    [[{ $geoNear: {} }], 5860400],
    [[{ $geoNear: { near: 1 } }], 5860401],
    [[{ $geoNear: { ...near, distanceField: 1 } }], 16606],
    [[{ $geoNear: { ...near, includeLocs: 1 } }], 16607],
    [[{ $geoNear: { ...near, frobnicate: 1 } }], 40415],
    [[{ $match: { at: { $near: [0, 0] } } }], 5626500],
    [[{ $facet: { a: [{ $geoNear: near }] } }], 40600],
  ])('refuses %j', (pipeline, code) => {
    expect(pipelineRefusal(pipeline)).toBe(code);
  });
});

it('finds the nearest first, from the store too', async () => {
  await using room = openRoom();
  await room.put(CITIES.toReversed());
  const query = { at: { $near: { $geometry: point(13.4, 52.5) } } };
  const projection = { _id: 1 };
  expect(await room.ask('find', { query, projection })).toEqual([
    { _id: 'Berlin' },
    { _id: 'Potsdam' },
    { _id: 'Paris' },
  ]);
  expect(await room.ask('findOne', { query, projection })).toEqual({ _id: 'Berlin' });
  expect(await room.ask('find', { query, projection, sort: { _id: -1 }, limit: 1 })).toEqual([
    { _id: 'Potsdam' },
  ]);
});
