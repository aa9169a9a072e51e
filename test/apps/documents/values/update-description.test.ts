import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { updateDescription } from '../../../../main/apps/documents/update-description.ts';
import {
  isDocument,
  type Document,
  type Value,
} from '../../../../main/apps/documents/values/values.ts';
import { compileUpdate } from '../../../../main/apps/documents/writes/update.ts';
import { plainOf, valueOf } from '../language.ts';

const documentOf = (value: object): Document => {
  const document: Value = valueOf(value);
  if (isDocument(document)) return document;
  throw new TypeError('no document');
};
const described = (before: object, after: object): unknown =>
  plainOf(updateDescription(documentOf(before), documentOf(after)));

describe('what a change event says of an update', () => {
  it.each([
    ['nothing changed', { a: 1 }, { a: 1 }, {}],
    ['a field is new, changed or gone', { a: 1, b: 2 }, { a: 2, c: 3 }, { a: 2, c: 3 }, ['b']],
    [
      'a field in a document',
      { a: { x: 1, y: { z: 1, w: 2 } } },
      { a: { x: 1, y: { z: 2 } } },
      { 'a.y.z': 2 },
      ['a.y.w'],
    ],
    ['a document is new', {}, { a: { b: 1 } }, { a: { b: 1 } }],
    ['a document becomes a number', { a: { b: 1 } }, { a: 1 }, { a: 1 }],
    ['an array becomes a document', { a: [1] }, { a: { 0: 1 } }, { a: { 0: 1 } }],
    ['a place of an array', { l: [1, 2, 3] }, { l: [1, 9, 3] }, { 'l.1': 9 }],
    ['a field in an array', { l: [{ n: 1, m: 1 }] }, { l: [{ n: 2, m: 1 }] }, { 'l.0.n': 2 }],
    ['an array grows', { l: [1] }, { l: [1, 2, 3] }, { 'l.1': 2, 'l.2': 3 }],
    [
      'an array gets shorter',
      { a: { l: [1, 2, 3] } },
      { a: { l: [1] } },
      {},
      [],
      [{ field: 'a.l', newSize: 1 }],
    ],
    [
      'the first of an array is gone',
      { l: [1, 2, 3] },
      { l: [2, 3] },
      { 'l.0': 2, 'l.1': 3 },
      [],
      [{ field: 'l', newSize: 2 }],
    ],
    ['null is a value', { a: 1 }, { a: null }, { a: null }],
  ])(
    '%s',
    (
      _what,
      before,
      after,
      updatedFields,
      removedFields: string[] = [],
      truncatedArrays: object[] = [],
    ) => {
      expect(described(before, after)).toEqual({ updatedFields, removedFields, truncatedArrays });
    },
  );

  it('tells types of numbers apart', () => {
    expect(described({ a: 1 }, { a: 1.5 })).toMatchObject({ updatedFields: { a: 1.5 } });
  });

  it('says enough to make the one of the other', () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.integer({ min: 0, max: 3 }),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(key, tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    const fields = fc.dictionary(key, value, { maxKeys: 3 });
    fc.assert(
      fc.property(fields, fields, (before, after) => {
        const { updatedFields, removedFields, truncatedArrays } = described(before, after) as {
          updatedFields: object;
          removedFields: string[];
          truncatedArrays: { field: string; newSize: number }[];
        };
        let made = documentOf(before);
        const apply = (update: object): void => {
          made = compileUpdate(valueOf(update), undefined)(made, { inserting: false });
        };
        for (const { field, newSize } of truncatedArrays)
          apply({ $push: { [field]: { $each: [], $slice: newSize } } });
        apply({ $unset: Object.fromEntries(removedFields.map((path) => [path, ''])) });
        for (const [path, to] of Object.entries(updatedFields)) apply({ $set: { [path]: to } });
        expect(plainOf(made)).toEqual(after);
      }),
    );
  });
});
