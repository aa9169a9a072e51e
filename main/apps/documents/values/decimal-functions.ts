import { Decimal128, Double, Int32 } from 'bson';
import { asNumber, calculate, decimalParts, exactWholeOf } from './numbers.ts';
import type { Num } from './values.ts';

// Functions of decimals to 34 digits: computed with whole numbers scaled by 10^SCALE.

const SCALE = 60;
const ONE = 10n ** BigInt(SCALE);

type Name = 'sqrt' | 'exp' | 'ln' | 'log10';

/** A double as a decimal, with its shortest digits. */
export function decimalOfNumber(value: number): Decimal128 {
  return Decimal128.fromString(String(value));
}

/** The function of a number as a decimal. Where it has no finite value, as of the double. */
export function decimalFunction(name: Name, value: Num): Decimal128 {
  const near = asNumber(value);
  const parts = decimalParts(value);
  if (parts === null) return decimalOfNumber(plain(name, near));
  if (name === 'sqrt') return squareRoot(parts.digits, parts.exponent);
  if (name === 'exp') {
    // Beyond these, decimals have no such number.
    if (Math.abs(near) > 14_200) return decimalOfNumber(near > 0 ? Infinity : 0);
    return fromScaled(...exponential(scaled(parts.digits, parts.exponent)));
  }
  if (parts.digits === 0n) return decimalOfNumber(plain(name, near));
  const ln = logarithm(parts.digits, parts.exponent);
  return fromScaled(name === 'ln' ? ln : (ln * ONE) / logarithm(10n, 0), 0);
}

function plain(name: Name, value: number): number {
  if (name === 'sqrt') return Math.sqrt(value);
  if (name === 'exp') return Math.exp(value);
  return name === 'ln' ? Math.log(value) : Math.log10(value);
}

/** @returns with all 34 digits, as the server writes powers of decimals. */
export function decimalPower(base: Num, exponent: Num): Decimal128 {
  const whole = exactWholeOf(exponent);
  const parts = decimalParts(base);
  if (parts === null || decimalParts(exponent) === null) {
    return decimalOfNumber(asNumber(base) ** asNumber(exponent));
  }
  if (whole !== undefined && whole >= -10_000n && whole <= 10_000n)
    return allDigits(wholePower(base, whole));
  if (parts.digits < 0n) return decimalOfNumber(Number.NaN);
  if (parts.digits === 0n) return Decimal128.fromString('0');
  return decimalFunction('exp', calculate('multiply', decimalFunction('ln', base), exponent));
}

function wholePower(base: Num, exponent: bigint): Num {
  let result: Num = Decimal128.fromString('1');
  let square: Num = base;
  for (let rest = exponent < 0n ? -exponent : exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = calculate('multiply', result, square);
    if (rest > 1n) square = calculate('multiply', square, square);
  }
  return exponent < 0n ? calculate('divide', new Int32(1), result) : result;
}

function allDigits(value: Num): Decimal128 {
  const parts = decimalParts(value);
  if (parts === null || parts.digits === 0n) {
    return value instanceof Double || !(value instanceof Decimal128)
      ? Decimal128.fromString(value.toString())
      : value;
  }
  const length = String(parts.digits).replace('-', '').length;
  const more = Math.max(0, 34 - length);
  return Decimal128.fromString(`${parts.digits * 10n ** BigInt(more)}E${parts.exponent - more}`);
}

const scaled = (digits: bigint, exponent: number): bigint =>
  exponent + SCALE >= 0
    ? digits * 10n ** BigInt(exponent + SCALE)
    : digits / 10n ** BigInt(-exponent - SCALE);

function fromScaled(value: bigint, tens: number): Decimal128 {
  return Decimal128.fromStringWithRounding(shortest(value, tens - SCALE));
}

/** An exact result has no zeros at its end; others are cut to 34 digits. */
function shortest(digits: bigint, exponent: number): string {
  const length = String(digits).replace('-', '').length;
  let [kept, power] = [digits, exponent];
  if (length > 36) {
    const step = 10n ** BigInt(length - 36);
    kept = (digits + (digits < 0n ? -step : step) / 2n) / step;
    power += length - 36;
  }
  while (kept !== 0n && kept % 10n === 0n && power < 0) {
    kept /= 10n;
    power += 1;
  }
  return `${kept}E${power}`;
}

function squareRoot(digits: bigint, exponent: number): Decimal128 {
  const odd = Math.abs(exponent % 2);
  const wide = digits * 10n ** BigInt(80 + odd);
  return Decimal128.fromStringWithRounding(shortest(rootOf(wide), (exponent - odd) / 2 - 40));
}

function rootOf(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (guess + value / guess) / 2n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** @returns the scaled value, and the power of ten it is to be multiplied by. */
function exponential(value: bigint): [bigint, number] {
  const ten = logarithm(10n, 0);
  const tens = value / ten;
  const rest = value - tens * ten;
  // exp(x) = exp(x / 2^20) ^ (2^20): the series is short for small numbers.
  const small = rest / (1n << 20n);
  let [sum, term] = [ONE, ONE];
  for (let i = 1n; term !== 0n; i += 1n) {
    term = (term * small) / ONE / i;
    sum += term;
  }
  for (let i = 0; i < 20; i++) sum = (sum * sum) / ONE;
  return [sum, Number(tens)];
}

const LN2 = lnOfTwo();

/** Of a positive number, scaled. */
function logarithm(digits: bigint, exponent: number): bigint {
  if (exponent > SCALE || -exponent > SCALE / 2 || digits > ONE) {
    const length = String(digits).length;
    const shift = exponent + length - 1;
    if (shift !== 0) return logarithm(digits, 1 - length) + BigInt(shift) * logarithm(10n, 0);
  }
  let value = scaled(digits, exponent);
  let halvings = 0n;
  while (value > 2n * ONE) {
    value /= 2n;
    halvings += 1n;
  }
  while (value < ONE) {
    value *= 2n;
    halvings -= 1n;
  }
  return artanhSeries(((value - ONE) * ONE) / (value + ONE)) + halvings * LN2;
}

/** 2 artanh(z) = ln((1 + z) / (1 - z)). */
function artanhSeries(z: bigint): bigint {
  const square = (z * z) / ONE;
  let [sum, term] = [0n, z];
  for (let i = 1n; term !== 0n; i += 2n) {
    sum += term / i;
    term = (term * square) / ONE;
  }
  return sum * 2n;
}

function lnOfTwo(): bigint {
  return artanhSeries(ONE / 3n);
}
