import { ObjectId, Timestamp } from 'bson';
import { typeName } from '../../values/compare.ts';
import { MongoDBError } from '../../values/mongo-error.ts';
import type { Maybe } from '../../values/values.ts';

/** Milliseconds of what holds a moment: a date, a timestamp, an ObjectId. */
export function momentOf(value: Maybe): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (value instanceof Timestamp) return value.getHighBitsUnsigned() * 1000;
  return value instanceof ObjectId ? value.getTimestamp().getTime() : undefined;
}

/** @throws MongoDBError 16006 */
export function expectMoment(value: Maybe): number {
  const moment = momentOf(value);
  if (moment === undefined) {
    throw new MongoDBError(`can't convert from BSON type ${typeName(value)} to Date`, 16006);
  }
  return moment;
}

/** Of milliseconds that a date can hold. */
export function isDateMs(ms: number): boolean {
  return Math.abs(ms) <= 8_640_000_000_000_000;
}
