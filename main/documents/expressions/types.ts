import { Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import { typeName } from '../values/compare.ts';
import type { NamedOperators, Operators } from './operators.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, roundTo } from '../values/numbers.ts';
import { expectString, isNum, isTruthy, type Maybe, type Value, table } from '../values/values.ts';

const TARGETS: Record<string, (value: Value) => Value> = table({
  string: toText,
  int: (value) => toWhole(value, 'int'),
  long: (value) => toWhole(value, 'long'),
  double: (value) => new Double(realNumber(value)),
  decimal: toDecimal,
  bool: (value) => (isNum(value) ? isTruthy(value) : value !== false),
  date: toDate,
  objectId(value) {
    if (value instanceof ObjectId) return value;
    if (typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value);
    throw cannot(value, 'objectId');
  },
});

const CODES: Record<number, string> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
  19: 'decimal',
};

export const TYPES: Operators = {
  $type: ([value]) => typeName(value),
  $isNumber: ([value]) => isNum(value),
  $toString: ([value]) => convert(value, 'string'),
  $toInt: ([value]) => convert(value, 'int'),
  $toLong: ([value]) => convert(value, 'long'),
  $toDouble: ([value]) => convert(value, 'double'),
  $toDecimal: ([value]) => convert(value, 'decimal'),
  $toBool: ([value]) => convert(value, 'bool'),
  $toDate: ([value]) => convert(value, 'date'),
  $toObjectId: ([value]) => convert(value, 'objectId'),
};

export const NAMED_TYPES: NamedOperators = {
  $convert({ input, to, onError, onNull }) {
    if (input === undefined || input === null) return onNull ?? null;
    const target = isNum(to) ? CODES[asNumber(to)] : expectString(to, 'the "to" of $convert');
    try {
      return convert(input, target ?? '');
    } catch (error) {
      if (onError === undefined) throw error;
      return onError;
    }
  },
};

function convert(value: Maybe, to: string): Value {
  const target = TARGETS[to];
  if (!target) throw new MongoDBError(`unknown type name to convert to: ${to}`);
  return value === undefined || value === null ? null : target(value);
}

function cannot(value: Value, to: string): MongoDBError {
  return new MongoDBError(`cannot convert from ${typeName(value)} to ${to}`);
}

function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Double) return String(value.value);
  if (isNum(value)) return value.toString();
  throw cannot(value, 'string');
}

function realNumber(value: Value): number {
  if (isNum(value)) return asNumber(value);
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.getTime();
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isNaN(number) && value !== 'NaN') throw cannot(value, 'double');
  return number;
}

function toWhole(value: Value, to: 'int' | 'long'): Value {
  const text = wholeText(value, to);
  const limit = to === 'int' ? 2n ** 31n : 2n ** 63n;
  const whole = BigInt(text);
  if (whole < -limit || whole >= limit) throw cannot(value, `${to}: it is too large`);
  return to === 'int' ? new Int32(Number(whole)) : Long.fromBigInt(whole);
}

function wholeText(value: Value, to: string): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Date && to === 'long') return String(value.getTime());
  if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) return value.replace('+', '');
  if (!isNum(value) || !Number.isFinite(asNumber(value))) throw cannot(value, to);
  const cut = roundTo(value, 0, 'zero');
  if (cut instanceof Double) return BigInt(cut.value).toString();
  return cut instanceof Decimal128 ? BigInt(asNumber(cut)).toString() : cut.toString();
}

function toDecimal(value: Value): Value {
  if (value instanceof Decimal128) return value;
  if (typeof value === 'string') {
    try {
      return Decimal128.fromStringWithRounding(value);
    } catch {
      throw cannot(value, 'decimal');
    }
  }
  if (value instanceof Long || value instanceof Int32)
    return Decimal128.fromString(value.toString());
  const number = realNumber(value);
  return Decimal128.fromString(
    Number.isFinite(number) && !Number.isInteger(number) ? number.toPrecision(15) : String(number),
  );
}

function toDate(value: Value): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (isNum(value) && !(value instanceof Int32)) return new Date(Math.trunc(asNumber(value)));
  // Date.parse takes almost anything; the server wants an ISO date. Without a zone it means UTC.
  if (typeof value === 'string' && /^\d{4}-\d{2}(?:-\d{2})?/.test(value)) {
    const zoned = /[T ]\d/.test(value) && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(value);
    const time = Date.parse(zoned ? `${value}Z` : value);
    if (!Number.isNaN(time)) return new Date(time);
  }
  throw cannot(value, 'date');
}
