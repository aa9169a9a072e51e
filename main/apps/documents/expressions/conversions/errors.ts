import { typeName } from '../../values/compare.ts';
import { MongoDBError } from '../../values/mongo-error.ts';
import type { Value } from '../../values/values.ts';

/** What `$convert` fails with where it has no `onError`. */
export const CONVERSION_FAILURE = 241;

export function cannot(value: Value, to: string): MongoDBError {
  return new MongoDBError(
    `Unsupported conversion from ${typeName(value)} to ${to} in $convert with no onError value`,
    CONVERSION_FAILURE,
  );
}

export function unreadable(text: string, to: string): MongoDBError {
  return new MongoDBError(
    `Failed to parse number '${text.slice(0, 100)}' as ${to} in $convert with no onError value`,
    CONVERSION_FAILURE,
  );
}

export function overflow(value: Value): MongoDBError {
  return new MongoDBError(
    `Conversion would overflow target type in $convert with no onError value: ${typeName(value)}`,
    CONVERSION_FAILURE,
  );
}
