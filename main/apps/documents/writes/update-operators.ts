import { BSONRegExp, Int32, Long, Timestamp } from 'bson';
import { compareValues, equalValues, keyOf, typeName } from '../values/compare.ts';
import { compileElement } from '../query/match.ts';
import { matches } from '../query/match-values.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { calculate, wholeOf } from '../values/numbers.ts';
import { listOperand, numberOperand, objectOperand } from '../values/operands.ts';
import { isDocument, isNum, type Maybe, type Num, type Value, table } from '../values/values.ts';
import { addedToSet, pushed, readAdded, readPush } from './push.ts';
import { updateShape } from './shapes.ts';

/** What a field becomes. undefined leaves it as it is. */
type Change = (old: Maybe, operand: Value, field: string) => Maybe;

interface UpdateOperator {
  change: Change;
  /** Whether it makes the field where it is missing, and the documents on the way to it. */
  creates: boolean;
  /** Looks at the value of the operand, whose shape is checked before. @throws MongoDBError */
  check?(operand: Value): void;
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
  $inc: creating((old, operand, field) => {
    const step = numberOperand(operand, updateShape('$inc'));
    return old === undefined ? step : calculate('add', numeric(old, '$inc', field), step, true);
  }),
  $mul: creating((old, operand, field) => {
    const factor = numberOperand(operand, updateShape('$mul'));
    const value = old === undefined ? new Int32(0) : numeric(old, '$mul', field);
    return calculate('multiply', value, factor, true);
  }),
  $min: creating((old, operand) =>
    old === undefined || compareValues(operand, old) < 0 ? operand : undefined,
  ),
  $max: creating((old, operand) =>
    old === undefined || compareValues(operand, old) > 0 ? operand : undefined,
  ),
  $currentDate: creating((_old, operand) => currentDate(operand), currentDate),
  $bit: creating(bitwise, (operand) => masks(operand)),
  $push: creating(
    (old, operand, field) => pushed(arrayOrNone(old, '$push', field), operand),
    (operand) => readPush(operand),
  ),
  $addToSet: creating(
    (old, operand, field) => addedToSet(arrayOrNone(old, '$addToSet', field), operand),
    (operand) => readAdded(operand),
  ),
  $pop: existing(
    (old, operand, field) => {
      const side = popSide(operand);
      const list = arrayAt(old, '$pop', field, TYPE_MISMATCH);
      return side === 1 ? list.slice(0, -1) : list.slice(1);
    },
    (operand) => popSide(operand),
  ),
  $pull: existing(
    (old, operand, field) => {
      const isPulled = pullTest(operand);
      return arrayAt(old, '$pull', field, BAD_VALUE).filter((item) => !isPulled(item));
    },
    (operand) => pullTest(operand),
  ),
  $pullAll: existing((old, operand, field) => {
    const list = listOperand(operand, updateShape('$pullAll'));
    const pulled = new Set(list.map((item) => keyOf(item)));
    return arrayAt(old, '$pullAll', field, BAD_VALUE).filter((item) => !pulled.has(keyOf(item)));
  }),
});

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

/** What is not there yet is an empty array. */
const arrayOrNone = (value: Maybe, name: string, field: string): Value[] =>
  value === undefined ? [] : arrayAt(value, name, field, BAD_VALUE);

function popSide(operand: Value): number {
  const number = numberOperand(operand, updateShape('$pop'));
  const side = wholeOf(number);
  if (side === undefined)
    throw new MongoDBError(`Expected an integer: $pop: ${number.toString()}`, FAILED_TO_PARSE);
  if (Math.abs(side) !== 1)
    throw new MongoDBError(`$pop expects 1 or -1, found: ${side}`, FAILED_TO_PARSE);
  return side;
}

function currentDate(operand: Value): Value {
  if (typeof operand === 'boolean') return new Date();
  const { $type: kind } = objectOperand(operand, updateShape('$currentDate'));
  if (kind === 'date') return new Date();
  if (kind === 'timestamp') return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  throw new MongoDBError(
    "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
    BAD_VALUE,
  );
}

const isWhole = (value: Maybe): value is Int32 | Long =>
  value instanceof Int32 || (isNum(value) && value instanceof Long);

type Mask = readonly [string, Int32 | Long];

function masks(operand: Value): Mask[] {
  const fields = objectOperand(operand, updateShape('$bit'));
  const found = Object.keys(fields).flatMap((name): Mask[] => {
    const mask = fields[name];
    return isWhole(mask) ? [[name, mask]] : [];
  });
  if (found.length > 0) return found;
  throw new MongoDBError(
    'You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}',
    BAD_VALUE,
  );
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

function pullTest(operand: Value): (item: Value) => boolean {
  if (isDocument(operand)) return compileElement(operand, new Map());
  if (operand instanceof BSONRegExp) return matches(operand);
  return (item) => equalValues(item, operand);
}
