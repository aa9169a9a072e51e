import { Decimal128, Double, Timestamp } from 'bson';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { allBut, MOMENTS, NUMBERS, ONE_OF_EACH } from '../bson-types.ts';
import { canonical, evaluated, refusal } from '../language.ts';

const date = (text: string): Date => new Date(text);
const iso = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
/** A date of the result as text. */
const moment = (expression: object, document: object = {}): unknown =>
  iso(evaluated(expression, document));

const PARTS = {
  $year: 2024,
  $month: 6,
  $dayOfMonth: 15,
  $hour: 10,
  $minute: 30,
  $second: 45,
  $millisecond: 123,
  $dayOfYear: 167,
  $dayOfWeek: 7,
  $week: 23,
  $isoDayOfWeek: 6,
  $isoWeek: 24,
  $isoWeekYear: 2024,
};

describe.each(Object.entries(PARTS))('%s', (name, expected) => {
  const at = ONE_OF_EACH.date;

  it.each([
    ['a date', '$at'],
    ['a list of one', ['$at']],
    ['named arguments', { date: '$at' }],
    ['a zone', { date: '$at', timezone: 'Z' }],
  ])('takes %s', (_form, operand) => {
    expect(canonical({ [name]: operand }, { at })).toBe(`{"$numberInt":"${expected}"}`);
  });

  it.each(MOMENTS)('takes a %s', (type) => {
    expect(typeof evaluated({ [name]: '$at' }, { at: ONE_OF_EACH[type] })).toBe('number');
  });

  it('gives null for null and for what is not there, date or zone', () => {
    expect(evaluated({ [name]: null })).toBeNull();
    expect(evaluated({ [name]: '$none' })).toBeNull();
    expect(evaluated({ [name]: { date: '$none', timezone: 'UTC' } })).toBeNull();
    expect(evaluated({ [name]: { date: '$at', timezone: null } }, { at })).toBeNull();
    expect(evaluated({ [name]: { date: '$at', timezone: '$none' } }, { at })).toBeNull();
  });

  it.each(allBut(...MOMENTS))('refuses a %s', (_type, value) => {
    expect(refusal({ [name]: { date: '$v' } }, { v: value })).toBe(16006);
  });

  it('refuses shapes that are none', () => {
    expect(refusal({ [name]: ['$at', '$at'] })).toBe(40536);
    expect(refusal({ [name]: [] })).toBe(40536);
    expect(refusal({ [name]: { timezone: 'UTC' } })).toBe(40539);
    expect(refusal({ [name]: { date: '$at', zone: 'UTC' } })).toBe(40535);
  });

  it.each(allBut('string'))('refuses a zone that is a %s', (_type, value) => {
    expect(refusal({ [name]: { date: '$at', timezone: '$z' } }, { at, z: value })).toBe(40517);
  });
});

describe('weeks and days', () => {
  it.each([
    ['2024-01-15', 2, 3],
    ['2023-01-01', 1, 52],
    ['2021-01-02', 0, 53],
    ['2025-12-31', 52, 1],
    ['2020-12-31', 52, 53],
    ['1969-12-28', 52, 52],
    ['0001-01-01', 0, 1],
  ])('%s is in week %i, and in week %i of ISO 8601', (text, week, isoWeek) => {
    const document = { at: date(`${text}T12:00:00Z`) };
    expect(evaluated({ $week: '$at' }, document)).toBe(week);
    expect(evaluated({ $isoWeek: '$at' }, document)).toBe(isoWeek);
    const formatted = { $dateToString: { date: '$at', format: '%U %V' } };
    const padded = [week, isoWeek].map((n) => String(n).padStart(2, '0')).join(' ');
    expect(evaluated(formatted, document)).toBe(padded);
  });
});

