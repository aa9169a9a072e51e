import { Decimal128, Double, Long } from 'bson';
import { describe, expect, it } from 'vitest';
import { allBut, MOMENTS } from '../bson-types.ts';
import { canonical, evaluated, refusal } from '../language.ts';

const date = (text: string): Date => new Date(text);
const iso = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
/** A date of the result as text. */
const moment = (expression: object, document: object = {}): unknown =>
  iso(evaluated(expression, document));

describe('$dateAdd and $dateSubtract', () => {
  it.each([
    ['$dateAdd', '2024-01-31', 'month', 1, '2024-02-29'],
    ['$dateSubtract', '2024-03-31', 'month', 1, '2024-02-29'],
    ['$dateAdd', '2024-02-29', 'year', 1, '2025-02-28'],
    ['$dateAdd', '2024-11-30', 'quarter', 1, '2025-02-28'],
    ['$dateAdd', '2024-01-31', 'month', -11, '2023-02-28'],
    ['$dateSubtract', '2024-03-01', 'day', 1, '2024-02-29'],
    ['$dateAdd', '2024-12-25', 'week', 1, '2025-01-01'],
  ])('%s %s %s %i', (name, startDate, unit, amount, expected) => {
    expect(moment({ [name]: { startDate: date(startDate), unit, amount } })).toBe(
      `${expected}T00:00:00.000Z`,
    );
  });

  it.each([
    ['hour', '2024-01-01T05:00:00.000Z'],
    ['minute', '2024-01-01T00:05:00.000Z'],
    ['second', '2024-01-01T00:00:05.000Z'],
    ['millisecond', '2024-01-01T00:00:00.005Z'],
  ])('adds 5 of a %s', (unit, expected) => {
    for (const amount of [5, Long.fromNumber(5), new Double(5), Decimal128.fromString('5')]) {
      expect(moment({ $dateAdd: { startDate: date('2024-01-01'), unit, amount } })).toBe(expected);
    }
  });

  it('keeps the time of the clock over a day on which it is set', () => {
    const spec = { startDate: date('2024-03-10T06:30:00Z'), unit: 'day', amount: 1 };
    expect(moment({ $dateAdd: { ...spec, timezone: 'America/New_York' } })).toBe(
      '2024-03-11T05:30:00.000Z',
    );
    expect(
      moment({ $dateAdd: { ...spec, unit: 'hour', amount: 24, timezone: 'America/New_York' } }),
    ).toBe('2024-03-11T06:30:00.000Z');
  });

  const whole = { startDate: date('2024-01-01'), unit: 'day', amount: 1 };
  it.each(['startDate', 'unit', 'amount', 'timezone'])(
    'gives null where %s leads to nothing',
    (key) => {
      for (const nothing of [null, '$none']) {
        expect(evaluated({ $dateAdd: { timezone: 'UTC', ...whole, [key]: nothing } })).toBeNull();
        expect(
          evaluated({ $dateSubtract: { timezone: 'UTC', ...whole, [key]: nothing } }),
        ).toBeNull();
      }
    },
  );

  it.each([
    ['a start that is no date', { startDate: 'x' }, 5166403],
    ['a unit that is no text', { unit: 1 }, 5439013],
    ['an unknown unit', { unit: 'days' }, 9],
    ['a unit in capitals', { unit: 'Day' }, 9],
    ['a fraction', { amount: 1.5 }, 5166405],
    ['a text for a number', { amount: '1' }, 5166405],
    ['NaN', { amount: Number.NaN }, 5166405],
    ['more than there are years', { unit: 'month', amount: -30_000_000_000 }, 5976500],
    ['a date beyond all dates', { unit: 'year', amount: 280_000 }, 5166406],
    ['an unknown argument', { foo: 1 }, 5166401],
  ])('refuses %s', (_what, change, code) => {
    expect(refusal({ $dateAdd: { ...whole, ...change } })).toBe(code);
  });
});

