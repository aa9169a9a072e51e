import { Binary, Decimal128, Double, Int32, Long, ObjectId, serialize, Timestamp } from 'bson';
import { typeName } from '../values/compare.ts';
import { decimalOfNumber } from '../values/decimal-functions.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { TYPE_CODES, TYPE_NAMES } from '../values/type-names.ts';
import { asNumber } from '../values/numbers.ts';
import { roundTo } from '../values/rounding.ts';
import { isDocument, isNum, isTruthy, type Maybe, type Value, table } from '../values/values.ts';
import { momentOf } from './dates/date-values.ts';
import { dateOfText } from './dates/from-string.ts';
import { isNullish, type NamedOperators, type Operators } from './operators.ts';
import { bytesOfText, FORMATS, textOfBytes } from './conversions/bytes-and-texts.ts';
import { cannot, CONVERSION_FAILURE, overflow, unreadable } from './conversions/errors.ts';
import { textOfNumber } from './texts.ts';

const TARGETS: Readonly<Record<string, (value: Value) => Value>> = table({
  string: toText,
  int: (value) => toWhole(value, 'int'),
  long: (value) => toWhole(value, 'long'),
  double: (value) => new Double(realNumber(value)),
  decimal: toDecimal,
  bool: (value) => (isNum(value) ? isTruthy(value) : value !== false),
  date: toDate,
  objectId(value) {
    if (value instanceof ObjectId) return value;
    if (typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value);
    throw cannot(value, 'objectId');
  },
});

export const TYPES: Operators = {
  $type: ([value]) => typeName(value),
  $isNumber: ([value]) => isNum(value),
  $toString: ([value]) => convert(value, 'string'),
  $toInt: ([value]) => convert(value, 'int'),
  $toLong: ([value]) => convert(value, 'long'),
  $toDouble: ([value]) => convert(value, 'double'),
  $toDecimal: ([value]) => convert(value, 'decimal'),
  $toBool: ([value]) => convert(value, 'bool'),
  $toDate: ([value]) => convert(value, 'date'),
  $toObjectId: ([value]) => convert(value, 'objectId'),
  $tsSecond: ([value]) => stampPart(value, '$tsSecond', (stamp) => stamp.getHighBitsUnsigned()),
  $tsIncrement: ([value]) =>
    stampPart(value, '$tsIncrement', (stamp) => stamp.getLowBitsUnsigned()),
  $binarySize([value]) {
    if (isNullish(value)) return null;
    if (typeof value === 'string') return new Int32(Buffer.byteLength(value));
    if (value instanceof Binary) return new Int32(value.length());
    throw new MongoDBError(
      `$binarySize requires a string or BinData argument, found: ${typeName(value)}`,
      51276,
    );
  },
  $bsonSize([value]) {
    if (isNullish(value)) return null;
    if (isDocument(value)) return new Int32(serialize(value).length);
    throw new MongoDBError(`$bsonSize requires a document input, found: ${typeName(value)}`, 31393);
  },
};

function stampPart(value: Maybe, name: string, part: (stamp: Timestamp) => number): Value {
  if (isNullish(value)) return null;
  if (!(value instanceof Timestamp)) {
    throw new MongoDBError(
      `Argument to ${name} must be a timestamp, but is ${typeName(value)}`,
      name === '$tsSecond' ? 5687301 : 5687302,
    );
  }
  return Long.fromNumber(part(value));
}

export const NAMED_TYPES: NamedOperators = {
  $convert(args) {
    const { input, to } = args;
    const target = isNullish(to) ? null : targetOf(to);
    if (isNullish(input)) return 'onNull' in args ? args['onNull'] : null;
    if (target === null) return null;
    try {
      if ('format' in args) return throughFormat(input, target, args['format']);
      if (target === 'binData' ? typeof input === 'string' : isBytesToText(input, target)) {
        throw new MongoDBError(
          "Conversion between string and BinData requires a 'format'",
          4341115,
        );
      }
      return convert(input, target);
    } catch (error) {
      if (!(error instanceof MongoDBError) || !('onError' in args)) throw error;
      return args['onError'];
    }
  },
};

function targetOf(to: Value): string {
  if (typeof to === 'string') {
    if (TYPE_NAMES.has(to)) return to;
    throw new MongoDBError(`Unknown type name: ${to}`, 2);
  }
  if (!isNum(to)) {
    throw new MongoDBError(
      `$convert's 'to' argument must be a string or number, but is ${typeName(to)}`,
      9,
    );
  }
  const name = TYPE_CODES[asNumber(to)];
  if (name === undefined) {
    throw new MongoDBError(
      `In $convert, numeric value for 'to' does not correspond to a BSON type: ${to.toString()}`,
      9,
    );
  }
  return name;
}

function convert(value: Maybe, to: string): Value {
  if (isNullish(value)) return null;
  const target = TARGETS[to];
  if (!target) throw cannot(value, to);
  return target(value);
}

function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return textOfDate(value);
  if (isNum(value)) return textOfNumber(value);
  if (value instanceof Binary) return textOfBytes(value, 'auto');
  throw cannot(value, 'string');
}

