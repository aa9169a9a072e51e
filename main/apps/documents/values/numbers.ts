import { Decimal128, Double, Int32, Long } from 'bson';
import { MongoDBError } from './mongo-error.ts';
import { isNum, type Maybe, type Num } from './values.ts';

// Numbers of different types compare by their exact value, as on the server: a 64-bit integer is
// not rounded to a double first, nor is a decimal.

export type Exact = { digits: bigint; exponent: number };

export const INT32 = 2n ** 31n;
export const INT64 = 2n ** 63n;

/** As a JavaScript number: rounded where it has more digits. */
export function asNumber(value: Num): number {
  return value instanceof Int32 || value instanceof Double ? value.value : Number(value.toString());
}

/** Smaller, equal, larger. NaN is below every other number and equals itself. */
export function compareNumbers(a: Num, b: Num): number {
  const x = exactly(a);
  const y = exactly(b);
  if (typeof x !== 'object' && typeof y !== 'object') return comparePlain(x, y);
  const nearX = typeof x === 'object' ? 0 : Number(x);
  const nearY = typeof y === 'object' ? 0 : Number(y);
  if (!Number.isFinite(nearX) || !Number.isFinite(nearY)) return comparePlain(nearX, nearY);
  return compareExact(toExact(x), toExact(y));
}

function comparePlain(x: number | bigint, y: number | bigint): number {
  if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : -1;
  if (Number.isNaN(y)) return 1;
  // Mixed comparison of number and bigint is exact.
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Equal for equal numbers, whatever their types. */
export function numberKey(value: Num): string {
  const x = exactly(value);
  if (typeof x === 'bigint') return `n${x}`;
  if (typeof x === 'object') return exactKey(x);
  if (!Number.isFinite(x)) return `n${x}`;
  return Number.isInteger(x) ? `n${BigInt(x)}` : exactKey(toExact(x));
}

function exactKey(value: Exact): string {
  let { digits, exponent } = value;
  if (digits === 0n) return 'n0';
  while (digits % 10n === 0n) {
    digits /= 10n;
    exponent += 1;
  }
  // A large whole number is written out, so that it meets its 64-bit twin.
  return exponent >= 0 && exponent < 320
    ? `n${digits * 10n ** BigInt(exponent)}`
    : `n${digits}e${exponent}`;
}

export function exactly(value: Num): number | bigint | Exact {
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long) {
    const near = value.toNumber();
    return Number.isSafeInteger(near) ? near : value.toBigInt();
  }
  const text = value.toString();
  const match = /^(-?\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text);
  if (!match) return Number(text);
  const fraction = match[2] ?? '';
  return {
    digits: BigInt((match[1] ?? '0') + fraction),
    exponent: Number(match[3] ?? 0) - fraction.length,
  };
}

export function toExact(value: number | bigint | Exact): Exact {
  if (typeof value === 'object') return value;
  if (typeof value === 'bigint') return { digits: value, exponent: 0 };
  let mantissa = value;
  let halvings = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    halvings += 1;
  }
  return { digits: BigInt(mantissa) * 5n ** BigInt(halvings), exponent: -halvings };
}

function compareExact(a: Exact, b: Exact): number {
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function align(a: Exact, b: Exact): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [
    a.digits * 10n ** BigInt(a.exponent - exponent),
    b.digits * 10n ** BigInt(b.exponent - exponent),
    exponent,
  ];
}

export type Arithmetic = 'add' | 'subtract' | 'multiply' | 'divide' | 'mod';

/**
 * The result has the wider of the two types: int32 grows to int64 where it must; int64 becomes a
 * double, or is refused where `strict` (updates do).
 */
export function calculate(op: Arithmetic, a: Num, b: Num, strict = false): Num {
  if (op === 'divide' || op === 'mod') checkDivisor(op, a, b);
  if (a instanceof Decimal128 || b instanceof Decimal128) return onDecimals(op, a, b);
  const divisor = asNumber(b);
  // The remainder by a whole number is whole, whatever its type.
  const isDouble =
    op === 'mod'
      ? a instanceof Double || !Number.isInteger(divisor)
      : a instanceof Double || b instanceof Double || op === 'divide';
  if (isDouble) return new Double(onDoubles(op, asNumber(a), divisor));
  const result = onWholes(
    op,
    BigInt(a.toString()),
    BigInt(b instanceof Double ? b.value : b.toString()),
  );
  if (!(a instanceof Long) && !(b instanceof Long) && fits(result, INT32)) {
    return new Int32(Number(result));
  }
  if (fits(result, INT64)) return Long.fromBigInt(result);
  if (strict) {
    throw new MongoDBError(
      `Failed to apply ${op} operations to current value: the result does not fit into 64 bits`,
      2,
    );
  }
  return new Double(Number(result));
}

function checkDivisor(op: 'divide' | 'mod', a: Num, b: Num): void {
  if (asNumber(b) !== 0) return;
  if (op === 'divide') throw new MongoDBError("can't $divide by zero", 2);
  const isDecimal = a instanceof Decimal128 || b instanceof Decimal128;
  throw new MongoDBError("can't $mod by zero", isDecimal ? 5733415 : 16610);
}

