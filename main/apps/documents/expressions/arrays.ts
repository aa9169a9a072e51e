import { Int32 } from 'bson';
import { compareValues, equalValues, typeName } from '../values/compare.ts';
import { checkElements } from '../values/heap-watch.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { int32Of } from '../values/numbers.ts';
import { isNum, type Maybe, type Value } from '../values/values.ts';
import { ARRAY_ACCUMULATORS, pickCount, pickN } from './accumulators.ts';
import { isNullish, type NamedOperators, type Operators } from './operators.ts';

/** Arrays and comparison. */
export const ARRAYS: Operators = {
  $size: ([value]) =>
    new Int32(expectList(value, 'The argument to $size must be an array', 17124).length),
  $isArray: ([value]) => Array.isArray(value),
  $arrayElemAt([list, at]) {
    if (isNullish(list) || isNullish(at)) return null;
    const items = expectList(list, "$arrayElemAt's first argument must be an array", 28689);
    return items.at(indexAt(at));
  },
  $first: ([list]) => endOf(list, '$first', 0),
  $last: ([list]) => endOf(list, '$last', -1),
  $in: ([value, list]) =>
    expectList(list, '$in requires an array as a second argument', 40081).some((item) =>
      equalValues(item, value),
    ),
  $indexOfArray(args) {
    const [list, value] = args;
    if (isNullish(list)) return null;
    const items = expectList(list, '$indexOfArray requires an array as a first argument', 40090);
    const start = args.length > 2 ? place(args[2], 'starting') : 0;
    const end = args.length > 3 ? place(args[3], 'ending') : items.length;
    const at = items.slice(0, end).findIndex((item, i) => i >= start && equalValues(item, value));
    return new Int32(at);
  },
  $concatArrays(lists) {
    if (lists.some(isNullish)) return null;
    return lists.flatMap((list) => expectList(list, '$concatArrays only supports arrays', 28664));
  },
  $reverseArray: ([list]) =>
    isNullish(list)
      ? null
      : expectList(list, 'The argument to $reverseArray must be an array', 34435).toReversed(),
  $slice: slice,
  $range: range,
  $eq: ([a, b]) => equalValues(a, b),
  $ne: ([a, b]) => !equalValues(a, b),
  $gt: ([a, b]) => compareValues(a, b) > 0,
  $gte: ([a, b]) => compareValues(a, b) >= 0,
  $lt: ([a, b]) => compareValues(a, b) < 0,
  $lte: ([a, b]) => compareValues(a, b) <= 0,
  $cmp: ([a, b]) => new Int32(compareValues(a, b)),
  ...overArrays(),
};

/** `$firstN` and its like over an array: `{n, input}`. */
export const NAMED_ARRAYS: NamedOperators = Object.fromEntries(
  ['$firstN', '$lastN', '$minN', '$maxN'].map((name) => [
    name,
    ({ n, input }: Readonly<Record<string, Maybe>>): Maybe => {
      const count = pickCount(n, name);
      if (isNullish(input)) return null;
      const list = expectList(input, `${name} requires its input to be an array`, 5788200);
      return pickN(name, list, count);
    },
  ]),
);

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

/** @throws MongoDBError with the operator's own code. */
export function expectList(value: Maybe, what: string, code: number): Value[] {
  if (Array.isArray(value)) return value;
  throw new MongoDBError(`${what}, but was of type: ${typeName(value)}`, code);
}

function endOf(list: Maybe, name: string, at: number): Maybe {
  if (isNullish(list)) return null;
  return expectList(list, `${name}'s argument must be an array`, 28689).at(at);
}

function indexAt(value: Maybe): number {
  if (!isNum(value)) {
    throw new MongoDBError(
      `$arrayElemAt's second argument must be a numeric value, but is ${typeName(value)}`,
      28690,
    );
  }
  const at = int32Of(value);
  if (at === undefined) {
    throw new MongoDBError(
      "$arrayElemAt's second argument must be representable as a 32-bit integer",
      28691,
    );
  }
  return at;
}

function place(value: Maybe, which: string): number {
  const at = int32Of(value);
  if (at === undefined) {
    throw new MongoDBError(
      `$indexOfArray requires an integral ${which} index, found a value of type: ${typeName(value)}`,
      9711600,
    );
  }
  if (at < 0) {
    throw new MongoDBError(
      `$indexOfArray requires a nonnegative ${which} index, found: ${at}`,
      9711601,
    );
  }
  return at;
}

function slice(args: readonly Maybe[]): Maybe {
  const [list, from, count] = args;
  if (isNullish(list) || isNullish(from) || (args.length > 2 && isNullish(count))) return null;
  const items = expectList(list, 'First argument to $slice must be an array', 28724);
  const start = sliceNumber(from, 'Second', 28725);
  if (args.length < 3) return start < 0 ? items.slice(start) : items.slice(0, start);
  const size = sliceNumber(count, 'Third', 28727);
  if (size <= 0) throw new MongoDBError('Third argument to $slice must be positive', 28729);
  const first = start < 0 ? Math.max(0, items.length + start) : start;
  return items.slice(first, first + size);
}

function sliceNumber(value: Maybe, which: string, code: number): number {
  if (!isNum(value)) {
    throw new MongoDBError(
      `${which} argument to $slice must be numeric, but is of type: ${typeName(value)}`,
      code,
    );
  }
  const whole = int32Of(value);
  if (whole === undefined) {
    throw new MongoDBError(
      `${which} argument to $slice can't be represented as a 32-bit integer`,
      code + 1,
    );
  }
  return whole;
}

function range(args: readonly Maybe[]): Value {
  const [start, end] = [
    rangeNumber(args[0], 'starting', 34443),
    rangeNumber(args[1], 'ending', 34445),
  ];
  const step = args.length > 2 ? rangeNumber(args[2], 'step', 34447) : 1;
  if (step === 0) throw new MongoDBError('$range requires a non-zero step value', 34449);
  const length = Math.max(0, Math.ceil((end - start) / step));
  checkElements(length);
  return Array.from({ length }, (_, i) => new Int32(start + i * step));
}

function rangeNumber(value: Maybe, which: string, code: number): number {
  if (!isNum(value)) {
    throw new MongoDBError(
      `$range requires a numeric ${which} value, found value of type: ${typeName(value)}`,
      code,
    );
  }
  const whole = int32Of(value);
  if (whole === undefined) {
    throw new MongoDBError(
      `$range requires a ${which} value that can be represented as a 32-bit integer`,
      code + 1,
    );
  }
  return whole;
}
