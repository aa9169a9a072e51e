import { Decimal128, Double, Int32, Long } from 'bson';
import { compareValues, distinctValues, typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, calculate, exactWholeOf } from '../values/numbers.ts';
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
    return calculate('divide', total, new Int32(numbers.length));
  },
  $min: (values) => extreme(values, -1),
  $max: (values) => extreme(values, 1),
  $stdDevPop: (values) => deviation(values, 0),
  $stdDevSamp: (values) => deviation(values, 1),
};

export const GROUP_ACCUMULATORS: Readonly<Record<string, Accumulator>> = table({
  ...ARRAY_ACCUMULATORS,
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => present(values),
  $addToSet: (values) => distinctValues(present(values)),
  $count: (values) => sum(values.map(() => new Int32(1))),
  $mergeObjects: mergeObjects,
  $concatArrays: (values) => lists(values, '$concatArrays').flat(),
  $setUnion: (values) => distinctValues(lists(values, '$setUnion').flat()),
});

function lists(values: readonly Maybe[], name: string): Value[][] {
  return present(values)
    .filter((value) => value !== null)
    .map((value) => {
      if (Array.isArray(value)) return value;
      throw new MongoDBError(
        `${name} requires array inputs, but input is of type ${typeName(value)}`,
        14,
      );
    });
}

function present(values: readonly Maybe[]): Value[] {
  return values.filter((value) => value !== undefined);
}

/** Whole numbers and decimals are added exactly, doubles with what each addition loses. */
export function sum(values: readonly Maybe[]): Num {
  let whole = 0n;
  let [double, lost] = [0, 0];
  let decimal: Num | undefined;
  let widest = 0;
  for (const value of values) {
    if (!isNum(value)) continue;
    if (value instanceof Decimal128) {
      decimal = decimal ? calculate('add', decimal, value) : value;
    } else if (value instanceof Double) {
      const next = double + value.value;
      // Neumaier's summation.
      if (Number.isFinite(next)) {
        lost +=
          Math.abs(double) >= Math.abs(value.value)
            ? double - next + value.value
            : value.value - next + double;
      }
      double = next;
      widest = 2;
    } else {
      whole += BigInt(value.toString());
      widest = Math.max(widest, value instanceof Long ? 1 : 0);
    }
  }
  const plain = plainSum(whole, double + lost, widest);
  return decimal ? calculate('add', decimal, plain) : plain;
}

function plainSum(whole: bigint, double: number, widest: number): Num {
  if (widest === 2) return new Double(double + Number(whole));
  if (widest === 0 && BigInt.asIntN(32, whole) === whole) return new Int32(Number(whole));
  return BigInt.asIntN(64, whole) === whole ? Long.fromBigInt(whole) : new Double(Number(whole));
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
  const result = Math.sqrt(squares / (numbers.length - less));
  return Number.isNaN(result) ? null : new Double(result);
}

export function mergeObjects(values: readonly Maybe[]): Document {
  const merged = emptyDocument();
  for (const value of values) {
    if (value === undefined || value === null) continue;
    if (!isDocument(value)) {
      throw new MongoDBError(
        `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
        40400,
      );
    }
    for (const key of Object.keys(value)) merged[key] = value[key] ?? null;
  }
  return merged;
}

/** The `n` of `$firstN` and its like. */
export function pickCount(n: Maybe, name: string): number {
  const whole = exactWholeOf(n);
  if (!isNum(n) || whole === undefined) {
    throw new MongoDBError(
      `Value for 'n' of ${name} must be of integral type, but found ${typeName(n)}`,
      7548606,
    );
  }
  if (whole <= 0n) throw new MongoDBError(`'n' must be greater than 0, found ${whole}`, 7548606);
  return Number(whole);
}

/** The first, last, smallest or largest of some values; the latter two leave out null and missing. */
export function pickN(name: string, values: readonly Maybe[], count: number): Value {
  const known = values.map((value) => value ?? null);
  if (name === '$firstN') return known.slice(0, count);
  if (name === '$lastN') return known.slice(-count);
  const sign = name === '$minN' ? 1 : -1;
  const sorted = known.filter((value) => value !== null);
  return sorted.toSorted((a, b) => compareValues(a, b) * sign).slice(0, count);
}

/**
 * Percentiles by the method `approximate`, which is exact on few values: the smallest number that has
 * the wanted share of all at or below it.
 */
export function percentiles(values: readonly Maybe[], shares: readonly number[]): Value[] {
  const numbers = values.filter((value) => isNum(value)).map((value) => asNumber(value));
  const sorted = numbers.toSorted((a, b) => a - b);
  return shares.map((share) => {
    const at = Math.max(0, Math.ceil(share * sorted.length) - 1);
    const found = sorted[at];
    return found === undefined ? null : new Double(found);
  });
}
