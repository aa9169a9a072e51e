import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import { expect, it } from 'vitest';
import { applyOperator, BadOperand } from '../../main/expressions/operators.ts';
import {
  compareValues,
  looseEqual,
  MISSING,
  sameValue,
  show,
} from '../../main/expressions/values.ts';

const holds = (operator: string, left: unknown, operand: unknown, options?: string): boolean =>
  applyOperator(operator, left, operand, options).verdict;

const BIG = Long.fromString('9007199254740993');
const OID = '0123456789abcdef01234567';

it.each<[unknown, string, unknown, boolean]>([
  [[1, 2], 'all', [2, 1], true],
  [[1, 2], 'all', [2, 3], false],
  [5, 'all', 5, true],
  [[], 'size', 0, true],
  [[1], 'size', { $numberInt: '1' }, true],
  ['a', 'size', 1, false],
  ['a', 'type', 'string', true],
  [['a', 1], 'type', 'number', true],
  [1, 'type', ['string', 16], true],
  [new Date(0), 'type', 'date', true],
  [new ObjectId(OID), 'type', 'objectId', true],
  [new Binary(Buffer.from('a')), 'type', 'binData', true],
  [null, 'type', 'null', true],
  [MISSING, 'type', 'null', false],
  [7, 'mod', [3, 1], true],
  [7.9, 'mod', [3, 1], true],
  ['7', 'mod', [3, 1], false],
  [MISSING, 'mod', [3, 0], false],
  ['Ada', 'regex', '^a', false],
  [['x', 'ada'], 'regex', '^a', true],
  [[1, 2], 'regex', '1', false],
  [[{ n: 1 }, { n: 5, k: 'a' }], 'elemMatch', { n: { $gt: 4 }, k: 'a' }, true],
  [[{ n: 5 }, { n: 1, k: 'a' }], 'elemMatch', { n: { $gt: 4 }, k: 'a' }, false],
  [[3, 9], 'elemMatch', { $gt: 4, $lt: 9 }, false],
  [[3, 8], 'elemMatch', { $gt: 4, $lt: 9 }, true],
  [[{ n: {} }], 'elemMatch', { n: {} }, true],
  [{ n: 5 }, 'elemMatch', { n: 5 }, false],
  [[1, 9], 'gt', 8, true],
  ['b', 'gte', 'b', true],
  [true, 'gt', false, true],
  ['10', 'gt', 9, false],
  [MISSING, 'lte', 1, false],
  [null, 'exists', true, true],
  [MISSING, 'exists', 0, true],
])('%j %s %j: %s', (left, operator, operand, verdict) => {
  expect(holds(operator, left, operand)).toBe(verdict);
});

it('reads the options of a pattern', () => {
  expect(holds('regex', 'Ada', '^a', 'i')).toBe(true);
});

it.each<[string, unknown, unknown, string]>([
  ['like', 1, 1, 'there is no operator %like'],
  ['type', 1, 'decimal64', 'there is no type decimal64'],
  ['type', 1, 'constructor', 'there is no type constructor'],
  ['mod', 1, [0, 1], '%mod needs [divisor, remainder]'],
  ['mod', 1, 2, '%mod needs [divisor, remainder]'],
  ['regex', 'a', 1, '%regex needs a pattern as text'],
  ['elemMatch', [1], 1, '%elemMatch needs an object'],
])('%s of %j with %j is refused: %s', (operator, left, operand, message) => {
  expect(() => holds(operator, left, operand)).toThrow(new BadOperand(message));
});

it.each([
  [new Int32(5), { $numberLong: '5' }],
  [new Double(0.5), { $numberDouble: '0.5' }],
  [Decimal128.fromString('2'), 2],
  [new ObjectId(OID), { $oid: OID.toUpperCase() }],
  [new Date(1000), { $date: { $numberLong: '1000' } }],
  [new Date(1000), { $date: '1970-01-01T00:00:01Z' }],
  [
    { a: 1, b: [2] },
    { b: [{ $numberInt: '2' }], a: 1 },
  ],
])('%j is the same as %j, however it is wrapped', (left, right) => {
  expect(sameValue(left, right)).toBe(true);
});

it('compares whole numbers beyond 2^53 digit by digit', () => {
  expect(compareValues(BIG, { $numberLong: '9007199254740994' })).toBe(-1);
  expect(sameValue(BIG, { $numberLong: '9007199254740992' })).toBe(false);
  expect(compareValues(BIG, 1)).toBe(1);
  expect(compareValues(NaN, NaN)).toBeUndefined();
});

it('orders texts by code point, and what is of two kinds not at all', () => {
  expect(compareValues('\u{1F600}', '\uFFFD')).toBe(1);
  expect(compareValues('a', 'ab')).toBe(-1);
  expect(compareValues('1', 1)).toBeUndefined();
  expect(compareValues([1], [2])).toBeUndefined();
});

it('objects with other keys differ, also where the number of keys is the same', () => {
  expect(sameValue({ a: undefined }, { b: undefined })).toBe(false);
  expect(sameValue({ a: 1 }, { a: 1, b: 1 })).toBe(false);
});

it('an array equals what it holds and itself; what is missing equals null', () => {
  expect(looseEqual([1, [2]], [2])).toBe(true);
  expect(looseEqual([1, 2], [1, 2])).toBe(true);
  expect(looseEqual([2, 1], [1, 2])).toBe(false);
  expect(looseEqual(MISSING, null)).toBe(true);
  expect(looseEqual(null, MISSING)).toBe(true);
  expect(looseEqual(0, MISSING)).toBe(false);
});

it('shows any value in short', () => {
  const round: Record<string, unknown> = {};
  round['self'] = round;
  expect(show(MISSING)).toBe('missing');
  expect(show({ n: 1n })).toBe('{"n":"1"}');
  expect(show(round)).toBe('a value that refers to itself');
  expect(show('x'.repeat(300))).toHaveLength(201);
});
