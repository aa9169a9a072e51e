import { BSONRegExp, Int32, Long, Timestamp } from 'bson';
import { compareValues, equalValues, keyOf, typeName } from '../values/compare.ts';
import { compileElement } from '../query/match.ts';
import { matches } from '../query/match-values.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, calculate, wholeOf } from '../values/numbers.ts';
import { sortKeys } from '../values/sort.ts';
import {
  type Document,
  isDocument,
  isNum,
  type Maybe,
  type Num,
  type Value,
  table,
} from '../values/values.ts';

/** What a field becomes. undefined leaves it as it is. */
type Change = (old: Maybe, operand: Value, field: string) => Maybe;

interface UpdateOperator {
  change: Change;
  /** Whether it makes the field where it is missing, and the documents on the way to it. */
  creates: boolean;
  /** Looks at the operand before there is a document. @throws MongoDBError */
  check?(operand: Value, field: string): void;
}

const BAD_VALUE = 2;
const FAILED_TO_PARSE = 9;
const TYPE_MISMATCH = 14;

const creating = (change: Change, check?: UpdateOperator['check']): UpdateOperator =>
  check ? { change, creates: true, check } : { change, creates: true };
const existing = (change: Change, check?: UpdateOperator['check']): UpdateOperator =>
  check ? { change, creates: false, check } : { change, creates: false };

/** All but $unset and $rename, which remove. */
export const UPDATE_OPERATORS: Readonly<Record<string, UpdateOperator>> = table({
  $set: creating((_old, operand) => operand),
  $setOnInsert: creating((_old, operand) => operand),
  $inc: creating(
    (old, operand, field) => {
      const step = amount(operand, 'increment', field);
      return old === undefined ? step : calculate('add', numeric(old, '$inc', field), step, true);
    },
    (operand, field) => amount(operand, 'increment', field),
  ),
  $mul: creating(
    (old, operand, field) => {
      const factor = amount(operand, 'multiply', field);
      const value = old === undefined ? new Int32(0) : numeric(old, '$mul', field);
      return calculate('multiply', value, factor, true);
    },
    (operand, field) => amount(operand, 'multiply', field),
  ),
  $min: creating((old, operand) =>
    old === undefined || compareValues(operand, old) < 0 ? operand : undefined,
  ),
  $max: creating((old, operand) =>
    old === undefined || compareValues(operand, old) > 0 ? operand : undefined,
  ),
  $currentDate: creating((_old, operand) => currentDate(operand), currentDate),
  $bit: creating(bitwise, (operand) => masks(operand)),
  $push: creating(push, (operand) => readPush(operand)),
  $addToSet: creating(addToSet, (operand) => added(operand, '$addToSet', ['$each'], TYPE_MISMATCH)),
  $pop: existing(
    (old, operand, field) => {
      const side = popSide(operand, field);
      const list = arrayAt(old, '$pop', field, TYPE_MISMATCH);
      return side === 1 ? list.slice(0, -1) : list.slice(1);
    },
    (operand, field) => popSide(operand, field),
  ),
  $pull: existing(
    (old, operand, field) => {
      const isPulled = pullTest(operand);
      return arrayAt(old, '$pull', field, BAD_VALUE).filter((item) => !isPulled(item));
    },
    (operand) => pullTest(operand),
  ),
  $pullAll: existing(
    (old, operand, field) => {
      const pulled = new Set(pullList(operand).map((item) => keyOf(item)));
      return arrayAt(old, '$pullAll', field, BAD_VALUE).filter((item) => !pulled.has(keyOf(item)));
    },
    (operand) => pullList(operand),
  ),
});

function amount(operand: Value, verb: string, field: string): Num {
  if (isNum(operand)) return operand;
  throw new MongoDBError(
    `Cannot ${verb} with non-numeric argument: {${field}: ${typeName(operand)}}`,
    TYPE_MISMATCH,
  );
}

function numeric(value: Value, name: string, field: string): Num {
  if (isNum(value)) return value;
  throw new MongoDBError(
    `Cannot apply ${name} to a value of non-numeric type: '${field}' is of non-numeric type ${typeName(value)}`,
    TYPE_MISMATCH,
  );
}

function arrayAt(value: Maybe, name: string, field: string, code: number): Value[] {
  if (Array.isArray(value)) return value;
  throw new MongoDBError(
    `Cannot apply ${name} to a non-array value: the field '${field}' must be an array but is of type ${typeName(value)}`,
    code,
  );
}

function popSide(operand: Value, field: string): number {
  const side = wholeOf(operand);
  if (side === undefined)
    throw new MongoDBError(`Expected a number in: ${field}: ${typeName(operand)}`, FAILED_TO_PARSE);
  if (Math.abs(side) !== 1)
    throw new MongoDBError(`$pop expects 1 or -1, found: ${side}`, FAILED_TO_PARSE);
  return side;
}

function pullList(operand: Value): Value[] {
  if (Array.isArray(operand)) return operand;
  throw new MongoDBError(
    `$pullAll requires an array argument but was given a ${typeName(operand)}`,
    BAD_VALUE,
  );
}

function currentDate(operand: Value): Value {
  if (typeof operand === 'boolean') return new Date();
  const kind = isDocument(operand) ? operand['$type'] : undefined;
  const isAlone = isDocument(operand) && Object.keys(operand).length === 1;
  if (isAlone && kind === 'date') return new Date();
  if (isAlone && kind === 'timestamp') {
    return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  }
  throw new MongoDBError(
    "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
    BAD_VALUE,
  );
}

const isWhole = (value: Maybe): value is Int32 | Long =>
  value instanceof Int32 || (isNum(value) && value instanceof Long);

