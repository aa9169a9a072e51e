import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { spend } from './heap-watch.ts';
import { compareNumbers, numberKey } from './numbers.ts';
import { isDocument, isNum, type Document, type Maybe, type Value } from './values.ts';

/** Place of a value's type in the order across types. Comparison operators stay inside one. */
export function typeRank(value: Maybe): number {
  if (value === undefined) return 1;
  if (value === null) return 2;
  if (typeof value === 'string') return 4;
  if (typeof value === 'boolean') return 9;
  if (Array.isArray(value)) return 6;
  if (isDocument(value)) return 5;
  if (isNum(value)) return 3;
  return classRank(value);
}

function classRank(value: object): number {
  if (value instanceof ObjectId) return 8;
  if (value instanceof Date) return 10;
  if (value instanceof Binary) return 7;
  if (value instanceof Timestamp) return 11;
  if (value instanceof BSONRegExp) return 12;
  if (value instanceof Code) return 13;
  return value instanceof MinKey ? 0 : 20;
}

/** The order of the server: by type first, then by value; numbers of different types by value. */
export function compareValues(a: Maybe, b: Maybe): number {
  const rank = typeRank(a);
  const other = typeRank(b);
  if (rank !== other) return rank < other ? -1 : 1;
  if (a === undefined || b === undefined || a === null || b === null) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (isNum(a) && isNum(b)) return compareNumbers(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b);
  if (isDocument(a) && isDocument(b)) return compareDocuments(a, b);
  if (a instanceof Binary && b instanceof Binary) return compareBinaries(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return a.compare(b);
  return order(plainOf(a), plainOf(b));
}

export function equalValues(a: Maybe, b: Maybe): boolean {
  return compareValues(a, b) === 0;
}

function order<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** For the classes that compare as one string or number. */
function plainOf(value: Value): string | number {
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof BSONRegExp) return `${value.pattern}\0${value.options}`;
  return value instanceof Code ? value.code : '';
}

/** By code points, as UTF-8 bytes compare; JavaScript's own `<` goes by UTF-16 units. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return order(unitOrder(x), unitOrder(y));
  }
  return order(a.length, b.length);
}

// Surrogates stand for code points above all other units.
const unitOrder = (unit: number): number =>
  unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;

function compareArrays(a: Value[], b: Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const result = compareValues(a[i], b[i]);
    if (result !== 0) return result;
  }
  return order(a.length, b.length);
}

function compareDocuments(a: Document, b: Document): number {
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  const length = Math.min(keys.length, others.length);
  for (let i = 0; i < length; i++) {
    const [key, other] = [keys[i] ?? '', others[i] ?? ''];
    const result =
      order(typeRank(a[key]), typeRank(b[other])) ||
      compareStrings(key, other) ||
      compareValues(a[key], b[other]);
    if (result !== 0) return result;
  }
  return order(keys.length, others.length);
}

function compareBinaries(a: Binary, b: Binary): number {
  return (
    order(a.length(), b.length()) ||
    order(a.sub_type, b.sub_type) ||
    Buffer.compare(a.value(), b.value())
  );
}

/** Equal for equal values and only for them: for `_id`, grouping and sets. */
export function keyOf(value: Maybe): string {
  if (value === undefined) return 'u';
  if (value === null) return 'z';
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'boolean') return value ? 'b1' : 'b0';
  if (isNum(value)) return numberKey(value);
  if (Array.isArray(value)) {
    spend(value.length * 32);
    return `a${JSON.stringify(value.map((item) => keyOf(item)))}`;
  }
  if (isDocument(value)) {
    return `d${JSON.stringify(Object.keys(value).map((key) => [key, keyOf(value[key])]))}`;
  }
  return classKey(value);
}

function classKey(value: Value): string {
  if (value instanceof Binary) return `x${value.sub_type}:${value.toString('hex')}`;
  if (value instanceof Timestamp) return `t${value.toBigInt()}`;
  if (value instanceof MinKey) return '<';
  if (value instanceof MaxKey) return '>';
  const letter = value instanceof ObjectId ? 'o' : value instanceof Date ? 'm' : 'r';
  return `${value instanceof Code ? 'c' : letter}${plainOf(value)}`;
}

/** Name of a value's type as `$type` gives it. */
export function typeName(value: Maybe): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'array';
  if (isDocument(value)) return 'object';
  const found = CLASSES.find(([type]) => value instanceof type);
  return found?.[1] ?? 'maxKey';
}

const CLASSES = [
  [Int32, 'int'],
  [Double, 'double'],
  // Before Long, which it extends.
  [Timestamp, 'timestamp'],
  [Long, 'long'],
  [Decimal128, 'decimal'],
  [ObjectId, 'objectId'],
  [Date, 'date'],
  [Binary, 'binData'],
  [BSONRegExp, 'regex'],
  [Code, 'javascript'],
  [MinKey, 'minKey'],
] as const;

/** Distinct values in the order they came. */
export function distinctValues(values: Iterable<Value>): Value[] {
  const seen = new Map<string, Value>();
  for (const value of values) {
    const key = keyOf(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}
