import { ARRAY_ACCUMULATORS, mergeObjects } from './accumulators.ts';
import { compareValues, distinctValues, equalValues, keyOf } from '../values/compare.ts';
import type { NamedOperators, Operators } from './operators.ts';
import { checkElements } from '../values/heap-watch.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { numberOf } from '../values/numbers.ts';
import { sortKeys } from '../values/sort.ts';
import {
  documentOf,
  emptyDocument,
  expectArray,
  expectDocument,
  expectString,
  isDocument,
  isTruthy,
  type Maybe,
  type Value,
  wholeNumber,
} from '../values/values.ts';

const missing = (value: Maybe): value is null | undefined => value === undefined || value === null;

/** Arrays, sets, objects and comparison. */
export const ARRAYS: Operators = {
  $size: ([value]) => numberOf(expectArray(value, 'the argument of $size').length),
  $isArray: ([value]) => Array.isArray(value),
  $arrayElemAt: ([list, at]) =>
    missing(list) ? null : elementAt(list, wholeNumber(at, 'the index of $arrayElemAt')),
  $first: ([list]) => (missing(list) ? null : elementAt(list, 0)),
  $last: ([list]) => (missing(list) ? null : elementAt(list, -1)),
  $in: ([value, list]) =>
    expectArray(list, 'the second argument of $in').some((item) => equalValues(item, value)),
  $indexOfArray: ([list, value]) =>
    missing(list)
      ? null
      : numberOf(
          expectArray(list, 'the first argument of $indexOfArray').findIndex((item) =>
            equalValues(item, value),
          ),
        ),
  $concatArrays: (lists) =>
    lists.some(missing)
      ? null
      : lists.flatMap((list) => expectArray(list, 'an argument of $concatArrays')),
  $reverseArray: ([list]) =>
    missing(list) ? null : expectArray(list, 'the argument of $reverseArray').toReversed(),
  $slice: slice,
  $setUnion: (sets) =>
    sets.some(missing) ? null : distinctValues(sets.flatMap((set) => asSet(set))),
  $setIntersection: (sets) => (sets.some(missing) ? null : intersection(sets)),
  $setDifference([a, b]) {
    if (missing(a) || missing(b)) return null;
    const without = keysOf(b);
    return distinctValues(asSet(a)).filter((item) => !without.has(keyOf(item)));
  },
  $setIsSubset([a, b]) {
    const whole = keysOf(b);
    return asSet(a).every((item) => whole.has(keyOf(item)));
  },
  $setEquals([first, ...others]) {
    const keys = keysOf(first);
    return others.every((other) => {
      const theirs = keysOf(other);
      return theirs.size === keys.size && [...theirs].every((key) => keys.has(key));
    });
  },
  $anyElementTrue: ([list]) => asSet(list).some((item) => isTruthy(item)),
  $allElementsTrue: ([list]) => asSet(list).every((item) => isTruthy(item)),
  $mergeObjects: (args) =>
    mergeObjects(args.length === 1 && Array.isArray(args[0]) ? args[0] : args),
  $objectToArray: ([value]) => (missing(value) ? null : toPairs(value)),
  $arrayToObject: ([list]) => (missing(list) ? null : fromPairs(list)),
  $eq: ([a, b]) => equalValues(a, b),
  $ne: ([a, b]) => !equalValues(a, b),
  $gt: ([a, b]) => compareValues(a, b) > 0,
  $gte: ([a, b]) => compareValues(a, b) >= 0,
  $lt: ([a, b]) => compareValues(a, b) < 0,
  $lte: ([a, b]) => compareValues(a, b) <= 0,
  $cmp: ([a, b]) => numberOf(compareValues(a, b)),
  ...overArrays(),
};

export const NAMED_ARRAYS: NamedOperators = {
  $sortArray({ input, sortBy }) {
    if (missing(input)) return null;
    const list = expectArray(input, 'the input of $sortArray');
    if (!isDocument(sortBy)) {
      const sign = wholeNumber(sortBy, 'sortBy');
      return list.toSorted((a, b) => compareValues(a, b) * sign);
    }
    const compare = sortKeys(sortBy);
    return list.toSorted((a, b) =>
      isDocument(a) && isDocument(b) ? compare(a, b) : compareValues(a, b),
    );
  },
  $getField: ({ field, input }) =>
    isDocument(input) ? input[expectString(field, 'the field of $getField')] : undefined,
  $setField({ field, input, value }) {
    if (missing(input)) return null;
    const copy = documentOf(expectDocument(input, 'the input of $setField'));
    const name = expectString(field, 'the field of $setField');
    if (value === undefined) delete copy[name];
    else copy[name] = value;
    return copy;
  },
  $zip({ inputs, useLongestLength, defaults }) {
    const lists = expectArray(inputs, 'the inputs of $zip');
    if (lists.some(missing)) return null;
    const arrays = lists.map((list) => expectArray(list, 'an input of $zip'));
    const lengths = arrays.map((list) => list.length);
    const fill = Array.isArray(defaults) ? defaults : [];
    const length = isTruthy(useLongestLength) ? Math.max(...lengths) : Math.min(...lengths);
    checkElements(length * lengths.length);
    return Array.from({ length }, (_, row) =>
      arrays.map((list, i) => list[row] ?? fill[i] ?? null),
    );
  },
};

/** `$sum` and its like over one array, or over their arguments. */
function overArrays(): Operators {
  return Object.fromEntries(
    Object.entries(ARRAY_ACCUMULATORS).map(([name, accumulate]) => [
      name,
      (args: readonly Maybe[]) =>
        accumulate(args.length === 1 && Array.isArray(args[0]) ? args[0] : args),
    ]),
  );
}

function elementAt(list: Value, index: number): Maybe {
  return expectArray(list, 'the array argument').at(index);
}

function slice([list, from, count]: readonly Maybe[]): Maybe {
  if (missing(list) || missing(from)) return null;
  const items = expectArray(list, 'the first argument of $slice');
  const start = wholeNumber(from, 'an argument of $slice');
  if (count === undefined) return start < 0 ? items.slice(start) : items.slice(0, start);
  const size = wholeNumber(count, 'an argument of $slice');
  if (size <= 0) throw new MongoDBError('the third argument of $slice must be positive');
  const first = start < 0 ? Math.max(0, items.length + start) : start;
  return items.slice(first, first + size);
}

const asSet = (value: Maybe): Value[] => expectArray(value, 'the argument of a set operator');
const keysOf = (value: Maybe): Set<string> => new Set(asSet(value).map((item) => keyOf(item)));

function intersection([first, ...others]: readonly Maybe[]): Value {
  const sets = others.map((other) => keysOf(other));
  return distinctValues(asSet(first ?? [])).filter((item) =>
    sets.every((keys) => keys.has(keyOf(item))),
  );
}

function toPairs(value: Value): Value {
  const document = expectDocument(value, 'the argument of $objectToArray');
  return Object.keys(document).map((key) => documentOf({ k: key, v: document[key] ?? null }));
}

function fromPairs(value: Value): Value {
  const result = emptyDocument();
  for (const item of expectArray(value, 'the argument of $arrayToObject')) {
    const [key, held] = isDocument(item)
      ? [item['k'], item['v']]
      : expectArray(item, 'an element of $arrayToObject');
    result[expectString(key, 'a key of $arrayToObject')] = held ?? null;
  }
  return result;
}
