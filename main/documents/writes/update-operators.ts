import { BSONRegExp, Double, Int32, Long, Timestamp } from 'bson';
import { compareValues, equalValues, keyOf, typeName } from '../values/compare.ts';
import { compileElement } from '../query/match.ts';
import { matches } from '../query/match-values.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { calculate } from '../values/numbers.ts';
import { sortKeys } from '../values/sort.ts';
import {
  type Document,
  expectArray,
  expectDocument,
  isDocument,
  isNum,
  type Maybe,
  type Num,
  type Value,
  wholeNumber,
  table,
} from '../values/values.ts';

/** What a field becomes. undefined leaves it as it is. */
type Change = (old: Maybe, operand: Value, field: string) => Maybe;

interface UpdateOperator {
  change: Change;
  /** Whether it makes the field where it is missing, and the documents on the way to it. */
  creates: boolean;
}

const creating = (change: Change): UpdateOperator => ({ change, creates: true });
const existing = (change: Change): UpdateOperator => ({ change, creates: false });

/** All but $unset and $rename, which remove. */
export const UPDATE_OPERATORS: Record<string, UpdateOperator> = table({
  $set: creating((_old, operand) => operand),
  $setOnInsert: creating((_old, operand) => operand),
  $inc: creating((old, operand, field) => {
    const step = amount(operand, '$inc', field);
    return old === undefined ? step : calculate('add', numeric(old, '$inc', field), step, true);
  }),
  $mul: creating((old, operand, field) => {
    const factor = amount(operand, '$mul', field);
    const value = old === undefined ? new Int32(0) : numeric(old, '$mul', field);
    return calculate('multiply', value, factor, true);
  }),
  $min: creating((old, operand) =>
    old === undefined || compareValues(operand, old) < 0 ? operand : undefined,
  ),
  $max: creating((old, operand) =>
    old === undefined || compareValues(operand, old) > 0 ? operand : undefined,
  ),
  $currentDate: creating((_old, operand) => currentDate(operand)),
  $bit: creating(bitwise),
  $push: creating(push),
  $addToSet: creating(addToSet),
  $pop: existing((old, operand, field) => {
    const side = wholeNumber(operand, '$pop');
    if (Math.abs(side) !== 1) throw new MongoDBError('$pop expects 1 or -1');
    const list = arrayAt(old, '$pop', field);
    return side === 1 ? list.slice(0, -1) : list.slice(1);
  }),
  $pull: existing((old, operand, field) => {
    const isPulled = pullTest(operand);
    return arrayAt(old, '$pull', field).filter((item) => !isPulled(item));
  }),
  $pullAll: existing((old, operand, field) => {
    const pulled = new Set(expectArray(operand, '$pullAll').map((item) => keyOf(item)));
    return arrayAt(old, '$pullAll', field).filter((item) => !pulled.has(keyOf(item)));
  }),
});

function amount(operand: Value, name: string, field: string): Num {
  if (isNum(operand)) return operand;
  throw new MongoDBError(`cannot apply ${name} with a non-numeric argument: {${field}: …}`);
}

function numeric(value: Value, name: string, field: string): Num {
  if (isNum(value)) return value;
  throw new MongoDBError(
    `cannot apply ${name} to a value of non-numeric type: '${field}' is of type ${typeName(value)}`,
  );
}

function arrayAt(value: Maybe, name: string, field: string): Value[] {
  if (Array.isArray(value)) return value;
  throw new MongoDBError(
    `cannot apply ${name} to a non-array value: '${field}' is of type ${typeName(value)}`,
  );
}

function currentDate(operand: Value): Value {
  const kind = isDocument(operand) ? operand['$type'] : operand === true ? 'date' : undefined;
  if (kind === 'date') return new Date();
  if (kind === 'timestamp') return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  throw new MongoDBError("$currentDate takes true or {$type: 'date' | 'timestamp'}");
}

function bitwise(old: Maybe, operand: Value, field: string): Value {
  let result = numeric(old ?? new Int32(0), '$bit', field);
  const spec = expectDocument(operand, '$bit');
  for (const name of Object.keys(spec)) {
    const mask = amount(spec[name] ?? null, '$bit', field);
    if (result instanceof Double || mask instanceof Double) {
      throw new MongoDBError(`$bit needs whole numbers: ${field}`);
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
  if (name === 'or') return a | b;
  if (name === 'xor') return a ^ b;
  throw new MongoDBError(`$bit only takes and, or and xor, not ${name}`);
}

/** `$each` of $push and $addToSet, or the one value. */
function added(operand: Value, name: string, allowed: readonly string[]): Value[] {
  if (!isDocument(operand) || operand['$each'] === undefined) return [operand];
  const unknown = Object.keys(operand).find((key) => !allowed.includes(key));
  if (unknown !== undefined) throw new MongoDBError(`unrecognized clause in ${name}: ${unknown}`);
  return expectArray(operand['$each'], `the argument to $each in ${name}`);
}

function push(old: Maybe, operand: Value, field: string): Value {
  const list = [...(old === undefined ? [] : arrayAt(old, '$push', field))];
  const items = added(operand, '$push', ['$each', '$position', '$slice', '$sort']);
  const modifiers: Document | undefined =
    isDocument(operand) && operand['$each'] !== undefined ? operand : undefined;
  const position = modifiers?.['$position'];
  const at = position === undefined ? list.length : wholeNumber(position, '$position');
  list.splice(at, 0, ...items);
  const sorted = sortPushed(list, modifiers?.['$sort']);
  const size = modifiers?.['$slice'];
  if (size === undefined) return sorted;
  const kept = wholeNumber(size, '$slice');
  return kept < 0 ? sorted.slice(kept) : sorted.slice(0, kept);
}

function sortPushed(list: Value[], order: Maybe): Value[] {
  if (order === undefined) return list;
  if (!isDocument(order)) {
    const sign = wholeNumber(order, '$sort');
    return list.toSorted((a, b) => compareValues(a, b) * sign);
  }
  const compare = sortKeys(order);
  return list.toSorted((a, b) =>
    isDocument(a) && isDocument(b) ? compare(a, b) : compareValues(a, b),
  );
}

function addToSet(old: Maybe, operand: Value, field: string): Value {
  const list = [...(old === undefined ? [] : arrayAt(old, '$addToSet', field))];
  const keys = new Set(list.map((item) => keyOf(item)));
  for (const item of added(operand, '$addToSet', ['$each'])) {
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
