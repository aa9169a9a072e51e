import { describe, expect, it } from 'vitest';
import { codeOf, piped, pipelineRefusal, projected } from '../language.ts';

const ID = { x: 1, y: 2 };
const document = {
  _id: ID,
  t: 1,
  l: [1, 2, 3],
  o: { a: 1, b: 2 },
  rows: [{ a: 1, b: 1 }, { a: 2 }, 5],
};

describe('projections of find', () => {
  it.each([
    [
      { t: 1, l: { $slice: 2 } },
      { _id: { x: 1, y: 2 }, t: 1, l: [1, 2] },
    ],
    [{ l: { $slice: -1 } }, { ...document, l: [3] }],
    [
      { t: 0, l: { $slice: [1, 1] } },
      { _id: ID, l: [2], o: document.o, rows: document.rows },
    ],
    [{ l: { $slice: 1.5 } }, { ...document, l: [1] }],
    [
      { '_id.x': 1, t: 1 },
      { _id: { x: 1 }, t: 1 },
    ],
    [
      { _id: 1, t: 0 },
      { _id: ID, l: document.l, o: document.o, rows: document.rows },
    ],
    [{ _id: 0, t: 1 }, { t: 1 }],
    [{ 'o.a': 1, _id: 0 }, { o: { a: 1 } }],
    [
      { o: { a: 0 }, rows: 0, l: 0 },
      { _id: ID, t: 1, o: { b: 2 } },
    ],
    [{ 'rows.a': 1, _id: 0 }, { rows: [{ a: 1 }, { a: 2 }] }],
    [{ 'rows.a': 0, _id: 0, l: 0, o: 0, t: 0 }, { rows: [{ b: 1 }, {}, 5] }],
    [{ l: { $elemMatch: { $gt: 1 } } }, { _id: ID, l: [2] }],
    [{ t: { $elemMatch: { $gt: 1 } } }, { _id: ID }],
    [
      { rows: { $elemMatch: { a: 2 } }, t: 1, _id: 0 },
      { t: 1, rows: [{ a: 2 }] },
    ],
    [{ l: 0, o: 0, t: 0, _id: 0, rows: { $elemMatch: { a: 2 } } }, { rows: [{ a: 2 }] }],
    [{ v: { $add: ['$t', 1] }, _id: 0 }, { v: 2 }],
    [{ 'rows.w': { $literal: 9 }, _id: 0 }, { rows: [{ w: 9 }, { w: 9 }] }],
    [{ 'o.c': '$t', 'o.a': 1, _id: 0 }, { o: { a: 1, c: 1 } }],
    [{ name: 'text', _id: 0 }, { name: 'text' }],
  ])('%j', (projection, expected) => {
    expect(projected(projection, document)).toEqual(expected);
  });

  it('keeps the element that the query found', () => {
    expect(projected({ 'l.$': 1, _id: 0 }, document, { l: { $gt: 1 } })).toEqual({ l: [2] });
    expect(projected({ 'rows.$': 1, _id: 0 }, document, { 'rows.a': 2 })).toEqual({
      rows: [{ a: 2 }],
    });
    expect(codeOf(() => projected({ 'l.$': 1 }, document, { t: 1 }))).toBe(51246);
  });

  it.each([
    [{ t: 1, l: 0 }, 31254],
    [{ t: 0, l: 1 }, 31253],
    [{ t: 0, l: { $add: [1] } }, 31252],
    [{ t: 0, l: 'x' }, 31310],
    [{ o: 1, 'o.a': 1 }, 31249],
    [{ 'o.a': 1, o: 1 }, 31250],
    [{ o: {} }, 51270],
    [{ 'rows.$.a': 1 }, 31394],
    [{ 'l.$': 1, 'rows.$': 1 }, 31276],
    [{ 'l.$': 1, rows: { $elemMatch: { a: 1 } } }, 31256],
    [{ l: { $elemMatch: 1 } }, 31274],
    [{ 'o.l': { $elemMatch: { a: 1 } } }, 31275],
    [{ l: { $slice: [1, 0] } }, 28724],
    [{ l: { $slice: 'x' } }, 28724],
    [{ 'a..b': 1 }, 15998],
    [{ a: { $frobnicate: 1 } }, 31325],
    [{ a: { $add: [1], $multiply: [1] } }, 16410],
    [{ '': 1 }, 40352],
    [{ $bad: 1 }, 16410],
  ])('refuses %j', (projection, code) => {
    expect(codeOf(() => projected(projection, document, { l: 1 }))).toBe(code);
  });
});

describe('$project', () => {
  it('gives each document of an array what it computes', () => {
    const stage = { $project: { _id: 0, 'rows.w': { $literal: 9 }, 'rows.a': 1 } };
    expect(piped([stage], [document])).toEqual([
      {
        rows: [
          { a: 1, w: 9 },
          { a: 2, w: 9 },
        ],
      },
    ]);
  });

  it('leaves out what a variable removes', () => {
    const stage = { $project: { _id: 0, t: 1, v: { $cond: [false, 1, '$$REMOVE'] } } };
    expect(piped([stage], [document])).toEqual([{ t: 1 }]);
  });

  it.each([
    [{}, 51272],
    [1, 15969],
    [{ 'l.$': 1 }, 31324],
    [{ a: 1, b: 0 }, 31254],
    [{ a: { $frobnicate: 1 } }, 31325],
    [{ a: { $elemMatch: { x: 1 } } }, 168],
    [{ a: { $slice: 2 } }, 28667],
    [{ a: 1, '': 0 }, 40352],
  ])('refuses %j', (operand, code) => {
    expect(pipelineRefusal([{ $project: operand }])).toBe(code);
  });
});