type Mask = readonly [string, Int32 | Long];

function masks(operand: Value): Mask[] {
  if (!isDocument(operand)) {
    throw new MongoDBError(
      `The $bit modifier is not compatible with a ${typeName(operand)}. You must pass in an embedded document`,
      BAD_VALUE,
    );
  }
  const names = Object.keys(operand);
  if (names.length === 0) {
    throw new MongoDBError(
      'You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}',
      BAD_VALUE,
    );
  }
  return names.map((name) => {
    const mask = operand[name];
    if (!['and', 'or', 'xor'].includes(name)) {
      throw new MongoDBError(
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator`,
        BAD_VALUE,
      );
    }
    if (!isWhole(mask)) {
      throw new MongoDBError('The $bit modifier field must be an Integer(32/64 bit)', BAD_VALUE);
    }
    return [name, mask];
  });
}

function bitwise(old: Maybe, operand: Value, field: string): Value {
  let result = old === undefined ? new Int32(0) : old;
  for (const [name, mask] of masks(operand)) {
    if (!isWhole(result)) {
      throw new MongoDBError(
        `Cannot apply $bit to a value of non-integral type: '${field}' is of non-integer type ${typeName(result)}`,
        BAD_VALUE,
      );
    }
    const value = applyBits(name, BigInt(result.toString()), BigInt(mask.toString()));
    result =
      result instanceof Int32 && mask instanceof Int32
        ? new Int32(Number(BigInt.asIntN(32, value)))
        : Long.fromBigInt(BigInt.asIntN(64, value));
  }
  return result;
}

function applyBits(name: string, a: bigint, b: bigint): bigint {
  if (name === 'and') return a & b;
  return name === 'or' ? a | b : a ^ b;
}

/** `$each` of $push and $addToSet, or the one value. */
function added(operand: Value, name: string, allowed: readonly string[], code: number): Value[] {
  if (!isDocument(operand) || operand['$each'] === undefined) return [operand];
  const unknown = Object.keys(operand).find((key) => !allowed.includes(key));
  if (unknown !== undefined)
    throw new MongoDBError(`Unrecognized clause in ${name}: ${unknown}`, BAD_VALUE);
  const list = operand['$each'];
  if (Array.isArray(list)) return list;
  throw new MongoDBError(
    `The argument to $each in ${name} must be an array but it was of type: ${typeName(list)}`,
    code,
  );
}

interface Push {
  items: Value[];
  position: number | undefined;
  slice: number | undefined;
  compare: ((a: Value, b: Value) => number) | undefined;
}

function readPush(operand: Value): Push {
  const items = added(operand, '$push', ['$each', '$position', '$slice', '$sort'], BAD_VALUE);
  const modifiers: Document | undefined =
    isDocument(operand) && operand['$each'] !== undefined ? operand : undefined;
  const whole = (name: string): number | undefined => {
    const value = modifiers?.[name];
    if (value === undefined) return undefined;
    const number = wholeOf(value);
    if (number === undefined) {
      throw new MongoDBError(
        `The value for ${name} must be an integer value but was given type: ${typeName(value)}`,
        BAD_VALUE,
      );
    }
    return number;
  };
  return {
    items,
    position: whole('$position'),
    slice: whole('$slice'),
    compare: pushOrder(modifiers?.['$sort']),
  };
}

function pushOrder(order: Maybe): Push['compare'] {
  if (order === undefined) return undefined;
  const isSign = (value: Maybe): boolean => isNum(value) && Math.abs(asNumber(value)) === 1;
  if (isNum(order)) {
    if (!isSign(order))
      throw new MongoDBError('The $sort element value must be either 1 or -1', BAD_VALUE);
    const sign = asNumber(order);
    return (a, b) => compareValues(a, b) * sign;
  }
  if (!isDocument(order)) {
    throw new MongoDBError(
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
      BAD_VALUE,
    );
  }
  const paths = Object.keys(order);
  if (paths.length === 0) {
    throw new MongoDBError(
      'The $sort pattern is empty when it should be a set of fields.',
      BAD_VALUE,
    );
  }
  if (paths.some((path) => path.split('.').includes(''))) {
    throw new MongoDBError('The $sort field is a dotted field but has an empty part', BAD_VALUE);
  }
  if (!paths.every((path) => isSign(order[path]))) {
    throw new MongoDBError('The $sort element value must be either 1 or -1', BAD_VALUE);
  }
  return sortKeys(order);
}

function push(old: Maybe, operand: Value, field: string): Value {
  const list = [...(old === undefined ? [] : arrayAt(old, '$push', field, BAD_VALUE))];
  const { items, position, slice, compare } = readPush(operand);
  list.splice(position ?? list.length, 0, ...items);
  const sorted = compare ? list.toSorted(compare) : list;
  if (slice === undefined) return sorted;
  return slice < 0 ? sorted.slice(slice) : sorted.slice(0, slice);
}

function addToSet(old: Maybe, operand: Value, field: string): Value {
  const list = [...(old === undefined ? [] : arrayAt(old, '$addToSet', field, BAD_VALUE))];
  const keys = new Set(list.map((item) => keyOf(item)));
  for (const item of added(operand, '$addToSet', ['$each'], TYPE_MISMATCH)) {
    if (keys.has(keyOf(item))) continue;
    keys.add(keyOf(item));
    list.push(item);
  }
  return list;
}

function pullTest(operand: Value): (item: Value) => boolean {
  if (isDocument(operand)) return compileElement(operand, new Map());
  if (operand instanceof BSONRegExp) return matches(operand);
  return (item) => equalValues(item, operand);
}
