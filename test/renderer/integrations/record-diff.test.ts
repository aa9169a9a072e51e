import { describe, expect, it } from 'vitest';
import { recordDiff } from '../../../renderer/integrations/rejects/record-diff.ts';

const RULES: Parameters<typeof recordDiff>[2] = {
  primaryKey: ['id'],
  nested: 'json',
  detectTimestamps: false,
  reservedNames: 'reject-record',
};
const COLUMNS = [
  { base: 'id', type: 'integer' },
  { base: 'cost', type: 'float' },
  { base: 'cost', type: 'string' },
  { base: null, type: 'integer' },
];

const words = (record: string, rules: Partial<Parameters<typeof recordDiff>[2]> = {}) =>
  recordDiff(record, COLUMNS, { ...RULES, ...rules })?.map(({ field, type, columns, what, tone }) =>
    [field, type, columns, what, tone].join(' | '),
  );

describe('how a rejected record differs from the table', () => {
  it('names the key that is missing, has no value, or is of another type', () => {
    expect(words('{"cost":1.5}')).toEqual([
      'id |  | integer | The key is missing | bad',
      'cost | float | float, string | Fits | fits',
    ]);
    expect(words('{"ID":null}')).toEqual(['ID | null | integer | The key has no value | bad']);
    expect(words('{"id":"1"}')).toEqual(['id | string | integer | The key is integer | bad']);
    expect(words('{"id":{"a":1}}')).toEqual(['id | json | integer | A key is one value | bad']);
  });

  it('names what is new, what gets a column of its own, and names that are the same', () => {
    expect(words('{"id":1,"cost":true,"new":[1],"bad":1,"BAD":2}')).toEqual([
      'id | integer | integer | Fits | fits',
      'cost | boolean | float, string | Another type: a column of its own | info',
      'new | json |  | A new column | info',
      'bad | integer |  | The same column as BAD | bad',
      'BAD | integer |  | The same column as bad | bad',
    ]);
  });

  it('tells reserved names by the rule for them', () => {
    expect(words('{"id":1,"price__it":2}')?.[1]).toBe(
      'price__it | integer |  | Named like a column of Backstitch | bad',
    );
    expect(words('{"id":1,"_sdc_x":2}', { reservedNames: 'rename' })?.[1]).toBe(
      '_sdc_x | integer |  | Renamed | info',
    );
  });

  it('flattens objects where the table does', () => {
    expect(words('{"id":1,"a":{"b":2},"list":[1]}', { nested: 'relational' })).toEqual([
      'id | integer | integer | Fits | fits',
      'a__b | integer |  | A new column | info',
      'list | rows |  | Rows of a table of its own | fits',
    ]);
  });

  it('is none of a record that is cut, or no object', () => {
    for (const record of ['{"id":1,"te…', '[1]', '7', '"x"', 'null', '']) {
      expect(words(record), record).toBeUndefined();
    }
  });
});
