import { Decimal128, Double, Int32, Long } from 'bson';
import { typeName } from '../values/compare.ts';
import { decimalFunction, decimalPower } from '../values/decimal-functions.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, calculate, countOf, exactWholeOf, numberOf, power } from '../values/numbers.ts';
import { type Rounding, roundTo } from '../values/rounding.ts';
import { isNum, type Maybe, type Num, type Value } from '../values/values.ts';
import { isNullish, type Operators } from './operators.ts';

const TYPE_MISMATCH = 14;

/** Arithmetic that keeps the types of numbers, and takes dates where the server does. */
export const ARITHMETIC: Operators = {
  $add: (args) => fold(args, 'add'),
  $multiply: (args) => fold(args, 'multiply'),
  $subtract: ([a, b]) => subtract(a, b),
  $divide: ([a, b]) => pair(a, b, '$divide', TYPE_MISMATCH, (x, y) => calculate('divide', x, y)),
  $mod: ([a, b]) => pair(a, b, '$mod', 16611, (x, y) => calculate('mod', x, y)),
  $pow: ([a, b]) => {
    if (isNullish(a) || isNullish(b)) return null;
    const base = numeric(a, "$pow's base must be numeric", 28762);
    const exponent = numeric(b, "$pow's exponent must be numeric", 28763);
    if (asNumber(base) === 0 && asNumber(exponent) < 0) {
      throw new MongoDBError('$pow cannot take a base of 0 and a negative exponent', 28764);
    }
    return base instanceof Decimal128 || exponent instanceof Decimal128
      ? decimalPower(base, exponent)
      : power(base, exponent);
  },
  $abs: ([value]) => single(value, '$abs', absolute),
  $ceil: ([value]) => single(value, '$ceil', (n) => roundTo(n, 0, 'up')),
  $floor: ([value]) => single(value, '$floor', (n) => roundTo(n, 0, 'down')),
  $round: (args) => rounded(args, '$round', 'even'),
  $trunc: (args) => rounded(args, '$trunc', 'zero'),
  $sqrt: ([value]) =>
    single(value, '$sqrt', (n) => {
      if (asNumber(n) < 0) {
        throw new MongoDBError("$sqrt's argument must be greater than or equal to 0", 28714);
      }
      return real(n, 'sqrt', Math.sqrt);
    }),
  $exp: ([value]) => single(value, '$exp', (n) => real(n, 'exp', Math.exp)),
  $ln: ([value]) => single(value, '$ln', (n) => real(positive(n, '$ln', 28766), 'ln', Math.log)),
  $log10: ([value]) =>
    single(value, '$log10', (n) => real(positive(n, '$log10', 28761), 'log10', Math.log10)),
  $log([a, b]) {
    if (isNullish(a) || isNullish(b)) return null;
    const value = numeric(a, "$log's argument must be numeric", 28756);
    const base = numeric(b, "$log's base must be numeric", 28757);
    positive(value, '$log', 28758);
    if (asNumber(base) <= 0 || asNumber(base) === 1) {
      throw new MongoDBError("$log's base must be a positive number not equal to 1", 28759);
    }
    if (value instanceof Decimal128 || base instanceof Decimal128) {
      return calculate('divide', decimalFunction('ln', value), decimalFunction('ln', base));
    }
    return new Double(Math.log(asNumber(value)) / Math.log(asNumber(base)));
  },
  $bitAnd: (args) => bits(args, '$bitAnd', -1n, (a, b) => a & b),
  $bitOr: (args) => bits(args, '$bitOr', 0n, (a, b) => a | b),
  $bitXor: (args) => bits(args, '$bitXor', 0n, (a, b) => a ^ b),
  $bitNot([value]) {
    if (isNullish(value)) return null;
    if (value instanceof Int32) return new Int32(~value.value);
    if (isLong(value)) return value.not();
    throw new MongoDBError(
      `$bitNot only supports int and long, not: ${typeName(value)}`,
      TYPE_MISMATCH,
    );
  },
  $rand: () => new Double(Math.random()),
};

const isLong = (value: Maybe): value is Long => isNum(value) && value instanceof Long;

function bits(
  args: readonly Maybe[],
  name: string,
  start: bigint,
  combine: (a: bigint, b: bigint) => bigint,
): Value {
  let result = start;
  let isWide = false;
  if (args.some(isNullish)) return null;
  for (const value of args) {
    if (!(value instanceof Int32) && !isLong(value)) {
      throw new MongoDBError(
        `${name} only supports int and long operands, not ${typeName(value)}`,
        TYPE_MISMATCH,
      );
    }
    isWide ||= value instanceof Long;
    result = combine(result, BigInt(value.toString()));
  }
  return isWide ? Long.fromBigInt(result) : new Int32(Number(BigInt.asIntN(32, result)));
}

