import { describe, expect, it } from 'vitest';
import { allBut, ONE_OF_EACH } from '../bson-types.ts';
import { evaluated, refusal } from '../language.ts';

const date = (text: string): Date => new Date(text);
const iso = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
/** A date of the result as text. */
const moment = (expression: object, document: object = {}): unknown =>
  iso(evaluated(expression, document));

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
