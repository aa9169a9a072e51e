import { decimalOf } from './decimal.ts';
import { JsonMistake, Scanner } from './scan.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface ExactJson {
  /** A number that a double cannot hold is the text of its digits. */
  exact: Json;
  /** As `JSON.parse` has it: there a number is always a number. */
  plain: () => Json;
}

/** Only a text with such a number can hold one that a double cannot. */
const LONG_NUMBER = /\d[\d.]{15}|\d[eE][+-]?\d{3}/;

/**
 * Reads JSON so that no number is rounded.
 *
 * @returns why it is no JSON, in words
 */
export function readExactJson(source: string): ExactJson | { problem: string } {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  try {
    const plain = JSON.parse(text) as Json;
    if (!LONG_NUMBER.test(text)) return { exact: plain, plain: () => plain };
    return { exact: JSON.parse(text, exactly) as Json, plain: () => plain };
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'JSON that is nested too deep' };
    return { problem: mistakeIn(text) };
  }
}

/** The `source` of a number is part of what a reviver is told since 2025. */
function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined
    ? exactNumber(context.source, value)
    : value;
}

/** A number, or its digits as they were written where a double is another number. */
export function exactNumber(source: string, value = Number(source)): number | string {
  if (!LONG_NUMBER.test(source)) return value;
  return Number.isFinite(value) && decimalOf(source) === decimalOf(String(value)) ? value : source;
}

function mistakeIn(text: string): string {
  if (text.trim() === '') return 'nothing';
  try {
    const scanner = new Scanner(text);
    scanner.value();
    scanner.end();
    return 'no JSON';
  } catch (error) {
    return error instanceof JsonMistake ? `no JSON: ${error.message}` : 'no JSON';
  }
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A value as an exact decimal number: a number, or a text that is one; undefined for all else. */
export function decimal(value: Json): string | undefined {
  if (typeof value === 'number') return decimalOf(String(value));
  if (typeof value !== 'string' || value.length > 10_000 || !NUMBER.test(value)) return undefined;
  // An exponent of thousands of digits would be a number of as many.
  return /[eE][+-]?\d{7}/.test(value) ? undefined : decimalOf(value);
}

/** Negative where the first is less, as exact decimals of `decimal`. */
export function compareDecimals(left: string, right: string): number {
  const [a, b] = [partsOf(left), partsOf(right)];
  if (a.sign !== b.sign) return a.sign - b.sign;
  if (a.sign === 0) return 0;
  const sizes = a.digits.length + a.power - (b.digits.length + b.power);
  if (sizes !== 0) return a.sign * sizes;
  const length = Math.max(a.digits.length, b.digits.length);
  const [x, y] = [a.digits.padEnd(length, '0'), b.digits.padEnd(length, '0')];
  return x === y ? 0 : a.sign * (x < y ? -1 : 1);
}

function partsOf(text: string): { sign: number; digits: string; power: number } {
  if (text === '0') return { sign: 0, digits: '', power: 0 };
  const isNegative = text.startsWith('-');
  const [digits = '', power = '0'] = (isNegative ? text.slice(1) : text).split('e');
  return { sign: isNegative ? -1 : 1, digits, power: Number(power) };
}

/** Whether two JSON values are the same, whatever the order of members. */
export function sameJson(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((one, at) => sameJson(one, right[at] ?? null))
    );
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) => Object.hasOwn(right, key) && sameJson(left[key] ?? null, right[key] ?? null),
    )
  );
}
