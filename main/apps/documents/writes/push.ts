import { compareValues, keyOf, typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, wholeOf } from '../values/numbers.ts';
import { objectOperand } from '../values/operands.ts';
import { sortKeys } from '../values/sort.ts';
import { type Document, isDocument, isNum, type Maybe, type Value } from '../values/values.ts';
import { EACH_SHAPES } from './shapes.ts';

const BAD_VALUE = 2;

/** `$each` and what stands beside it; undefined where the operand is the one value. */
function modifiersOf(operand: Value, name: '$push' | '$addToSet'): Document | undefined {
  if (!isDocument(operand) || operand['$each'] === undefined) return undefined;
  return objectOperand(operand, EACH_SHAPES[name]);
}

/** What is added by $push or $addToSet: the items of `$each`, or the one value. */
function itemsOf(operand: Value, modifiers: Document | undefined): Value[] {
  const each = modifiers?.['$each'];
  return Array.isArray(each) ? each : [operand];
}

interface Push {
  items: Value[];
  position: number | undefined;
  slice: number | undefined;
  compare: ((a: Value, b: Value) => number) | undefined;
}

/** Reads the operand of `$push`. @throws MongoDBError */
export function readPush(operand: Value): Push {
  const modifiers = modifiersOf(operand, '$push');
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
    items: itemsOf(operand, modifiers),
    position: whole('$position'),
    slice: whole('$slice'),
    compare: pushOrder(modifiers?.['$sort']),
  };
}

function pushOrder(order: Maybe): Push['compare'] {
  const isSign = (value: Maybe): boolean => isNum(value) && Math.abs(asNumber(value)) === 1;
  const wrongSign = (): MongoDBError =>
    new MongoDBError('The $sort element value must be either 1 or -1', BAD_VALUE);
  if (isNum(order)) {
    if (!isSign(order)) throw wrongSign();
    const sign = asNumber(order);
    return (a, b) => compareValues(a, b) * sign;
  }
  if (!isDocument(order)) return undefined;
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
  if (!paths.every((path) => isSign(order[path]))) throw wrongSign();
  return sortKeys(order);
}

/** An array after `$push`. */
export function pushed(old: readonly Value[], operand: Value): Value[] {
  const list = [...old];
  const { items, position, slice, compare } = readPush(operand);
  list.splice(position ?? list.length, 0, ...items);
  const sorted = compare ? list.toSorted(compare) : list;
  if (slice === undefined) return sorted;
  return slice < 0 ? sorted.slice(slice) : sorted.slice(0, slice);
}

/** Reads the operand of `$addToSet`. @throws MongoDBError */
export const readAdded = (operand: Value): Value[] =>
  itemsOf(operand, modifiersOf(operand, '$addToSet'));

/** An array after `$addToSet`. */
export function addedToSet(old: readonly Value[], operand: Value): Value[] {
  const list = [...old];
  const keys = new Set(list.map((item) => keyOf(item)));
  for (const item of readAdded(operand)) {
    if (keys.has(keyOf(item))) continue;
    keys.add(keyOf(item));
    list.push(item);
  }
  return list;
}
