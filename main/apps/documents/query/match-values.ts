import { Binary, BSONRegExp } from 'bson';
import { compareValues, equalValues, keyOf, typeName, typeRank } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, exactWholeOf, wholeOf } from '../values/numbers.ts';
import { roundTo } from '../values/rounding.ts';
import { listOperand } from '../values/operands.ts';
import { regexOf } from '../values/pattern.ts';
import { isDocument, isNum, type Maybe, type Value, table } from '../values/values.ts';
import { fieldShape } from './shapes.ts';
import { TYPE_CODES, TYPE_NAMES } from '../values/type-names.ts';

/** Whether one value, undefined where missing, satisfies one operator. */
export type ValueTest = (value: Maybe) => boolean;

const BAD_VALUE = 2;

/** Operators that look at each element of an array, and at the array itself. */
export const VALUE_TESTS: Readonly<Record<string, (operand: Value) => ValueTest>> = table({
  $eq: equality,
  $gt: (operand) => ordered(operand, (order) => order > 0),
  $gte: (operand) => ordered(operand, (order) => order >= 0),
  $lt: (operand) => ordered(operand, (order) => order < 0),
  $lte: (operand) => ordered(operand, (order) => order <= 0),
  $in: membership,
  $mod: modulo,
  $bitsAllSet: (operand) => bits(operand, '$bitsAllSet', (set, mask) => (set & mask) === mask),
  $bitsAnySet: (operand) => bits(operand, '$bitsAnySet', (set, mask) => (set & mask) !== 0n),
  $bitsAllClear: (operand) => bits(operand, '$bitsAllClear', (set, mask) => (set & mask) === 0n),
  $bitsAnyClear: (operand) => bits(operand, '$bitsAnyClear', (set, mask) => (set & mask) !== mask),
});

export function equality(operand: Value): ValueTest {
  // A field that is not there equals null.
  if (operand === null) return (value) => value === null || value === undefined;
  return (value) => equalValues(value, operand);
}

function ordered(operand: Value, accept: (order: number) => boolean): ValueTest {
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

export function membership(operand: Value): ValueTest {
  const list = listOperand(operand, fieldShape('$in'));
  for (const item of list) {
    if (isOperators(item)) throw new MongoDBError('cannot nest $ under $in', BAD_VALUE);
  }
  const patterns = list.filter((item) => item instanceof BSONRegExp).map((item) => matches(item));
  const keys = new Set(list.map((item) => keyOf(item)));
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
  const [divisor, remainder] = listOperand(operand, fieldShape('$mod'));
  const by = wholePart(divisor, 'divisor');
  if (by === 0n) throw new MongoDBError('divisor cannot be 0', BAD_VALUE);
  const expected = wholePart(remainder, 'remainder');
  return (value) => {
    if (!isNum(value) || !Number.isFinite(asNumber(value))) return false;
    return wholePart(value, 'value') % by === expected;
  };
}

function wholePart(value: Maybe, what: string): bigint {
  if (!isNum(value) || !Number.isFinite(asNumber(value))) {
    throw new MongoDBError(`malformed mod, ${what} not a number`, BAD_VALUE);
  }
  return exactWholeOf(roundTo(value, 0, 'zero')) ?? 0n;
}

/** Bits of whole numbers, negative ones with all bits above set, and of binary data. */
function bits(
  operand: Value,
  name: string,
  accept: (set: bigint, mask: bigint) => boolean,
): ValueTest {
  const mask = maskOf(operand, name);
  return (value) => {
    if (value instanceof Binary) return accept(bitsOfBytes(value), mask);
    const whole = wholeOf(value) === undefined ? undefined : exactWholeOf(value);
    return whole !== undefined && accept(whole, mask);
  };
}

function maskOf(operand: Value, name: string): bigint {
  if (operand instanceof Binary) return bitsOfBytes(operand);
  if (isNum(operand)) {
    const whole = wholeOf(operand) === undefined ? undefined : exactWholeOf(operand);
    if (whole === undefined) {
      throw new MongoDBError(`Expected an integer: ${name}: ${operand.toString()}`, 9);
    }
    if (whole < 0n) {
      throw new MongoDBError(`Expected a non-negative number in: ${name}: ${whole}`, 9);
    }
    return whole;
  }
  return listOperand(operand, fieldShape(name)).reduce<bigint>((mask, position) => {
    const at = wholeOf(position);
    if (at === undefined) {
      throw new MongoDBError(
        `bit positions must be an integer but got: ${typeName(position)}`,
        BAD_VALUE,
      );
    }
    if (at < 0) throw new MongoDBError(`bit positions must be >= 0 but got: ${at}`, BAD_VALUE);
    if (at > 1_000_000) throw new MongoDBError('bit positions cannot be represented', BAD_VALUE);
    return mask | (1n << BigInt(at));
  }, 0n);
}

function bitsOfBytes(value: Binary): bigint {
  const hex = Buffer.from(value.value()).toReversed();
  return hex.length === 0 ? 0n : BigInt(`0x${Buffer.from(hex).toString('hex')}`);
}

/** A test of `$type`: names, numbers, or a list of them. */
export function ofType(operand: Value): ValueTest {
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw new MongoDBError('$type must match at least one type', 9);
  const wanted = new Set(list.flatMap((type) => typeNames(type)));
  return (value) => value !== undefined && wanted.has(typeName(value));
}

function typeNames(type: Value): string[] {
  if (type === 'number') return ['int', 'long', 'double', 'decimal'];
  if (typeof type === 'string') {
    if (TYPE_NAMES.has(type)) return [type];
    throw new MongoDBError(`Unknown type name alias: ${type}`, BAD_VALUE);
  }
  if (!isNum(type)) {
    throw new MongoDBError('type must be represented as a number or a string', 14);
  }
  const name = TYPE_CODES[asNumber(type)];
  if (name === undefined) {
    throw new MongoDBError(`Invalid numerical type code: ${type.toString()}`, BAD_VALUE);
  }
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