// An offset of today would make the answers change with the season.
describe.each(['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z'])('time zones on %s', (now) => {
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['UTC', '2024-07-01T12:00', 12],
    ['GMT', '2024-07-01T12:00', 12],
    ['Z', '2024-07-01T12:00', 12],
    ['EST', '2024-07-01T12:00', 7],
    ['+05:30', '2024-07-01T12:00', 17],
    ['-0330', '2024-07-01T12:00', 8],
    ['+03', '2024-07-01T12:00', 15],
    ['+25:00', '2024-07-01T12:00', 13],
    ['America/New_York', '2024-07-01T12:00', 8],
    ['America/New_York', '2024-01-01T12:00', 7],
    ['US/Eastern', '2024-07-01T12:00', 8],
    ['Europe/Berlin', '2024-07-01T12:00', 14],
    ['Asia/Kolkata', '2024-07-01T12:00', 17],
    ['Asia/Calcutta', '2024-07-01T12:00', 17],
    ['Australia/Lord_Howe', '2024-01-01T12:00', 23],
    ['Etc/GMT+5', '2024-07-01T12:00', 7],
  ])('%s at %s', (timezone, at, hour) => {
    vi.setSystemTime(now);
    expect(evaluated({ $hour: { date: date(`${at}Z`), timezone } })).toBe(hour);
  });

  it('goes by the offset of the day, not of today', () => {
    vi.setSystemTime(now);
    const noon = { year: 2024, hour: 12, timezone: 'America/New_York' };
    expect(moment({ $dateFromParts: { ...noon, month: 7 } })).toBe('2024-07-01T16:00:00.000Z');
    expect(moment({ $dateFromParts: { ...noon, month: 1 } })).toBe('2024-01-01T17:00:00.000Z');
    const read = (dateString: string): unknown =>
      moment({ $dateFromString: { dateString, timezone: 'America/New_York' } });
    expect(read('2024-07-01 12:00')).toBe('2024-07-01T16:00:00.000Z');
    expect(read('2024-01-01 12:00')).toBe('2024-01-01T17:00:00.000Z');
  });

  it('reads hours that are not there, and those that are twice, where clocks are set', () => {
    vi.setSystemTime(now);
    const at = (parts: object): unknown =>
      moment({
        $dateFromParts: { year: 2024, minute: 30, timezone: 'America/New_York', ...parts },
      });
    expect(at({ month: 3, day: 10, hour: 2 })).toBe('2024-03-10T07:30:00.000Z');
    expect(at({ month: 11, day: 3, hour: 1 })).toBe('2024-11-03T05:30:00.000Z');
  });

  it.each([
    '',
    'Nowhere',
    'America/Nowhere',
    'america/new_york',
    'AMERICA/NEW_YORK',
    'utc',
    '+100:00',
    '+5',
  ])('refuses "%s"', (timezone) => {
    vi.setSystemTime(now);
    expect(refusal({ $hour: { date: date('2024-01-01'), timezone } })).toBe(40485);
  });
});

