import { typeName } from './values/compare.ts';
import { MongoDBError } from './values/mongo-error.ts';
import { asNumber } from './values/numbers.ts';
import { type Document, isDocument, isNum, type Maybe } from './values/values.ts';

const FAILED_TO_PARSE = 9;
const TYPE_MISMATCH = 14;

/** Options that would change an answer: left out in silence, they would make it wrong. @throws MongoDBError */
export function refuseOptions(options: Document | undefined): void {
  const collation = options?.['collation'];
  const isSimple = isDocument(collation) && collation['locale'] === 'simple';
  if (collation !== undefined && collation !== null && !isSimple) {
    throw new MongoDBError(
      'collation is not available offline: texts are compared by their bytes; for a search without case use $regex with the option i',
    );
  }
  for (const name of ['let', 'min', 'max']) {
    if (options?.[name] !== undefined) {
      throw new MongoDBError(`the option ${name} is not available offline`);
    }
  }
  const hint = options?.['hint'] ?? null;
  if (hint !== null && typeof hint !== 'string' && !isDocument(hint)) {
    throw new MongoDBError(
      `Hint must be a string or an object, but was of type ${typeName(hint)}`,
      FAILED_TO_PARSE,
    );
  }
}

/** An option that is an object, where it is given. @throws MongoDBError */
export function objectOption(value: Maybe, name: string): Document | undefined {
  if (value === undefined || value === null) return undefined;
  if (isDocument(value)) return value;
  throw new MongoDBError(
    `BSON field '${name}' is the wrong type '${typeName(value)}', expected type 'object'`,
    TYPE_MISMATCH,
  );
}

/** How many to leave out and to give; 0 gives all, and a negative number its opposite. */
export function windowOf(args: Document): { skip: number; limit: number } {
  const number = (name: string): number => {
    const value = args[name];
    if (value === undefined || value === null) return 0;
    // Fractions are cut off.
    const whole = isNum(value) ? Math.trunc(asNumber(value)) : Number.NaN;
    if (Number.isNaN(whole))
      throw new MongoDBError(
        `BSON field '${name}' is the wrong type, expected a number`,
        TYPE_MISMATCH,
      );
    return whole;
  };
  const skip = number('skip');
  if (skip < 0) throw new MongoDBError("BSON field 'skip' value must be >= 0", 51024);
  return { skip, limit: Math.abs(number('limit')) || Infinity };
}