/** Of numbers that are no decimals: whole where both are whole and it is. */
export function power(base: Num, exponent: Num): Num {
  const [x, y] = [asNumber(base), asNumber(exponent)];
  if (base instanceof Double || exponent instanceof Double) return new Double(x ** y);
  const isWide = base instanceof Long || exponent instanceof Long;
  const whole = wholePower(BigInt(base.toString()), BigInt(exponent.toString()));
  if (whole === undefined || !fits(whole, INT64)) return new Double(x ** y);
  return !isWide && fits(whole, INT32) ? new Int32(Number(whole)) : Long.fromBigInt(whole);
}

function wholePower(base: bigint, exponent: bigint): bigint | undefined {
  if (base === 1n || (base === -1n && exponent % 2n === 0n)) return 1n;
  if (base === -1n) return -1n;
  if (exponent < 0n) return undefined;
  if (base === 0n) return exponent === 0n ? 1n : 0n;
  return exponent > 64n ? undefined : base ** exponent;
}

export const fits = (value: bigint, limit: bigint): boolean => value >= -limit && value < limit;

function onDoubles(op: Arithmetic, x: number, y: number): number {
  if (op === 'add') return x + y;
  if (op === 'subtract') return x - y;
  if (op === 'multiply') return x * y;
  return op === 'divide' ? x / y : x % y;
}

function onWholes(op: Arithmetic, x: bigint, y: bigint): bigint {
  if (op === 'add') return x + y;
  if (op === 'subtract') return x - y;
  return op === 'multiply' ? x * y : x % y;
}

function onDecimals(op: Arithmetic, a: Num, b: Num): Decimal128 {
  const x = decimalOperand(a);
  const y = decimalOperand(b);
  if (typeof x === 'number' || typeof y === 'number') {
    const number = onDoubles(op, asNumber(a), asNumber(b));
    return Decimal128.fromString(String(number));
  }
  if (op === 'multiply') return toDecimal(x.digits * y.digits, x.exponent + y.exponent);
  if (op === 'divide') return divided(x, y);
  const [left, right, exponent] = align(x, y);
  return toDecimal(onWholes(op, left, right), exponent);
}

function divided(x: Exact, y: Exact): Decimal128 {
  // 40 digits more than the divisor has: enough for the 34 that are kept.
  const extra = 40 + String(y.digits).length;
  const dividend = x.digits * 10n ** BigInt(extra);
  let [digits, exponent] = [dividend / y.digits, x.exponent - y.exponent - extra];
  // 10 by 2 is 5: zeros that the division made go again.
  if (dividend % y.digits === 0n) {
    while (exponent < x.exponent - y.exponent && digits % 10n === 0n) {
      digits /= 10n;
      exponent += 1;
    }
  }
  return toDecimal(digits, exponent);
}

/** Digits and the power of ten of a number as a decimal; null where it is not finite. */
export function decimalParts(value: Num): Exact | null {
  const parts = decimalOperand(value);
  return typeof parts === 'number' ? null : parts;
}

/** A number where it is not finite. Doubles count with 15 digits here, as on the server. */
function decimalOperand(value: Num): Exact | number {
  const source =
    value instanceof Double && Number.isFinite(value.value)
      ? Decimal128.fromString(value.value.toPrecision(15))
      : value;
  const exact = exactly(source);
  return typeof exact === 'number' && !Number.isFinite(exact) ? exact : toExact(exact);
}

function toDecimal(digits: bigint, exponent: number): Decimal128 {
  let [kept, power] = [digits, exponent];
  // 1.5000…0 of a division is 1.5; what came in with zeros ("2.50") keeps them.
  while (String(kept).length > 34 && kept % 10n === 0n) {
    kept /= 10n;
    power += 1;
  }
  return Decimal128.fromStringWithRounding(`${kept}E${power}`);
}

/** The type a plain number gets as a result: int32, int64 or double. */
export function numberOf(value: number): Num {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return new Double(value);
  return Math.abs(value) < 2 ** 31 ? new Int32(value) : Long.fromNumber(value);
}

/** Counts go to functions as 64-bit integers. */
export function countOf(value: number): Long {
  return Long.fromNumber(value);
}

/** The whole number a value is, of any type of number, exactly; undefined for anything else. */
export function exactWholeOf(value: Maybe): bigint | undefined {
  if (!isNum(value)) return undefined;
  if (value instanceof Int32) return BigInt(value.value);
  if (value instanceof Long) return value.toBigInt();
  const exact = exactly(value);
  if (typeof exact === 'bigint') return exact;
  if (typeof exact === 'number') return Number.isInteger(exact) ? BigInt(exact) : undefined;
  if (exact.digits === 0n) return 0n;
  if (exact.exponent >= 0) {
    return exact.exponent > 40 ? undefined : exact.digits * 10n ** BigInt(exact.exponent);
  }
  const divisor = 10n ** BigInt(-exact.exponent);
  return exact.digits % divisor === 0n ? exact.digits / divisor : undefined;
}

/** The same as a JavaScript number: rounded beyond 2^53, which no count or index reaches. */
export function wholeOf(value: Maybe): number | undefined {
  const whole = exactWholeOf(value);
  return whole === undefined || whole >= INT64 || whole < -INT64 ? undefined : Number(whole);
}

/** A whole number in the 32 bits that arguments of operators may have. */
export function int32Of(value: Maybe): number | undefined {
  const whole = exactWholeOf(value);
  return whole === undefined || !fits(whole, INT32) ? undefined : Number(whole);
}