function fold(args: readonly Maybe[], op: 'add' | 'multiply'): Value {
  let total: Num = numberOf(op === 'add' ? 0 : 1);
  let isDate = false;
  for (const value of args) {
    if (isNullish(value)) return null;
    if (value instanceof Date && op === 'add') {
      if (isDate) throw new MongoDBError('only one date allowed in an $add expression', 16612);
      isDate = true;
      total = calculate('add', total, countOf(value.getTime()));
    } else {
      const types = op === 'add' ? 'numeric or date types' : 'numeric types';
      total = calculate(op, total, numeric(value, `$${op} only supports ${types}`, TYPE_MISMATCH));
    }
  }
  return isDate ? dateOf(total) : total;
}

function dateOf(total: Num): Date {
  const date = new Date(asNumber(roundTo(total, 0, 'even')));
  if (Number.isNaN(date.getTime())) throw new MongoDBError('date overflow', 15);
  return date;
}

function subtract(a: Maybe, b: Maybe): Value {
  if (isNullish(a) || isNullish(b)) return null;
  if (a instanceof Date) {
    if (b instanceof Date) return countOf(a.getTime() - b.getTime());
    if (isNum(b)) return dateOf(calculate('subtract', countOf(a.getTime()), b));
  }
  if (isNum(a) && isNum(b)) return calculate('subtract', a, b);
  throw new MongoDBError(`can't $subtract ${typeName(b)} from ${typeName(a)}`, TYPE_MISMATCH);
}

function numeric(value: Maybe, what: string, code: number): Num {
  if (!isNum(value)) throw new MongoDBError(`${what}, not ${typeName(value)}`, code);
  return value;
}

function pair(
  a: Maybe,
  b: Maybe,
  name: string,
  code: number,
  compute: (a: Num, b: Num) => Value,
): Value {
  if (isNullish(a) || isNullish(b)) return null;
  const what = `${name} only supports numeric types`;
  return compute(numeric(a, what, code), numeric(b, what, code));
}

/** One number, or null. */
export function single(value: Maybe, name: string, compute: (n: Num) => Value): Value {
  if (isNullish(value)) return null;
  return compute(numeric(value, `${name} only supports numeric types`, 28765));
}

function absolute(n: Num): Num {
  if (n instanceof Double) return new Double(Math.abs(n.value));
  if (n instanceof Decimal128) return Decimal128.fromString(n.toString().replace(/^-/, ''));
  if (n instanceof Long && n.equals(Long.MIN_VALUE)) {
    throw new MongoDBError("can't take $abs of long long min", 28680);
  }
  return asNumber(n) < 0 ? calculate('multiply', n, new Int32(-1)) : n;
}

function positive(n: Num, name: string, code: number): Num {
  if (asNumber(n) <= 0)
    throw new MongoDBError(`${name}'s argument must be a positive number`, code);
  return n;
}

function real(n: Num, name: 'sqrt' | 'exp' | 'ln' | 'log10', compute: (x: number) => number): Num {
  return n instanceof Decimal128 ? decimalFunction(name, n) : new Double(compute(asNumber(n)));
}

function rounded(args: readonly Maybe[], name: string, rounding: Rounding): Value {
  const [value, digits] = args;
  if (isNullish(value) || (args.length > 1 && isNullish(digits))) return null;
  const n = numeric(value, `${name} only supports numeric types`, 51081);
  const place = args.length > 1 ? placeOf(digits, name) : 0;
  return roundTo(n, place, rounding);
}

function placeOf(digits: Maybe, name: string): number {
  if (!isNum(digits)) {
    throw new MongoDBError(`can't convert from BSON type ${typeName(digits)} to long`, 16004);
  }
  if (digits instanceof Double && !Number.isFinite(digits.value)) {
    throw new MongoDBError(`can't coerce out of range value ${digits.value} to long`, 31109);
  }
  const place = exactWholeOf(digits);
  if (place === undefined) {
    throw new MongoDBError(`${name}'s precision argument must be an integral value`, 51082);
  }
  if (place < -20n || place > 100n) {
    throw new MongoDBError(
      `cannot apply ${name} with precision value ${place}, value must be in [-20, 100]`,
      51083,
    );
  }
  return Number(place);
}
