import { BSONRegExp } from 'bson';
import { compareValues, equalValues, keyOf, typeName, typeRank } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber } from '../values/numbers.ts';
import { regexOf } from '../values/pattern.ts';
import { expectArray, isDocument, isNum, type Maybe, type Value, table } from '../values/values.ts';

/** Whether one value, undefined where missing, satisfies one operator. */
export type ValueTest = (value: Maybe) => boolean;

/** Operators that look at each element of an array, and at the array itself. */
export const VALUE_TESTS: Record<string, (operand: Value) => ValueTest> = table({
  $eq: equality,
  $gt: (operand) => ordered(operand, (order) => order > 0),
  $gte: (operand) => ordered(operand, (order) => order >= 0),
  $lt: (operand) => ordered(operand, (order) => order < 0),
  $lte: (operand) => ordered(operand, (order) => order <= 0),
  $in: membership,
  $mod: modulo,
  $type: ofType,
});

export function equality(operand: Value): ValueTest {
  // A field that is not there equals null.
  if (operand === null) return (value) => value === null || value === undefined;
  return (value) => equalValues(value, operand);
}

function ordered(operand: Value, accept: (order: number) => boolean): ValueTest {
  if (operand instanceof BSONRegExp) {
    throw new MongoDBError("can't have a regular expression as an argument of a comparison");
  }
  if (operand === null) return (value) => (value ?? null) === null && accept(0);
  const rank = typeRank(operand);
  const acrossTypes = rank === 0 || rank === 20;
  const nan = isNaNValue(operand);
  return (value) => {
    if (value === undefined) return false;
    if (acrossTypes) return accept(compareValues(value, operand));
    if (typeRank(value) !== rank) return false;
    if (nan || isNaNValue(value)) return nan && isNaNValue(value) && accept(0);
    return accept(compareValues(value, operand));
  };
}

function isNaNValue(value: Value): boolean {
  return isNum(value) && Number.isNaN(asNumber(value));
}

function membership(operand: Value): ValueTest {
  const items = expectArray(operand, '$in needs an array: its operand');
  const patterns = items.filter((item) => item instanceof BSONRegExp).map((item) => matches(item));
  const keys = new Set(items.map((item) => keyOf(item)));
  return (value) => keys.has(keyOf(value ?? null)) || patterns.some((pattern) => pattern(value));
}

/** A regular expression against strings; it also equals itself where one is stored. */
export function matches(pattern: Value, options?: Value): ValueTest {
  const regex = regexOf(pattern, options);
  return (value) =>
    typeof value === 'string'
      ? regex.test(value)
      : value instanceof BSONRegExp && equalValues(value, pattern);
}

function modulo(operand: Value): ValueTest {
  const [divisor, remainder, ...rest] = expectArray(operand, 'malformed mod: its operand');
  if (remainder === undefined || rest.length > 0) {
    throw new MongoDBError('malformed mod: it needs a divisor and a remainder');
  }
  const by = wholePart(divisor, 'the divisor of $mod');
  if (by === 0n) throw new MongoDBError('divisor cannot be 0');
  const expected = wholePart(remainder, 'the remainder of $mod');
  return (value) => {
    if (!isNum(value) || !Number.isFinite(asNumber(value))) return false;
    return wholePart(value, 'the value') % by === expected;
  };
}

function wholePart(value: Maybe, what: string): bigint {
  if (!isNum(value) || !Number.isFinite(asNumber(value))) {
    throw new MongoDBError(`${what} must be a number`);
  }
  const text = value.toString();
  return /^-?\d+$/.test(text) ? BigInt(text) : BigInt(Math.trunc(asNumber(value)));
}

const TYPE_CODES: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};
// Stored under another type here, or not at all; asking for them is no mistake.
const OTHER_TYPES = ['undefined', 'dbPointer', 'symbol', 'javascriptWithScope'];
const TYPE_NAMES = new Set([...Object.values(TYPE_CODES), ...OTHER_TYPES]);

function ofType(operand: Value): ValueTest {
  const wanted = new Set(
    (Array.isArray(operand) ? operand : [operand]).flatMap((type) => typeNames(type)),
  );
  return (value) => value !== undefined && wanted.has(typeName(value));
}

function typeNames(type: Value): string[] {
  if (type === 'number') return ['int', 'long', 'double', 'decimal'];
  if (typeof type === 'string' && TYPE_NAMES.has(type)) return [type];
  const name = isNum(type) ? TYPE_CODES[asNumber(type)] : undefined;
  if (name === undefined) throw new MongoDBError('unknown type name or code in $type');
  return [name];
}

/** Whether `$exists` asks for the field to be there. */
export function asksForPresence(operand: Value): boolean {
  return isNum(operand) ? asNumber(operand) !== 0 : operand !== false && operand !== null;
}

/** Whether a document of a query is a list of operators, and not a value to be equal to. */
export function isOperators(value: Value): boolean {
  if (!isDocument(value)) return false;
  const first = Object.keys(value)[0] ?? '';
  return first.startsWith('$') && first !== '$ref' && first !== '$id' && first !== '$db';
}
