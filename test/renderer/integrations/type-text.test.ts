import { expect, it } from 'vitest';
import { rejectHint } from '../../../renderer/integrations/rejects/reject-hint.ts';
import { keysOf } from '../../../renderer/integrations/rule-fields.tsx';
import { jsonSchemaOf, typeName, typeScriptOf } from '../../../renderer/integrations/type-text.ts';

const column = (name: string, type: string, filled: number, base: string | null = name) => ({
  name,
  type,
  base,
  isSplit: base !== name,
  filled,
});
const COLUMNS = [
  column('_sdc_sequence', 'integer', 4, null),
  column('id', 'integer', 4),
  column('cost', 'float', 2),
  column('cost__it', 'integer', 2, 'cost'),
  column('first name', 'string', 1),
  column('tags', 'json', 3),
  column('never', 'string', 0),
];

it('makes a TypeScript type of what was received', () => {
  expect(typeScriptOf('order.paid', COLUMNS, 4)).toBe(`export interface OrderPaid {
  id: number;
  cost: number;
  "first name"?: string;
  tags?: unknown;
}
`);
  expect(typeName('1st')).toBe('Event1st');
  expect(typeName('!')).toBe('Event');
});

it('makes a JSON Schema of it', () => {
  expect(JSON.parse(jsonSchemaOf('orders', COLUMNS, 4))).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'orders',
    type: 'object',
    properties: {
      id: { type: 'integer' },
      cost: { type: ['number', 'integer'] },
      'first name': { type: 'string' },
      tags: { type: ['object', 'array'] },
    },
    required: ['id', 'cost'],
  });
});

it('reads keys from a text, and has words for every reason', () => {
  expect(keysOf(' id , at,, ')).toEqual(['id', 'at']);
  const reasons = [
    'Field collision on id',
    'column names from client should not include reserved prefix on _sdc_x',
    'column names from client should not include reserved datatype suffix on a__it',
    'Record is missing key property id',
    'keys cannot be null in data: id',
    'Incoming Primary Key type does not match Primary Key type in existing table',
    'Primary Key id must be a scalar',
    'String keys cannot be longer than 1024 characters',
    'data must be an object',
    'integer out of range for SQLite on 9223372036854775808',
    'decimal out of range for SQLite on 1e400',
    'nesting deeper than 1000 levels',
    'ERROR: too many columns',
    'Column name x is too long for SQLite',
  ];
  for (const reason of reasons) expect(rejectHint(reason), reason).not.toBe('');
});
