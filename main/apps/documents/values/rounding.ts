import { Decimal128, Double, Int32, Long } from 'bson';
import { MongoDBError } from './mongo-error.ts';
import { exactly, fits, INT32, INT64, toExact } from './numbers.ts';
import type { Num } from './values.ts';

/** How a number loses digits: to the nearest, ties to even; towards zero; down; up. */
export type Rounding = 'even' | 'zero' | 'down' | 'up';

/** Rounds exactly, to `place` digits after the point; the type stays. */
export function roundTo(value: Num, place: number, rounding: Rounding): Num {
  const exact = exactly(value);
  if (typeof exact === 'number' && !Number.isFinite(exact)) return value;
  const { digits, exponent } = toExact(exact);
  if (exponent >= -place) return value;
  const step = 10n ** BigInt(-place - exponent);
  const kept = digits / step + roundingStep(digits, step, rounding);
  const text = `${kept}e${-place}`;
  if (value instanceof Decimal128) return Decimal128.fromString(text.replace('e', 'E'));
  if (value instanceof Double) return new Double(Number(text));
  const whole = kept * 10n ** BigInt(Math.max(0, -place));
  if (value instanceof Int32 && fits(whole, INT32)) return new Int32(Number(whole));
  if (!fits(whole, INT64)) {
    throw new MongoDBError(
      'invalid conversion: the rounded number does not fit into 64 bits',
      51080,
    );
  }
  return Long.fromBigInt(whole);
}

function roundingStep(digits: bigint, step: bigint, rounding: Rounding): bigint {
  const rest = digits % step;
  if (rest === 0n || rounding === 'zero') return 0n;
  if (rounding === 'down') return rest < 0n ? -1n : 0n;
  if (rounding === 'up') return rest > 0n ? 1n : 0n;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const odd = (digits / step) % 2n !== 0n;
  if (twice < step || (twice === step && !odd)) return 0n;
  return rest < 0n ? -1n : 1n;
}
