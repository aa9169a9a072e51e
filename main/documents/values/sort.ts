import { compareValues } from './compare.ts';
import { MongoDBError } from './mongo-error.ts';
import { asNumber } from './numbers.ts';
import { splitPath, visitPath } from './path.ts';
import { type Document, isNum, type Maybe } from './values.ts';

/**
 * Makes a comparison of documents out of `{field: 1, other: -1}`. An array sorts by its smallest
 * element upwards and by its largest downwards; a missing field sorts as null.
 */
export function sortKeys(spec: Document): (a: Document, b: Document) => number {
  const keys = Object.keys(spec).map((path) => ({
    parts: splitPath(path),
    sign: direction(spec[path], path),
  }));
  return (a, b) => {
    for (const { parts, sign } of keys) {
      const result = compareValues(sortValue(a, parts, sign), sortValue(b, parts, sign));
      if (result !== 0) return result * sign;
    }
    return 0;
  };
}

function direction(value: Maybe, path: string): number {
  const sign = isNum(value) ? Math.sign(asNumber(value)) : 0;
  if (sign === 0 || Number.isNaN(sign)) {
    throw new MongoDBError(`the sort order of "${path}" must be 1 or -1`);
  }
  return sign;
}

function sortValue(document: Document, parts: readonly string[], sign: number): Maybe {
  let best: Maybe;
  let seen = false;
  const offer = (value: Maybe): void => {
    if (!seen || compareValues(value, best) * sign < 0) best = value;
    seen = true;
  };
  visitPath(document, parts, (value) => {
    // An empty array sorts below null.
    if (!Array.isArray(value)) offer(value ?? null);
    else if (value.length === 0) offer(undefined);
    else for (const item of value) offer(item);
    return false;
  });
  return seen ? best : null;
}

/** Sorted copies; documents that compare equal stay in their order. */
export function sortDocuments(documents: readonly Document[], spec: Document): Document[] {
  if (Object.keys(spec).length === 0) return [...documents];
  return documents.toSorted(sortKeys(spec));
}
