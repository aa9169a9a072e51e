import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber } from '../values/numbers.ts';
import { type Document, isDocument, isNum, type Maybe, type Value } from '../values/values.ts';
import { compileElement, type Places } from './match.ts';

/** `$slice`, `$elemMatch` and `.$` of find: they cut an array down. */
export type Cut = (list: Value[], places?: Places) => Value[];

/** The `$slice` of find; undefined where it is that of expressions, which names its array. */
export function sliceCut(operand: Value): Cut | undefined {
  const numbers = Array.isArray(operand) ? operand : [operand];
  if (numbers.length > 0 && !isNum(numbers[0])) {
    // With an array or a path in front, it is an expression.
    if (Array.isArray(operand)) return undefined;
    throw new MongoDBError(
      `Invalid $slice syntax. The given syntax did not match: ${typeName(operand)}`,
      28724,
    );
  }
  if (Array.isArray(operand) && operand.length !== 2) {
    throw new MongoDBError(`Invalid $slice syntax: an array of two numbers is expected`, 28724);
  }
  const [from = 0, count] = numbers.map((number) => sliceNumber(number));
  if (count !== undefined && count <= 0) {
    throw new MongoDBError(
      'First argument to $slice must be an array, or its limit positive',
      28724,
    );
  }
  return (list) => {
    if (count === undefined) return from < 0 ? list.slice(from) : list.slice(0, from);
    const start = from < 0 ? Math.max(0, list.length + from) : from;
    return list.slice(start, start + count);
  };
}

/** Fractions are cut off, and what is too large is as large as it can be. */
function sliceNumber(value: Value): number {
  const number = isNum(value) ? Math.trunc(asNumber(value)) : Number.NaN;
  if (Number.isNaN(number)) {
    throw new MongoDBError(`Invalid $slice syntax: ${typeName(value)}`, 28724);
  }
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, number));
}

/** The first element that satisfies the criteria, in an array; undefined where there is none. */
export function elementOf(operand: Value, path: string): (value: Maybe) => Maybe {
  if (!isDocument(operand)) {
    throw new MongoDBError(
      `elemMatch: Invalid argument, object required, but got ${typeName(operand)}`,
      31274,
    );
  }
  if (path.includes('.')) {
    throw new MongoDBError('Cannot use $elemMatch projection on a nested field', 31275);
  }
  const test = compileElement(operand, new Map());
  return (value) => {
    const found = Array.isArray(value) ? value.find((item) => test(item)) : undefined;
    return found === undefined ? undefined : [found];
  };
}

/** `field.$`: the element at which the query was true. */
export function positionalCut(path: string): Cut {
  return (list, places) => {
    const at = placeOf(path, places);
    if (at === undefined) {
      throw new MongoDBError(
        `Executor error during find command: positional operator '.$' couldn't find a matching element in the array`,
        51246,
      );
    }
    if (at >= list.length) {
      throw new MongoDBError(
        "Executor error during find command: positional operator '.$' element mismatch",
        51247,
      );
    }
    return list.slice(at, at + 1);
  };
}

/** The index at which a query found the array of this path, directly or in one of its fields. */
export function placeOf(path: string, places: Places | undefined): number | undefined {
  for (const [key, index] of places ?? []) {
    if (key === path || key.startsWith(`${path}.`)) return index;
  }
  return undefined;
}

/** Cuts the array at a path of a document, of which what stands on the way is copied. */
export function cutArray(
  document: Document,
  parts: readonly string[],
  cut: Cut,
  places: Places | undefined,
  at = 0,
): void {
  const part = parts[at] ?? '';
  const value = document[part];
  if (at === parts.length - 1) {
    if (Array.isArray(value)) document[part] = cut(value, places);
    return;
  }
  const inside = (item: Value): Value => {
    if (!isDocument(item)) return item;
    const copy = Object.assign(Object.create(null) as Document, item);
    cutArray(copy, parts, cut, places, at + 1);
    return copy;
  };
  if (Array.isArray(value)) document[part] = value.map(inside);
  else if (value !== undefined) document[part] = inside(value);
}