describe('$dateToParts and $dateFromParts', () => {
  it('gives the parts in order, the year first', () => {
    const parts =
      '{"year":{"$numberInt":"2024"},"month":{"$numberInt":"6"},"day":{"$numberInt":"15"},';
    const time =
      '"hour":{"$numberInt":"10"},"minute":{"$numberInt":"30"},"second":{"$numberInt":"45"},"millisecond":{"$numberInt":"123"}}';
    expect(canonical({ $dateToParts: { date: ONE_OF_EACH.date } })).toBe(parts + time);
    expect(
      evaluated({
        $dateToParts: { date: date('2024-01-01T02:00Z'), timezone: '-05:00', iso8601: true },
      }),
    ).toEqual({
      isoWeekYear: 2023,
      isoWeek: 52,
      isoDayOfWeek: 7,
      hour: 21,
      minute: 0,
      second: 0,
      millisecond: 0,
    });
    expect(refusal({ $dateToParts: { date: ONE_OF_EACH.date, iso8601: 1 } })).toBe(40521);
    expect(evaluated({ $dateToParts: { date: ONE_OF_EACH.date, iso8601: null } })).toBeNull();
  });

  it.each([
    [{ year: 2024 }, '2024-01-01T00:00:00.000Z'],
    [{ year: 2024, month: 5 }, '2024-05-01T00:00:00.000Z'],
    [{ year: 2024, month: 14, day: -1 }, '2025-01-30T00:00:00.000Z'],
    [{ year: 2024, month: 0, day: 0 }, '2023-11-30T00:00:00.000Z'],
    [
      { year: 2024, hour: 25, minute: -1, second: 61, millisecond: 1001 },
      '2024-01-02T01:00:02.001Z',
    ],
    [{ isoWeekYear: 2017, isoWeek: 6, isoDayOfWeek: 3, hour: 12 }, '2017-02-08T12:00:00.000Z'],
    [{ isoWeekYear: 2020 }, '2019-12-30T00:00:00.000Z'],
    [{ year: new Double(2024), month: Decimal128.fromString('2') }, '2024-02-01T00:00:00.000Z'],
    [{ year: 1 }, '0001-01-01T00:00:00.000Z'],
  ])('makes %j a date', (parts, expected) => {
    expect(moment({ $dateFromParts: parts })).toBe(expected);
  });

  const keys = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'];
  it.each(keys)('gives null for a null %s, and refuses what is no whole number', (key) => {
    const parts = Object.fromEntries(keys.map((name) => [name, 1]));
    expect(evaluated({ $dateFromParts: { ...parts, [key]: null } })).toBeNull();
    expect(evaluated({ $dateFromParts: { ...parts, [key]: '$none' } })).toBeNull();
    for (const [, value] of allBut('int', 'long')) {
      expect(refusal({ $dateFromParts: { ...parts, [key]: '$v' } }, { v: value })).toBe(40515);
    }
  });

  it.each([
    [{ month: 1 }, 40516],
    [{}, 40516],
    [{ year: 2024, foo: 1 }, 40518],
    ['text', 40519],
    [{ year: 2017, isoWeekYear: 2017 }, 40489],
    [{ year: 2017, isoWeek: 6 }, 40489],
    [{ isoWeekYear: 2017, month: 2 }, 40525],
    [{ year: 0 }, 40523],
    [{ year: 10_000 }, 40523],
    [{ year: 2024, month: 40_000 }, 31034],
  ])('refuses %j', (parts, code) => {
    expect(refusal({ $dateFromParts: parts })).toBe(code);
  });
});

describe('dates in arithmetic', () => {
  it('converts what holds a moment', () => {
    const stamp = new Timestamp({ t: 1_700_000_000, i: 1 });
    expect(moment({ $toDate: stamp })).toBe('2023-11-14T22:13:20.000Z');
    expect(moment({ $toDate: ONE_OF_EACH.objectId })).toBe('2024-01-01T00:00:00.000Z');
    expect(moment({ $toDate: '2024-01-01' })).toBe('2024-01-01T00:00:00.000Z');
    expect(refusal({ $toDate: 5 })).toBe(241);
  });

  it('adds and subtracts milliseconds, and refuses two dates', () => {
    expect(moment({ $add: [date('2024-01-01'), 1.6] })).toBe('2024-01-01T00:00:00.002Z');
    expect(moment({ $subtract: [date('2024-01-01'), 1000] })).toBe('2023-12-31T23:59:59.000Z');
    expect(canonical({ $subtract: [date('2024-01-02'), date('2024-01-01')] })).toBe(
      '{"$numberLong":"86400000"}',
    );
    expect(refusal({ $add: [date('2024-01-01'), date('2024-01-01')] })).toBe(16612);
    expect(refusal({ $add: [date('2024-01-01'), Number.NaN] })).toBe(15);
    expect(refusal({ $subtract: [1, date('2024-01-01')] })).toBe(14);
  });

  it.each(NUMBERS)('knows no date in a %s', (type) => {
    expect(refusal({ $year: '$v' }, { v: ONE_OF_EACH[type] })).toBe(16006);
  });
});
