import { Decimal128, Double, Long, Timestamp } from 'bson';
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

describe('$dateToString', () => {
  const at = ONE_OF_EACH.date;
  it.each([
    ['%Y-%m-%d %H:%M:%S.%L', '2024-06-15 10:30:45.123'],
    ['%j %w %u %U %V %G', '167 7 6 23 24 2024'],
    ['%b %B', 'Jun June'],
    ['%z %Z', '+0000 0'],
    ['100%% %w', '100% 7'],
    ['', ''],
    ['ünï', 'ünï'],
  ])('writes %s', (format, expected) => {
    expect(evaluated({ $dateToString: { date: at, format } })).toBe(expected);
  });

  it('ends with a Z in UTC, and in no other zone', () => {
    const shown = (timezone?: string): unknown =>
      evaluated({ $dateToString: timezone === undefined ? { date: at } : { date: at, timezone } });
    expect(shown()).toBe('2024-06-15T10:30:45.123Z');
    expect(shown('UTC')).toBe('2024-06-15T10:30:45.123Z');
    expect(shown('America/New_York')).toBe('2024-06-15T06:30:45.123');
    expect(evaluated({ $dateToString: { date: at, format: '%z %Z', timezone: '-03:30' } })).toBe(
      '-0330 -210',
    );
  });

  it('gives null, or what onNull says, for what is not there', () => {
    expect(evaluated({ $dateToString: { date: null } })).toBeNull();
    expect(evaluated({ $dateToString: { date: '$none', onNull: 'none' } })).toBe('none');
    expect(evaluated({ $dateToString: { date: at, format: null } })).toBeNull();
    expect(
      evaluated({ $dateToString: { date: at, timezone: '$none', onNull: 'none' } }),
    ).toBeNull();
  });

  it.each([
    [{ format: '%Y' }, 18628],
    [{ date: at, foo: 1 }, 18534],
    [at, 18629],
    [{ date: 'x' }, 16006],
    [{ date: at, format: 1 }, 18533],
    [{ date: at, format: '%Q' }, 18536],
    [{ date: at, format: 'x%' }, 18535],
    [{ date: date('-000001-01-01T00:00:00Z'), format: '%Y' }, 18537],
  ])('refuses %j', (operand, code) => {
    expect(refusal({ $dateToString: operand })).toBe(code);
  });
});

describe('$dateFromString', () => {
  it.each([
    ['2017-02-08T12:10:40.787Z', '2017-02-08T12:10:40.787Z'],
    ['2017-02-08T12:10:40.787', '2017-02-08T12:10:40.787Z'],
    ['2017-02-08', '2017-02-08T00:00:00.000Z'],
    ['2017-02-08T12:10:40+0200', '2017-02-08T10:10:40.000Z'],
    ['20170208T121040Z', '2017-02-08T12:10:40.000Z'],
    ['oct 20 2020', '2020-10-20T00:00:00.000Z'],
    ['July 4, 2018 5:30 pm', '2018-07-04T17:30:00.000Z'],
    ['WED jan 31 12:05:28 +03:30 1996', '1996-01-31T08:35:28.000Z'],
    ['Fri, 15 Mar 2024 10:00:00 -0500', '2024-03-15T15:00:00.000Z'],
    ['2020-10-20 12:00 America/New_York', '2020-10-20T16:00:00.000Z'],
    ['10/20/2020', '2020-10-20T00:00:00.000Z'],
    ['2024-W24-6', '2024-06-15T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('reads %s', (dateString, expected) => {
    expect(moment({ $dateFromString: { dateString } })).toBe(expected);
  });

  it.each([
    '',
    'hello',
    '2023-02-30',
    '2019-02-29',
    '2017-13-01',
    '2001-12',
    '12:00',
    '2024-01-01T25:00',
    'tomorrow',
  ])('refuses "%s", or gives what onError says', (dateString) => {
    expect(refusal({ $dateFromString: { dateString } })).toBe(241);
    expect(evaluated({ $dateFromString: { dateString, onError: 'bad' } })).toBe('bad');
  });

  it.each([
    ['20240208', '%Y%m%d', '2024-02-08T00:00:00.000Z'],
    ['08/02/2017', '%d/%m/%Y', '2017-02-08T00:00:00.000Z'],
    ['jan 15 2020', '%b %d %Y', '2020-01-15T00:00:00.000Z'],
    ['january 15 2020', '%B %d %Y', '2020-01-15T00:00:00.000Z'],
    ['2024-W24-6', '%G-W%V-%u', '2024-06-15T00:00:00.000Z'],
    ['2024 167', '%Y %j', '2024-06-16T00:00:00.000Z'],
    ['2024-06-15 +0530', '%Y-%m-%d %z', '2024-06-14T18:30:00.000Z'],
    ['2024-06-15 +330', '%Y-%m-%d %Z', '2024-06-14T18:30:00.000Z'],
    ['100% 2024-06-15', '100%% %Y-%m-%d', '2024-06-15T00:00:00.000Z'],
    ['2018-06-15T10:30:45.123', '%Y-%m-%dT%H:%M:%S.%L', '2018-06-15T10:30:45.123Z'],
  ])('reads %s by %s', (dateString, format, expected) => {
    expect(moment({ $dateFromString: { dateString, format } })).toBe(expected);
  });

  it('refuses a text of another format, and a zone named twice', () => {
    expect(refusal({ $dateFromString: { dateString: '2017-02-08', format: '%m-%d-%Y' } })).toBe(
      241,
    );
    expect(refusal({ $dateFromString: { dateString: '2017-02-08x', format: '%Y-%m-%d' } })).toBe(
      241,
    );
    expect(refusal({ $dateFromString: { dateString: '2017-02-08T00:00Z', timezone: 'EST' } })).toBe(
      241,
    );
  });

  it.each([
    [{ format: '%Y' }, 40542],
    [{ dateString: 'x', foo: 1 }, 40541],
    ['x', 40540],
    [{ dateString: '2017-01-01', format: 1 }, 40684],
    [{ dateString: '2017-01-01', format: '%w' }, 18536],
  ])('refuses %j', (operand, code) => {
    expect(refusal({ $dateFromString: operand })).toBe(code);
  });

  it.each(allBut('string'))('refuses a %s', (_type, value) => {
    expect(refusal({ $dateFromString: { dateString: '$v' } }, { v: value })).toBe(241);
  });

  it('prefers onNull where there is nothing to read', () => {
    const spec = { dateString: '$none', onNull: 'none', onError: 'bad' };
    expect(evaluated({ $dateFromString: spec })).toBe('none');
    expect(evaluated({ $dateFromString: { dateString: null } })).toBeNull();
    expect(evaluated({ $dateFromString: { dateString: '2017-01-01', timezone: null } })).toBeNull();
    expect(evaluated({ $dateFromString: { dateString: '2017-01-01', format: null } })).toBeNull();
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
