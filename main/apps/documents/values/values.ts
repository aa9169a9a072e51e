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
import { MongoDBError } from './mongo-error.ts';

/** Numbers keep their stored type: no plain JavaScript number is ever a value of a document. */
export type Num = Int32 | Long | Double | Decimal128;

export type Scalar =
  | null
  | boolean
  | string
  | Num
  | ObjectId
  | Date
  | Binary
  | BSONRegExp
  | Timestamp
  | Code
  | MinKey
  | MaxKey;

export type Value = Scalar | Value[] | Document;

/** undefined: the field is not there. */
export type Maybe = Value | undefined;

/**
 * Has no prototype: a field named `__proto__` or `constructor` is a field like any other, and a
 * document cannot be mistaken for an instance of a BSON class.
 */
export interface Document {
  [field: string]: Value;
}

export function emptyDocument(): Document {
  return Object.create(null) as Document;
}

/** @param fields own fields of a literal, in order. */
export function documentOf(fields: Record<string, Value>): Document {
  return Object.assign(emptyDocument(), fields);
}

export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
}

export function isNum(value: unknown): value is Num {
  return (
    value instanceof Int32 ||
    // A Timestamp extends Long, but is no number.
    (value instanceof Long && !(value instanceof Timestamp)) ||
    value instanceof Double ||
    value instanceof Decimal128
  );
}

/** Documents and arrays are copied, the rest is shared: nothing changes a scalar in place. */
export function cloneValue<V extends Value>(value: V): V;
export function cloneValue(value: Value): Value {
  if (Array.isArray(value)) {
    spend(value.length * 16);
    return value.map((item) => cloneValue(item));
  }
  if (!isDocument(value)) return value;
  const copy = emptyDocument();
  for (const key of Object.keys(value)) copy[key] = cloneValue(value[key] ?? null);
  return copy;
}

/** What counts as true in expressions: all but false, null, missing and zero. */
export function isTruthy(value: Maybe): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !isNum(value) || Number(value.toString()) !== 0;
}

export function expectDocument(value: Maybe, what: string): Document {
  if (!isDocument(value)) throw new MongoDBError(`${what} must be an object`);
  return value;
}

export function expectArray(value: Maybe, what: string): Value[] {
  if (!Array.isArray(value)) throw new MongoDBError(`${what} must be an array`);
  return value;
}

export function expectString(value: Maybe, what: string): string {
  if (typeof value !== 'string') throw new MongoDBError(`${what} must be a string`);
  return value;
}

/** The only field of a stage or an operator expression, with its argument. */
export function onlyField(value: Document, what: string): [string, Value] {
  const [name, ...rest] = Object.keys(value);
  if (name === undefined || rest.length > 0) {
    throw new MongoDBError(`${what} must have exactly one field`);
  }
  return [name, value[name] ?? null];
}

export function isOperatorObject(value: Maybe): value is Document {
  return isDocument(value) && (Object.keys(value)[0]?.startsWith('$') ?? false);
}

/** A table by name that holds nothing but its entries: no name a document brings finds more. */
export function table<T>(entries: Record<string, T>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
