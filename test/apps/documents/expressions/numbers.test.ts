import { Decimal128, Double, Int32, Long } from 'bson';
import { describe, expect, it } from 'vitest';
import { allBut, NUMBERS } from '../bson-types.ts';
import { canonical, evaluated, refusal } from '../language.ts';

const int = (n: number): Int32 => new Int32(n);
const long = (n: number | string): Long => Long.fromString(String(n));
const double = (n: number): Double => new Double(n);
const decimal = (text: string): Decimal128 => Decimal128.fromString(text);

describe('types of results', () => {
  it.each([
    [{ $add: [int(1), int(2)] }, '{"$numberInt":"3"}'],
    [{ $add: [int(2147483647), int(1)] }, '{"$numberLong":"2147483648"}'],
    [{ $add: [long('9223372036854775807'), int(1)] }, '{"$numberDouble":"9223372036854775808.0"}'],
    [{ $add: [long('7615917337495251231'), int(1)] }, '{"$numberLong":"7615917337495251232"}'],
    [{ $add: [double(0.1), decimal('0.2')] }, '{"$numberDecimal":"0.300000000000000"}'],
    [{ $sum: [int(1), int(2)] }, '{"$numberInt":"3"}'],
    [{ $sum: [int(2147483647), int(1)] }, '{"$numberLong":"2147483648"}'],
    [{ $sum: [long(1), double(0.5)] }, '{"$numberDouble":"1.5"}'],
    [{ $sum: ['text', null] }, '{"$numberInt":"0"}'],
    [{ $avg: [int(1), int(2)] }, '{"$numberDouble":"1.5"}'],
    [{ $avg: [] }, 'null'],
    [{ $mod: [int(10), int(3)] }, '{"$numberInt":"1"}'],
    [{ $mod: [int(10), double(3)] }, '{"$numberInt":"1"}'],
    [{ $mod: [int(10), double(2.5)] }, '{"$numberDouble":"0.0"}'],
    [{ $mod: [long(10), int(3)] }, '{"$numberLong":"1"}'],
    [{ $mod: [double(10), int(3)] }, '{"$numberDouble":"1.0"}'],
    [{ $mod: [int(-10), int(3)] }, '{"$numberInt":"-1"}'],
    [{ $divide: [int(6), int(3)] }, '{"$numberDouble":"2.0"}'],
    [{ $divide: [decimal('10'), decimal('2')] }, '{"$numberDecimal":"5"}'],
    [
      { $divide: [decimal('1'), decimal('3')] },
      '{"$numberDecimal":"0.3333333333333333333333333333333333"}',
    ],
    [{ $divide: [decimal('2.50'), decimal('1')] }, '{"$numberDecimal":"2.50"}'],
    [{ $pow: [int(2), int(3)] }, '{"$numberInt":"8"}'],
    [{ $pow: [long(2), int(10)] }, '{"$numberLong":"1024"}'],
    [{ $pow: [int(2), int(40)] }, '{"$numberLong":"1099511627776"}'],
    [{ $pow: [int(2), int(-1)] }, '{"$numberDouble":"0.5"}'],
    [{ $pow: [int(-1), int(-1)] }, '{"$numberInt":"-1"}'],
    [{ $pow: [decimal('2'), int(3)] }, '{"$numberDecimal":"8.000000000000000000000000000000000"}'],
    [{ $abs: int(-2147483648) }, '{"$numberLong":"2147483648"}'],
    [{ $abs: double(-0) }, '{"$numberDouble":"0.0"}'],
    [{ $floor: double(-1.5) }, '{"$numberDouble":"-2.0"}'],
    [{ $ceil: decimal('1.2') }, '{"$numberDecimal":"2"}'],
    [{ $round: [double(2.5)] }, '{"$numberDouble":"2.0"}'],
    [{ $round: [int(15), int(-1)] }, '{"$numberInt":"20"}'],
    [{ $trunc: [double(-1.99), int(1)] }, '{"$numberDouble":"-1.9"}'],
    [{ $sqrt: int(16) }, '{"$numberDouble":"4.0"}'],
    [{ $sqrt: decimal('2') }, '{"$numberDecimal":"1.414213562373095048801688724209698"}'],
    [{ $exp: decimal('1') }, '{"$numberDecimal":"2.718281828459045235360287471352662"}'],
    [{ $ln: decimal('10') }, '{"$numberDecimal":"2.302585092994045684017991454684364"}'],
    [{ $log10: decimal('1000') }, '{"$numberDecimal":"3"}'],
    [{ $cos: int(0) }, '{"$numberDouble":"1.0"}'],
    [{ $bitAnd: [int(6), int(3)] }, '{"$numberInt":"2"}'],
    [{ $bitOr: [int(6), long(1)] }, '{"$numberLong":"7"}'],
    [{ $bitNot: int(0) }, '{"$numberInt":"-1"}'],
    [{ $size: [[1, 2]] }, '{"$numberInt":"2"}'],
    [{ $cmp: [1, 2] }, '{"$numberInt":"-1"}'],
  ])('%j', (expression, expected) => {
    expect(canonical(expression)).toBe(expected);
  });
});

