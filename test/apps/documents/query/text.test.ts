import { describe, expect, it } from 'vitest';
import { codeOf, found, piped, pipelineRefusal, projected } from '../language.ts';
import { openRoom } from '../room.ts';

const NOTES = [
  { _id: 1, title: 'Coffee with hot milk', tags: ['Café'] },
  { _id: 2, title: 'coffee' },
  { _id: 3, title: 'tea', body: { text: 'hot milk and coffee' } },
  { _id: 4, n: 5 },
];

describe('$text', () => {
  it.each([
    ['coffee', [1, 2, 3]],
    ['TEA nothing', [3]],
    ['coffee -tea', [1, 2]],
    ['"hot milk"', [1, 3]],
    ['"hot milk" -tea', [1]],
    ['cafe', [1]],
    ['milk,tea', [1, 3]],
    ['coff', []],
    ['', []],
    ['-coffee', []],
  ])('finds %j in %j', ($search, expected) => {
    expect(found({ $text: { $search } }, NOTES)).toEqual(expected);
  });

  it('may look at case and accents', () => {
    expect(found({ $text: { $search: 'Coffee', $caseSensitive: true } }, NOTES)).toEqual([1]);
    expect(found({ $text: { $search: 'cafe', $diacriticSensitive: true } }, NOTES)).toEqual([]);
  });

  it('gives a score, which sorts', () => {
    const stages = [
      { $match: { $text: { $search: 'coffee' } } },
      { $sort: { score: { $meta: 'textScore' } } },
      { $project: { score: { $meta: 'textScore' } } },
    ];
    expect(piped(stages, NOTES)).toEqual([
      { _id: 2, score: 1 },
      { _id: 1, score: 0.625 },
      { _id: 3, score: 0.625 },
    ]);
  });

  it('scores in find, beside all other fields', async () => {
    await using room = openRoom();
    await room.put(NOTES);
    const meta = { score: { $meta: 'textScore' } };
    const query = { $text: { $search: 'coffee' } };
    expect(await room.ask('find', { query, projection: meta, sort: meta, limit: 1 })).toEqual([
      { _id: 2, title: 'coffee', score: 1 },
    ]);
    expect(projected({ score: { $meta: 'textScore' } }, { _id: 1, a: 2 })).toEqual({
      _id: 1,
      a: 2,
    });
  });

  it.each([
    [{}, 4],
    [{ $search: 'x', $language: 1 }, 14],
    [{ $search: 'x', $language: 'klingon' }, 2],
    [{ $search: 1 }, 14],
    [{ $search: 'x', $caseSensitive: 1 }, 14],
    [{ $search: 'x', frobnicate: 1 }, 2],
    ['x', 2],
  ])('refuses %j', (operand, code) => {
    expect(codeOf(() => found({ $text: operand }, NOTES))).toBe(code);
  });

  it('is only for the first stage', () => {
    expect(pipelineRefusal([{ $limit: 1 }, { $match: { $text: { $search: 'x' } } }])).toBe(17313);
  });
});
