import { Binary, Decimal128, Double, Int32, Long, UUID } from 'bson';
import { describe, expect, it } from 'vitest';
import { ONE_OF_EACH, type TypeName } from '../bson-types.ts';
import { canonical, evaluated, refusal } from '../language.ts';

const TARGETS = ['string', 'int', 'long', 'double', 'decimal', 'bool', 'date', 'objectId'] as const;
/** What each type can become; a letter for each target, in order. */
const CONVERTIBLE: Readonly<Record<TypeName, string>> = {
  int: 'sildmb..',
  long: 'sildmbt.',
  double: 'sildmbt.',
  decimal: 'sildmbt.',
  string: 's....b..',
  bool: 's ildmb..'.replace(' ', ''),
  date: 's.ldmbt.',
  objectId: 's....bto',
  timestamp: '.....bt.',
  array: '.....b..',
  object: '.....b..',
  binData: 's....b..',
  regex: '.....b..',
  javascript: '.....b..',
  minKey: '.....b..',
  maxKey: '.....b..',
};

describe('$convert', () => {
  const grid = Object.entries(CONVERTIBLE).flatMap(([type, letters]) =>
    TARGETS.map((to, i) => [type as TypeName, to, letters[i] !== '.'] as const),
  );

  it.each(grid)('of a %s to %s: %s', (type, to, isPossible) => {
    const name = `$to${to[0]?.toUpperCase()}${to.slice(1)}`;
    const document = { v: ONE_OF_EACH[type] };
    const outcome = [
      evaluated(
        { $convert: { input: '$v', to: type === 'binData' ? 'bool' : to, onError: 'no' } },
        document,
      ) !== 'no',
      refusal({ [name]: '$v' }, document) !== 241,
    ];
    expect(outcome).toEqual([type === 'binData' || isPossible, isPossible]);
  });

  it('gives null for null, or what onNull says', () => {
    for (const to of TARGETS) expect(evaluated({ $convert: { input: null, to } })).toBeNull();
    expect(evaluated({ $convert: { input: '$none', to: 'int', onNull: 'none' } })).toBe('none');
    expect(evaluated({ $convert: { input: 1, to: null } })).toBeNull();
  });

  it.each([
    [{ $toInt: '12' }, '{"$numberInt":"12"}'],
    [{ $toInt: '-12' }, '{"$numberInt":"-12"}'],
    [{ $toInt: new Double(1.9) }, '{"$numberInt":"1"}'],
    [{ $toLong: Decimal128.fromString('5.9') }, '{"$numberLong":"5"}'],
    [{ $toLong: new Date(5) }, '{"$numberLong":"5"}'],
    [{ $toDouble: '1e5' }, '{"$numberDouble":"100000.0"}'],
    [{ $toDouble: '+0x1.8p1' }, '{"$numberDouble":"3.0"}'],
    [{ $toDouble: '-inf' }, '{"$numberDouble":"-Infinity"}'],
    [{ $toDecimal: '1.50' }, '{"$numberDecimal":"1.50"}'],
    [{ $toDecimal: new Int32(1) }, '{"$numberDecimal":"1"}'],
    [{ $toDecimal: new Double(0.1) }, '{"$numberDecimal":"0.100000000000000"}'],
    [{ $toString: new Double(1.5) }, '"1.5"'],
    [{ $toString: new Double(5) }, '"5"'],
    [{ $toString: Long.fromString('7615917337495251231') }, '"7615917337495251231"'],
    [{ $toString: new Date(0) }, '"1970-01-01T00:00:00.000Z"'],
    [{ $toBool: '' }, 'true'],
    [{ $toBool: new Double(0) }, 'false'],
  ])('%j', (expression, expected) => {
    expect(canonical(expression)).toBe(expected);
  });

  it.each(['', 'x', '1.5', ' 1', '1 ', '0x1', '99999999999', '1e3'])(
    'reads no int32 in "%s"',
    (text) => {
      expect(refusal({ $toInt: text })).toBe(241);
    },
  );
  it.each(['', 'x', ' 1', '1e309', '1e-400', '1.5e', '0x', '0x1p'])(
    'reads no double in "%s"',
    (text) => {
      expect(refusal({ $toDouble: text })).toBe(241);
    },
  );

  it('turns texts into bytes and back, by a format', () => {
    const to = (input: unknown, type: string, format?: string): object => ({
      $convert: format === undefined ? { input, to: type } : { input, to: type, format },
    });
    for (const format of ['base64', 'base64url', 'hex', 'utf8']) {
      expect(evaluated(to(to('YWJj', 'binData', 'base64'), 'string', format))).toBeTypeOf('string');
    }
    expect(evaluated(to(to('616263', 'binData', 'hex'), 'string', 'utf8'))).toBe('abc');
    const uuid = '01020304-0506-0708-090a-0b0c0d0e0f10';
    expect(evaluated(to(new UUID(uuid), 'string', 'auto'))).toBe(uuid);
    expect(evaluated(to(to(uuid, 'binData', 'uuid'), 'string', 'uuid'))).toBe(uuid);
    expect(refusal(to('abc', 'binData'))).toBe(4341115);
    expect(refusal(to(new Binary(new Uint8Array([1])), 'string'))).toBe(4341115);
    expect(refusal(to('abc', 'binData', 'rot13'))).toBe(4341125);
    expect(refusal({ $convert: { input: 'abc', to: 'binData', format: 1 } })).toBe(4341114);
    expect(refusal(to('xyz', 'binData', 'hex'))).toBe(241);
  });

  it.each([
    [{ input: 1, to: 'frobnicate' }, 2],
    [{ input: 1, to: 1.5 }, 9],
    [{ input: 1, to: [] }, 9],
    [{ input: 1, to: 'regex' }, 241],
    [{ input: 1, to: 'minKey' }, 241],
    [{ input: { $toDate: Long.fromString('-62167219200001') }, to: 'string' }, 18537],
    [{ input: { $toDate: Long.fromString('253402300800000') }, to: 'string' }, 18537],
  ])('refuses %j', (operand, code) => {
    expect(refusal({ $convert: operand })).toBe(code);
  });
});