describe('$dateDiff', () => {
  it.each([
    ['year', '2023-12-31', '2024-01-01', 1],
    ['quarter', '2024-01-01', '2024-12-31', 3],
    ['month', '2024-01-31', '2024-02-01', 1],
    ['week', '2024-01-06', '2024-01-07', 1],
    ['day', '2024-02-28', '2024-03-01', 2],
    ['hour', '2024-01-01T00:59', '2024-01-01T01:00', 1],
    ['minute', '2024-01-01T00:00:59', '2024-01-01T00:01', 1],
    ['second', '2024-01-01T00:00:00', '2024-01-01T00:01', 60],
    ['millisecond', '2024-01-01', '2023-12-31', -86_400_000],
  ])('counts each border of a %s as a long', (unit, from, to, expected) => {
    const at = (text: string): Date => date(text.includes('T') ? `${text}Z` : text);
    const spec = { startDate: at(from), endDate: at(to), unit };
    expect(canonical({ $dateDiff: spec })).toBe(`{"$numberLong":"${expected}"}`);
  });

  it.each([
    ['Monday', 1],
    ['sun', 0],
    ['SATURDAY', 1],
  ])('begins weeks on %s', (startOfWeek, expected) => {
    const spec = { startDate: date('2024-01-05'), endDate: date('2024-01-06'), unit: 'week' };
    const later = { ...spec, startDate: date('2024-01-07'), endDate: date('2024-01-08') };
    const days = startOfWeek === 'SATURDAY' ? spec : later;
    expect(evaluated({ $dateDiff: { ...days, startOfWeek } })).toBe(expected);
  });

  it.each(allBut(...MOMENTS))('refuses a %s as a date', (_type, value) => {
    const spec = { startDate: date('2024-01-01'), endDate: '$v', unit: 'day' };
    expect(refusal({ $dateDiff: spec }, { v: value })).toBe(5166307);
  });

  it.each([
    [{ endDate: null, unit: 'day' }, 5166303],
    [{ startDate: null, unit: 'day' }, 5166304],
    [{ startDate: null, endDate: null }, 5166305],
    [{ startDate: null, endDate: null, unit: 'day', foo: 1 }, 5166302],
    ['text', 5166301],
  ])('refuses %j', (operand, code) => {
    expect(refusal({ $dateDiff: operand })).toBe(code);
  });

  it('looks at startOfWeek for weeks only', () => {
    const spec = { startDate: date('2024-01-01'), endDate: date('2024-01-02') };
    expect(evaluated({ $dateDiff: { ...spec, unit: 'day', startOfWeek: 'never' } })).toBe(1);
    expect(refusal({ $dateDiff: { ...spec, unit: 'week', startOfWeek: 'never' } })).toBe(5439016);
    expect(refusal({ $dateDiff: { ...spec, unit: 'week', startOfWeek: 1 } })).toBe(5439015);
  });
});

describe('$dateTrunc', () => {
  const at = '2021-03-20T11:37:05.250Z';
  it.each([
    ['year', 1, '2021-01-01T00:00:00.000Z'],
    ['year', 10, '2020-01-01T00:00:00.000Z'],
    ['quarter', 1, '2021-01-01T00:00:00.000Z'],
    ['month', 1, '2021-03-01T00:00:00.000Z'],
    ['month', 6, '2021-01-01T00:00:00.000Z'],
    ['week', 1, '2021-03-14T00:00:00.000Z'],
    ['day', 1, '2021-03-20T00:00:00.000Z'],
    ['hour', 2, '2021-03-20T10:00:00.000Z'],
    ['minute', 15, '2021-03-20T11:30:00.000Z'],
    ['second', 1, '2021-03-20T11:37:05.000Z'],
    ['millisecond', 1, at],
  ])('cuts to %s by %i', (unit, binSize, expected) => {
    expect(moment({ $dateTrunc: { date: date(at), unit, binSize } })).toBe(expected);
  });

  it('counts periods of several units from 2000 on, and before', () => {
    const spec = { date: date('1999-12-31T23:59:59Z'), unit: 'year', binSize: 5 };
    expect(moment({ $dateTrunc: spec })).toBe('1995-01-01T00:00:00.000Z');
  });

  it('goes by the clock of the zone', () => {
    const spec = { date: date('2021-03-20T02:00:00Z'), unit: 'day', timezone: 'America/New_York' };
    expect(moment({ $dateTrunc: spec })).toBe('2021-03-19T04:00:00.000Z');
    expect(moment({ $dateTrunc: { ...spec, unit: 'week', startOfWeek: 'mon' } })).toBe(
      '2021-03-15T04:00:00.000Z',
    );
  });

  it.each([
    [{ unit: 'day' }, 5439009],
    [{ date: null }, 5439010],
    [{ date: null, unit: 'day', foo: 1 }, 5439008],
    [1, 5439007],
    [{ date: 'x', unit: 'day' }, 5166307],
    [{ date: date(at), unit: 'day', binSize: 0 }, 5439018],
    [{ date: date(at), unit: 'day', binSize: 1.5 }, 5439017],
    [{ date: date(at), unit: 'day', binSize: 'x' }, 5439017],
  ])('refuses %j', (operand, code) => {
    expect(refusal({ $dateTrunc: operand })).toBe(code);
  });

  it.each(['date', 'unit', 'binSize', 'timezone', 'startOfWeek'])(
    'gives null for a null %s',
    (key) => {
      const spec = {
        date: date(at),
        unit: 'week',
        binSize: 1,
        timezone: 'UTC',
        startOfWeek: 'mon',
      };
      expect(evaluated({ $dateTrunc: { ...spec, [key]: null } })).toBeNull();
    },
  );
});
