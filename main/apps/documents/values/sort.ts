import { compareValues, typeName } from './compare.ts';
import { metaOf } from './meta.ts';
import { MongoDBError } from './mongo-error.ts';
import { asNumber } from './numbers.ts';
import { fieldPath } from './field-path.ts';
import { visitPath } from './path.ts';
import { type Document, isDocument, isNum, type Maybe, type Value } from './values.ts';

const MAX_KEYS = 32;

interface SortKey {
  parts: readonly string[];
  sign: number;
  /** `textScore` and its like, instead of a field: the highest first. */
  meta?: string;
}

/**
 * Reads `{field: 1, other: -1}`.
 *
 * @throws MongoDBError with the server's words for another order.
 */
export function readSort(spec: Document): SortKey[] {
  const paths = Object.keys(spec);
  if (paths.length > MAX_KEYS) throw new MongoDBError('too many compound keys', 13103);
  return paths.map((path) => {
    const order = spec[path] ?? null;
    if (isDocument(order)) return { parts: [], sign: -1, meta: metaName(order) };
    return { parts: fieldPath(path), sign: direction(order, path) };
  });
}

function metaName(order: Document): string {
  const name = order['$meta'];
  if (name === undefined || Object.keys(order).length > 1) {
    throw new MongoDBError('$meta is the only expression supported by $sort right now', 17312);
  }
  if (typeof name !== 'string')
    throw new MongoDBError('$meta only supports string arguments', 31138);
  return name;
}

function direction(value: Value, path: string): number {
  if (!isNum(value)) {
    throw new MongoDBError(
      `Illegal key in $sort specification: ${path}: ${typeName(value)}`,
      15974,
    );
  }
  const sign = Math.trunc(asNumber(value));
  if (sign !== 1 && sign !== -1) {
    throw new MongoDBError(
      '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
      15975,
    );
  }
  return sign;
}

/**
 * The order of documents, and of other values beside them. An array sorts by its smallest element
 * upwards and by its largest downwards; a missing field sorts as null.
 */
export function compareBySort(keys: readonly SortKey[]): (a: Value, b: Value) => number {
  return (a, b) => {
    for (const key of keys) {
      const result = compareValues(sortValue(a, key), sortValue(b, key));
      if (result !== 0) return result * key.sign;
    }
    return 0;
  };
}

/** @throws MongoDBError */
export function sortKeys(spec: Document): (a: Value, b: Value) => number {
  return compareBySort(readSort(spec));
}

function sortValue(value: Value, { parts, sign, meta }: SortKey): Maybe {
  if (!isDocument(value)) return null;
  if (meta !== undefined) return metaOf(value)?.get(meta) ?? null;
  let best: Maybe;
  let seen = false;
  const offer = (found: Maybe): void => {
    if (!seen || compareValues(found, best) * sign < 0) best = found;
    seen = true;
  };
  visitPath(value, parts, (found) => {
    // An empty array sorts below null.
    if (!Array.isArray(found)) offer(found ?? null);
    else if (found.length === 0) offer(undefined);
    else for (const item of found) offer(item);
    return false;
  });
  return seen ? best : null;
}

/** Sorted copies; documents that compare equal stay in their order. */
export function sortDocuments(documents: readonly Document[], spec: Document): Document[] {
  if (Object.keys(spec).length === 0) return [...documents];
  return documents.toSorted(sortKeys(spec));
}