function textOfDate(value: Date): string {
  const year = value.getUTCFullYear();
  if (year >= 0 && year <= 9999) return value.toISOString();
  throw new MongoDBError(
    `$dateToString is only defined on year 0-9999, tried to use year ${year}`,
    18537,
  );
}

const isBytesToText = (value: Value, to: string): boolean =>
  to === 'string' && value instanceof Binary;

/** Between texts and bytes; any other conversion does not look at the format. */
function throughFormat(input: Value, to: string, format: Maybe): Value {
  if (isNullish(format)) return null;
  if (typeof format !== 'string') {
    throw new MongoDBError(
      `$convert requires that 'format' be a string, found: ${typeName(format)}`,
      4341114,
    );
  }
  if (!FORMATS.has(format))
    throw new MongoDBError(`Invalid 'format' argument for $convert: ${format}`, 4341125);
  if (to === 'binData' && typeof input === 'string') return bytesOfText(input, format);
  if (to === 'string' && input instanceof Binary) return textOfBytes(input, format);
  return convert(input, to);
}

/** A number of C in base 16: `+0x1.8p1`, `0XFF`. */
function hexNumber(text: string): number | undefined {
  const parts = /^([+-])?0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?\d+))?$/.exec(text);
  // The server reads small letters behind a sign only.
  if (!parts || (parts[1] === undefined && text.startsWith('0x'))) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  if (whole + fraction === '') return undefined;
  const digits =
    Number.parseInt(whole + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -digits : digits;
}

function realNumber(value: Value): number {
  if (isNum(value)) {
    const number = asNumber(value);
    if (value instanceof Decimal128 && !Number.isFinite(number) && /\d/.test(value.toString())) {
      throw overflow(value);
    }
    return number;
  }
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string') throw cannot(value, 'double');
  if (/^[+-]?inf(?:inity)?$/i.test(value)) return value.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/i.test(value)) return Number.NaN;
  const hex = hexNumber(value);
  if (hex !== undefined) return hex;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) throw unreadable(value, 'double');
  const number = Number(value);
  const isLost = number === 0 && /^[^e]*[1-9]/i.test(value);
  if (!Number.isFinite(number) || isLost) throw unreadable(value, 'double');
  return number;
}

function toWhole(value: Value, to: 'int' | 'long'): Value {
  const whole = BigInt(wholeText(value, to));
  const limit = to === 'int' ? 2n ** 31n : 2n ** 63n;
  if (whole < -limit || whole >= limit) {
    throw typeof value === 'string' ? unreadable(value, to) : overflow(value);
  }
  return to === 'int' ? new Int32(Number(whole)) : Long.fromBigInt(whole);
}

function wholeText(value: Value, to: 'int' | 'long'): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Date && to === 'long') return String(value.getTime());
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw unreadable(value, to);
    return value.replace('+', '');
  }
  if (!isNum(value)) throw cannot(value, to);
  if (
    !Number.isFinite(asNumber(value)) &&
    !(value instanceof Decimal128 && /\d/.test(value.toString()))
  ) {
    throw new MongoDBError(
      `Attempt to convert ${value.toString()} value to integer type in $convert with no onError value`,
      CONVERSION_FAILURE,
    );
  }
  const cut = roundTo(value, 0, 'zero');
  if (cut instanceof Double) return BigInt(cut.value).toString();
  return cut instanceof Decimal128 ? wholeDecimal(cut) : cut.toString();
}

function wholeDecimal(value: Decimal128): string {
  const [, digits = '0', exponent = '0'] = /^(-?\d+)(?:E\+?(-?\d+))?$/.exec(value.toString()) ?? [];
  return Number(exponent) > 40
    ? `${digits}${'0'.repeat(40)}`
    : `${digits}${'0'.repeat(Number(exponent))}`;
}

function toDecimal(value: Value): Value {
  if (value instanceof Decimal128) return value;
  if (typeof value === 'string') {
    try {
      return Decimal128.fromStringWithRounding(value);
    } catch {
      throw unreadable(value, 'decimal');
    }
  }
  if (value instanceof Int32 || (isNum(value) && value instanceof Long)) {
    return Decimal128.fromString(value.toString());
  }
  if (!isNum(value) && typeof value !== 'boolean' && !(value instanceof Date))
    throw cannot(value, 'decimal');
  const number = realNumber(value);
  // A double counts with 15 digits.
  return value instanceof Double && Number.isFinite(number) && !Number.isSafeInteger(number)
    ? Decimal128.fromString(number.toPrecision(15))
    : decimalOfNumber(number);
}

function toDate(value: Value): Date {
  const moment = momentOf(value);
  if (moment !== undefined) return new Date(moment);
  if (isNum(value) && !(value instanceof Int32)) {
    const date = new Date(Math.trunc(asNumber(value)));
    if (Number.isNaN(date.getTime())) throw overflow(value);
    return date;
  }
  if (typeof value === 'string') return dateOfText(value);
  throw cannot(value, 'date');
}
