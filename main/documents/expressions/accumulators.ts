import { Double, Int32 } from 'bson';
import { compareValues, distinctValues } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, calculate } from '../values/numbers.ts';
import {
  type Document,
  emptyDocument,
  isDocument,
  isNum,
  type Maybe,
  type Num,
  type Value,
  table,
} from '../values/values.ts';

/** Turns the values of a group, or of an array, into one; undefined stands for missing. */
export type Accumulator = (values: readonly Maybe[]) => Value;

/** Those that also work as an expression over an array. */
export const ARRAY_ACCUMULATORS: Record<string, Accumulator> = {
  $sum: sum,
  $avg(values) {
    const numbers = values.filter((value) => isNum(value));
    if (numbers.length === 0) return null;
    const total = sum(numbers);
    return isNum(total) ? calculate('divide', total, new Int32(numbers.length)) : null;
  },
  $min: (values) => extreme(values, -1),
  $max: (values) => extreme(values, 1),
  $stdDevPop: (values) => deviation(values, 0),
  $stdDevSamp: (values) => deviation(values, 1),
};

export const GROUP_ACCUMULATORS: Record<string, Accumulator> = table({
  ...ARRAY_ACCUMULATORS,
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => present(values),
  $addToSet: (values) => distinctValues(present(values)),
  $count: (values) => new Int32(values.length),
  $mergeObjects: mergeObjects,
});

function present(values: readonly Maybe[]): Value[] {
  return values.filter((value) => value !== undefined);
}

function sum(values: readonly Maybe[]): Value {
  let total: Num = new Int32(0);
  for (const value of values) if (isNum(value)) total = calculate('add', total, value);
  return total;
}

function extreme(values: readonly Maybe[], sign: number): Value {
  let best: Value = null;
  for (const value of values) {
    if (value === undefined || value === null) continue;
    if (best === null || compareValues(value, best) * sign > 0) best = value;
  }
  return best;
}

function deviation(values: readonly Maybe[], less: number): Value {
  const numbers = values.filter((value) => isNum(value)).map((value) => asNumber(value));
  if (numbers.length <= less) return null;
  const mean = numbers.reduce((total, number) => total + number, 0) / numbers.length;
  const squares = numbers.reduce((total, number) => total + (number - mean) ** 2, 0);
  return new Double(Math.sqrt(squares / (numbers.length - less)));
}

export function mergeObjects(values: readonly Maybe[]): Document {
  const merged = emptyDocument();
  for (const value of values) {
    if (value === undefined || value === null) continue;
    if (!isDocument(value)) throw new MongoDBError('$mergeObjects requires object inputs');
    for (const key of Object.keys(value)) merged[key] = value[key] ?? null;
  }
  return merged;
}
