import { distanceIn, nearOf } from '../query/geo-tests.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber } from '../values/numbers.ts';
import { sortKeys } from '../values/sort.ts';
import { type Document, isNum } from '../values/values.ts';

/** By the order that is asked for, by distance, or as they were put in. */
export function inOrder<F extends { document: Document }>(
  rows: Iterable<F>,
  query: Document,
  sort: Document | undefined,
): Iterable<F> {
  const natural = sort?.['$natural'];
  if (sort && natural !== undefined) {
    const sign = isNum(natural) ? asNumber(natural) : 0;
    if (Math.abs(sign) !== 1 || Object.keys(sort).length > 1) {
      throw new MongoDBError(
        '$natural sort cannot be set to a value other than -1 or 1, nor combined with others',
        2,
      );
    }
    return sign === 1 ? rows : [...rows].toReversed();
  }
  if (sort && Object.keys(sort).length > 0) {
    const compare = sortKeys(sort);
    return [...rows].toSorted((a, b) => compare(a.document, b.document));
  }
  const near = nearOf(query);
  if (!near) return rows;
  const distance = ({ document }: F): number => distanceIn(document, near) ?? Infinity;
  return [...rows].toSorted((a, b) => distance(a) - distance(b));
}
