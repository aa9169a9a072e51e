import type { Range } from '../../../preload/contract/interchange/expectations/assertions.ts';
import { compareDecimals, decimal, type Json, sameJson } from '../../lib/json/exact-json.ts';

/** One operator of an assertion, made ready. */
export interface Need {
  /** `equals "x"` */
  words: string;
  /** Throws RangeError where a value is nested too deep to be compared. */
  holds: (value: Json, plain: () => Json) => boolean;
  /** More than the value tells of why it does not hold. */
  why?: (plain: () => Json) => string;
}

/** What is written longer is shown by its beginning. */
const SHOWN = 20_000;

/** A value as reports show it. */
export function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** `exactly 2`, `1 to 3`, `1 or more`. */
export function rangeWords(range: Range): string {
  const { min, max } = boundsOf(range);
  if (min === max) return `exactly ${min}`;
  if (max === Infinity) return `${min} or more`;
  return min === 0 ? `${max} at most` : `${min} to ${max}`;
}

export function boundsOf(range: Range): { min: number; max: number } {
  if (typeof range === 'number') return { min: range, max: range };
  return { min: range.min ?? 0, max: range.max ?? Infinity };
}

export function fits(range: Range, count: number): boolean {
  const { min, max } = boundsOf(range);
  return count >= min && count <= max;
}

/** Operators on one value. What is not given is undefined. */
export interface ValueOperators {
  equals?: string | number | boolean | null | undefined;
  deepEquals?: Json | undefined;
  matches?: string | undefined;
  oneOf?: readonly (string | number | boolean | null)[] | undefined;
  type?: string | undefined;
  gt?: number | string | undefined;
  gte?: number | string | undefined;
  lt?: number | string | undefined;
  lte?: number | string | undefined;
  length?: Range | undefined;
}

const COMPARED = {
  gt: { words: 'is above', holds: (order: number) => order > 0 },
  gte: { words: 'is at least', holds: (order: number) => order >= 0 },
  lt: { words: 'is below', holds: (order: number) => order < 0 },
  lte: { words: 'is at most', holds: (order: number) => order <= 0 },
} as const;

/**
 * Makes operators ready.
 *
 * @throws SyntaxError for an expression that is none
 */
export function needsOf(operators: ValueOperators): Need[] {
  const { equals, deepEquals, matches, oneOf, type, length } = operators;
  const needs: Need[] = [];
  const add = (words: string, holds: Need['holds']): void => void needs.push({ words, holds });
  if (equals !== undefined) add(`equals ${shown(equals)}`, (value) => value === equals);
  if (deepEquals !== undefined) {
    add(`deeply equals ${shown(deepEquals)}`, (value) => sameJson(value, deepEquals));
  }
  if (matches !== undefined) {
    const expression = new RegExp(matches);
    add(`matches /${matches}/`, (value) => {
      if (typeof value === 'object') return false;
      return expression.test(String(value));
    });
  }
  if (oneOf !== undefined) {
    add(`is one of ${oneOf.map(shown).join(', ')}`, (value) => oneOf.some((one) => one === value));
  }
  if (type !== undefined) {
    add(`is of type ${type}`, (_value, plain) => isOfType(plain(), type));
  }
  for (const name of ['gt', 'gte', 'lt', 'lte'] as const) {
    const bound = operators[name];
    const limit = bound === undefined ? undefined : decimal(bound);
    if (bound === undefined || limit === undefined) continue;
    const { words, holds } = COMPARED[name];
    add(`${words} ${bound}`, (value) => {
      const number = decimal(value);
      return number !== undefined && holds(compareDecimals(number, limit));
    });
  }
  if (length !== undefined) {
    add(`has a length of ${rangeWords(length)}`, (value, plain) => {
      const size = lengthOf(plain());
      return size !== undefined && fits(length, size);
    });
  }
  return needs;
}

function isOfType(value: Json, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object')
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return typeof value === 'number' && isWhole(value);
  return typeof value === type;
}

/** What a double rounds to infinity was an integer at least as far as anybody can tell. */
const isWhole = (value: number): boolean => Number.isInteger(value) || !Number.isFinite(value);

/** In characters as people count them, items, or members; undefined for what has no length. */
function lengthOf(value: Json): number | undefined {
  if (typeof value === 'string') return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}
