import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { spend } from './heap-watch.ts';
import { messageOf, MongoDBError } from './mongo-error.ts';
import { type Document, emptyDocument, isDocument, type Value } from './values.ts';

// The server refuses documents deeper than this too.
const MAX_DEPTH = 200;
const MAX_TEXT = 24_000_000;

const WRAPPERS = new Set([
  '$oid',
  '$numberInt',
  '$numberLong',
  '$numberDouble',
  '$numberDecimal',
  '$date',
  '$binary',
  '$uuid',
  '$regularExpression',
  '$timestamp',
  '$minKey',
  '$maxKey',
  '$undefined',
  '$symbol',
  '$code',
]);

/**
 * Reads EJSON, canonical or relaxed. Plain numbers become the smallest type that holds them.
 *
 * @throws MongoDBError
 */
export function parseEjson(text: string): Value {
  // Parsed, a text takes several times its length.
  spend(text.length * 4);
  try {
    const isExact = LONG_NUMBER.test(text) || WHOLE_DOUBLE.test(text);
    const json: unknown = isExact ? parseExactly(text) : JSON.parse(text);
    return revive(json, 0);
  } catch (error) {
    if (error instanceof MongoDBError) throw error;
    throw new MongoDBError(`not valid EJSON: ${messageOf(error)}`);
  }
}

/** A number of so many digits that it may be rounded, outside of quotes. */
const LONG_NUMBER = /(?:^|[:[,\s])-?\d{16}/;
/** A number that is whole and written as a double, outside of quotes: `5.0`, `5e3`. */
const WHOLE_DOUBLE = /(?:^|[:[,\s])-?\d+(?:\.0+(?!\d)|(?:\.\d+)?e)/i;

interface Source {
  source: string;
}

/** Whole numbers that a double cannot hold become bigints, and those written as doubles stay that. */
function parseExactly(text: string): unknown {
  const exact = (_key: string, value: unknown, context?: Source): unknown => {
    if (typeof value !== 'number' || context === undefined) return value;
    if (!/^-?\d+$/.test(context.source)) return new Double(value);
    return Number.isSafeInteger(value) ? value : BigInt(context.source);
  };
  return JSON.parse(text, exact);
}

/** @throws MongoDBError where the text is not an object. */
export function parseDocument(text: string, what = 'a document'): Document {
  const value = parseEjson(text);
  if (!isDocument(value)) throw new MongoDBError(`${what} must be an object`);
  return value;
}

function revive(json: unknown, depth: number): Value {
  if (depth > MAX_DEPTH) throw new MongoDBError('a document is nested too deeply');
  if (json === null || typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json === 'number') return smallest(json);
  if (json instanceof Double) return json;
  if (typeof json === 'bigint') {
    const fits = BigInt.asIntN(64, json) === json;
    return fits ? Long.fromBigInt(json) : new Double(Number(json));
  }
  if (Array.isArray(json)) return json.map((item: unknown) => revive(item, depth + 1));
  if (typeof json !== 'object') throw new MongoDBError(`not a value: ${typeof json}`);
  const fields = json as Record<string, unknown>;
  const keys = Object.keys(fields);
  const first = keys[0];
  if (first?.startsWith('$') && WRAPPERS.has(first)) return unwrap(first, fields);
  const document = emptyDocument();
  for (const key of keys) document[key] = revive(fields[key], depth + 1);
  return document;
}

function smallest(number: number): Value {
  if (!Number.isSafeInteger(number) || Object.is(number, -0)) return new Double(number);
  return number === Math.trunc(number) && Math.abs(number) < 2 ** 31
    ? new Int32(number)
    : Long.fromNumber(number);
}

function unwrap(key: string, fields: Record<string, unknown>): Value {
  const inner = fields[key];
  if (typeof inner === 'string') {
    if (key === '$oid') return new ObjectId(inner);
    if (key === '$numberInt') return new Int32(wholeText(inner));
    if (key === '$numberLong') return Long.fromBigInt(BigInt.asIntN(64, BigInt(inner)));
    if (key === '$numberDouble') return new Double(doubleText(inner));
    if (key === '$symbol') return inner;
  }
  if (key === '$undefined') return null;
  const value: unknown = EJSON.deserialize(fields, { relaxed: false });
  if (value instanceof Date && Number.isNaN(value.getTime())) {
    throw new MongoDBError('a $date is not a date');
  }
  if (value instanceof BSONSymbol) return value.toString();
  if (isScalarClass(value)) return value;
  throw new MongoDBError(`${key} does not hold what it should`);
}

function isScalarClass(value: unknown): value is Exclude<Value, Document | Value[]> {
  return (
    value instanceof ObjectId ||
    value instanceof Date ||
    value instanceof Binary ||
    value instanceof BSONRegExp ||
    value instanceof Timestamp ||
    value instanceof Code ||
    value instanceof Decimal128 ||
    value instanceof MinKey ||
    value instanceof MaxKey ||
    value instanceof Int32 ||
    value instanceof Long ||
    value instanceof Double
  );
}

function wholeText(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || (number | 0) !== number) {
    throw new MongoDBError(`"${text.slice(0, 40)}" is not a 32-bit integer`);
  }
  return number;
}

function doubleText(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN')) {
    throw new MongoDBError(`"${text.slice(0, 40)}" is not a number`);
  }
  return number;
}

/** Canonical EJSON; the order of fields stays. */
export function toEjson(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (Array.isArray(value)) return `[${value.map((item) => spentText(item)).join(',')}]`;
  if (isDocument(value)) {
    const fields = Object.keys(value).map(
      (key) => `${JSON.stringify(key)}:${toEjson(value[key] ?? null)}`,
    );
    return `{${fields.join(',')}}`;
  }
  if (value instanceof Int32) return `{"$numberInt":"${value.value}"}`;
  if (value instanceof Long && !(value instanceof Timestamp))
    return `{"$numberLong":"${value.toString()}"}`;
  if (value instanceof ObjectId) return `{"$oid":"${value.toHexString()}"}`;
  if (value instanceof Double) return `{"$numberDouble":"${textOfDouble(value.value)}"}`;
  if (value instanceof Date) return `{"$date":{"$numberLong":"${value.getTime()}"}}`;
  return EJSON.stringify(value, { relaxed: false });
}

function spentText(item: Value): string {
  const text = toEjson(item);
  spend(text.length * 2);
  return text;
}

function textOfDouble(number: number): string {
  if (Object.is(number, -0)) return '-0.0';
  // Every digit it stands for, as the vendor's library writes it: the shortest spelling ends in zeros above 2^53.
  return Number.isInteger(number) && Math.abs(number) < 1e21 ? number.toFixed(1) : String(number);
}

/** Text of a document to be stored. */
export function storedText(document: Document): string {
  const text = toEjson(document);
  if (text.length > MAX_TEXT) throw new MongoDBError('a document is larger than 16 MB');
  return text;
}