describe('what is refused', () => {
  it.each([
    [{ $sqrt: -4 }, 28714],
    [{ $ln: 0 }, 28766],
    [{ $ln: -1 }, 28766],
    [{ $log10: 0 }, 28761],
    [{ $log: [0, 10] }, 28758],
    [{ $log: [10, 1] }, 28759],
    [{ $log: [10, -1] }, 28759],
    [{ $log: ['x', 10] }, 28756],
    [{ $log: [10, 'x'] }, 28757],
    [{ $pow: [0, -1] }, 28764],
    [{ $pow: ['x', 1] }, 28762],
    [{ $pow: [1, 'x'] }, 28763],
    [{ $divide: [1, 0] }, 2],
    [{ $divide: ['x', 1] }, 14],
    [{ $mod: [1, 0] }, 16610],
    [{ $mod: [1, decimal('0')] }, 5733415],
    [{ $mod: ['x', 1] }, 16611],
    [{ $subtract: ['x', 1] }, 14],
    [{ $abs: long('-9223372036854775808') }, 28680],
    [{ $round: [1, 101] }, 51083],
    [{ $round: [1, 1.5] }, 51082],
    [{ $round: [1, 'x'] }, 16004],
    [{ $round: [1, Number.NaN] }, 31109],
    [{ $round: [long('9223372036854775806'), -1] }, 51080],
    [{ $acos: 2 }, 50989],
    [{ $asin: -2 }, 50989],
    [{ $acosh: 0.5 }, 50989],
    [{ $atanh: 2 }, 50989],
    [{ $cos: Infinity }, 50989],
    [{ $bitAnd: [1.5, 1] }, 14],
  ])('%j', (expression, code) => {
    expect(refusal(expression)).toBe(code);
  });

  it.each(allBut(...NUMBERS))('a %s for a number', (_type, value) => {
    const document = { v: value };
    for (const name of [
      '$abs',
      '$ceil',
      '$floor',
      '$sqrt',
      '$exp',
      '$ln',
      '$log10',
      '$sin',
      '$cosh',
      '$radiansToDegrees',
    ]) {
      expect(refusal({ [name]: '$v' }, document)).toBe(28765);
    }
    for (const name of ['$round', '$trunc'])
      expect(refusal({ [name]: '$v' }, document)).toBe(51081);
    expect(refusal({ $multiply: ['$v', 1] }, document)).toBe(14);
  });
});

it.each(allBut(...NUMBERS, 'date'))('$add refuses a %s', (_type, value) => {
  expect(refusal({ $add: [1, '$v'] }, { v: value })).toBe(14);
});

it.each([
  '$abs',
  '$ceil',
  '$floor',
  '$sqrt',
  '$exp',
  '$ln',
  '$log10',
  '$round',
  '$trunc',
  '$sin',
  '$add',
  '$multiply',
  '$bitNot',
])('%s gives null for null and for what is not there', (name) => {
  expect(evaluated({ [name]: [null] })).toBeNull();
  expect(evaluated({ [name]: ['$none'] })).toBeNull();
});

it.each(['$subtract', '$divide', '$mod', '$pow', '$log', '$atan2', '$round', '$trunc'])(
  '%s gives null where one of two is not there',
  (name) => {
    expect(evaluated({ [name]: [null, 1] })).toBeNull();
    expect(evaluated({ [name]: [1, '$none'] })).toBeNull();
  },
);
