import { Decimal128, Double } from 'bson';
import { typeName } from '../values/compare.ts';
import { decimalOfNumber } from '../values/decimal-functions.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber } from '../values/numbers.ts';
import { isNum, type Maybe, type Num } from '../values/values.ts';
import { single } from './arithmetic.ts';
import { isNullish, type Operators } from './operators.ts';

interface Angle {
  compute(x: number): number;
  /** What it may be of, infinities aside. */
  least?: number;
  most?: number;
  infinite?: true;
}

const DEGREES = Math.PI / 180;

const ANGLES: Readonly<Record<string, Angle>> = {
  $sin: { compute: Math.sin },
  $cos: { compute: Math.cos },
  $tan: { compute: Math.tan },
  $asin: { compute: Math.asin, least: -1, most: 1 },
  $acos: { compute: Math.acos, least: -1, most: 1 },
  $atan: { compute: Math.atan, infinite: true },
  $sinh: { compute: Math.sinh, infinite: true },
  $cosh: { compute: Math.cosh, infinite: true },
  $tanh: { compute: Math.tanh, infinite: true },
  $asinh: { compute: Math.asinh, infinite: true },
  $acosh: { compute: Math.acosh, least: 1, infinite: true },
  $atanh: { compute: Math.atanh, least: -1, most: 1 },
  $degreesToRadians: { compute: (x) => x * DEGREES, infinite: true },
  $radiansToDegrees: { compute: (x) => x / DEGREES, infinite: true },
};

/** Angles: a double, or a decimal of a decimal (with the digits of a double). */
export const TRIGONOMETRY: Operators = {
  ...Object.fromEntries(
    Object.entries(ANGLES).map(([name, angle]) => [
      name,
      ([value]: readonly Maybe[]) => single(value, name, (n) => applied(n, name, angle)),
    ]),
  ),
  $atan2([y, x]) {
    if (isNullish(y) || isNullish(x)) return null;
    const [a, b] = [numeric(y, 51044), numeric(x, 51045)];
    const result = Math.atan2(asNumber(a), asNumber(b));
    return a instanceof Decimal128 || b instanceof Decimal128
      ? decimalOfNumber(result)
      : new Double(result);
  },
};

function applied(n: Num, name: string, angle: Angle): Num {
  const x = asNumber(n);
  const { least = -Infinity, most = Infinity } = angle;
  const isOutside = x < least || x > most || (!angle.infinite && Math.abs(x) === Infinity);
  if (isOutside) {
    const range =
      angle.least === undefined ? '(-inf,inf)' : `[${least},${most === Infinity ? 'inf' : most}]`;
    throw new MongoDBError(
      `cannot apply ${name} to ${n.toString()}, value must be in ${range}`,
      50989,
    );
  }
  const result = angle.compute(x);
  return n instanceof Decimal128 ? decimalOfNumber(result) : new Double(result);
}

function numeric(value: Maybe, code: number): Num {
  if (isNum(value)) return value;
  throw new MongoDBError(`$atan2 only supports numeric types, not ${typeName(value)}`, code);
}
