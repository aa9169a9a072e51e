/** A value that stands for “there is none”: unlike null, it exists nowhere. */
export const MISSING: unique symbol = Symbol('missing');

type Kind =
  | 'null'
  | 'boolean'
  | 'number'
  | 'string'
  | 'date'
  | 'oid'
  | 'binary'
  | 'array'
  | 'object';

interface Read {
  kind: Kind;
  value: unknown;
}

const EJSON_KEYS = new Set([
  '$oid',
  '$numberInt',
  '$numberLong',
  '$numberDouble',
  '$numberDecimal',
]);

/** Looks through the types of BSON: a number is a number, however it is wrapped. */
export function readValue(value: unknown): Read {
  if (value === null || value === undefined) return { kind: 'null', value: null };
  switch (typeof value) {
    case 'boolean':
      return { kind: 'boolean', value };
    case 'string':
      return { kind: 'string', value };
    case 'number':
    case 'bigint':
      return { kind: 'number', value };
    case 'object':
      return readObject(value);
    case 'function':
    case 'symbol':
    case 'undefined':
    default:
      return { kind: 'null', value: null };
  }
}

function readObject(value: object): Read {
  if (Array.isArray(value)) return { kind: 'array', value };
  if (value instanceof Date) return { kind: 'date', value: value.getTime() };
  if ('_bsontype' in value) return readBson(value, Reflect.get(value, '_bsontype'));
  const keys = Object.keys(value);
  const [key = ''] = keys;
  if (keys.length !== 1) return { kind: 'object', value };
  const inner: unknown = Reflect.get(value, key);
  if (key === '$date') return readDate(inner);
  if (!EJSON_KEYS.has(key) || typeof inner !== 'string') return { kind: 'object', value };
  if (key === '$oid') return { kind: 'oid', value: inner.toLowerCase() };
  return { kind: 'number', value: readNumber(inner) };
}

function readBson(value: object, type: unknown): Read {
  // BSON values of any version of the library say their text by toString().
  const text = (value as { toString(): string }).toString();
  switch (type) {
    case 'ObjectId':
      return { kind: 'oid', value: text };
    case 'Int32':
    case 'Double':
    case 'Long':
    case 'Decimal128':
      return { kind: 'number', value: readNumber(text) };
    case 'Binary':
    case 'UUID':
      return { kind: 'binary', value: text };
    default:
      return { kind: 'object', value };
  }
}

function readDate(inner: unknown): Read {
  const ms = typeof inner === 'string' ? Date.parse(inner) : Number(readValue(inner).value);
  return { kind: 'date', value: ms };
}

function readNumber(text: string): number | bigint {
  const value = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

const SAME = 0;

/** Less, same or greater within one kind; undefined where the two cannot be compared. */
export function compareValues(left: unknown, right: unknown): number | undefined {
  const a = readValue(left);
  const b = readValue(right);
  if (a.kind !== b.kind) return undefined;
  switch (a.kind) {
    case 'number':
    case 'date': {
      const x = a.value as number;
      const y = b.value as number;
      if (x < y) return -1;
      if (x > y) return 1;
      // A bigint and a number that are equal; NaN is like nothing.
      return x == y ? SAME : undefined;
    }
    case 'boolean':
      return Number(a.value) - Number(b.value);
    case 'string':
    case 'oid':
    case 'binary':
      return byCodePoint(a.value as string, b.value as string);
    case 'null':
    case 'array':
    case 'object':
      return undefined;
    default:
      return a.kind satisfies never;
  }
}

function byCodePoint(a: string, b: string): number {
  const x = Array.from(a);
  const y = Array.from(b);
  for (let i = 0; i < Math.min(x.length, y.length); i += 1) {
    const difference = (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(x.length - y.length);
}

/** Deep equality; the order of keys does not count. */
export function sameValue(left: unknown, right: unknown): boolean {
  const a = readValue(left);
  const b = readValue(right);
  if (a.kind !== b.kind) return false;
  if (a.kind === 'array') {
    const x = a.value as unknown[];
    const y = b.value as unknown[];
    return x.length === y.length && x.every((item, i) => sameValue(item, y[i]));
  }
  if (a.kind !== 'object') return a.kind === 'null' || compareValues(left, right) === SAME;
  const x = a.value as Record<string, unknown>;
  const y = b.value as Record<string, unknown>;
  const keys = Object.keys(x);
  return (
    keys.length === Object.keys(y).length &&
    keys.every((key) => Object.hasOwn(y, key) && sameValue(x[key], y[key]))
  );
}

/**
 * Equality as expressions mean it: a left array equals a scalar if one of its elements does, and an
 * array if it is that array or holds it; null equals what is missing.
 */
export function looseEqual(left: unknown, right: unknown): boolean {
  if (left === MISSING) return right === null || right === MISSING;
  if (right === MISSING) return left === null;
  if (sameValue(left, right)) return true;
  return Array.isArray(left) && left.some((item) => sameValue(item, right));
}

export const truthy = (value: unknown): boolean =>
  value !== MISSING && value !== null && value !== false && value !== 0 && value !== '';

const SHOWN = 200;

/** Short JSON text of a value, for people. */
export function show(value: unknown): string {
  if (value === MISSING) return 'missing';
  let text: string;
  try {
    text =
      JSON.stringify(value, (_key, inner: unknown) =>
        typeof inner === 'bigint' ? String(inner) : inner,
      ) ?? 'missing';
  } catch {
    text = 'a value that refers to itself';
  }
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
