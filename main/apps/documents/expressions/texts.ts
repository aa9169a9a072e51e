import { Code, Double, Timestamp } from 'bson';
import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { isNum, type Maybe, type Num } from '../values/values.ts';
import { isNullish } from './operators.ts';

/** Text of a number, as the server writes it. */
export function textOfNumber(value: Num): string {
  if (!(value instanceof Double)) return value.toString();
  const number = value.value;
  if (Object.is(number, -0)) return '-0';
  if (!Number.isFinite(number)) return String(number);
  const text = String(number);
  // Exponents have two digits at least.
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** What string operators take for a text: numbers and dates too, and nothing for null. */
export function coerceText(value: Maybe): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  if (isNum(value)) return textOfNumber(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Timestamp) {
    return `Timestamp(${value.getHighBitsUnsigned()}, ${value.getLowBitsUnsigned()})`;
  }
  if (value instanceof Code) return value.code;
  throw new MongoDBError(`can't convert from BSON type ${typeName(value)} to String`, 16007);
}

/** @throws MongoDBError with the operator's own code. */
export function expectText(value: Maybe, what: string, code: number): string {
  if (typeof value !== 'string') {
    throw new MongoDBError(`${what}, found: ${typeName(value)}`, code);
  }
  return value;
}

/** The server counts characters, JavaScript halves of some. */
export function codePoints(text: string): number {
  return text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
}
