import { Long } from 'bson';
import { typeName } from '../../values/compare.ts';
import { MongoDBError } from '../../values/mongo-error.ts';
import { exactWholeOf, wholeOf } from '../../values/numbers.ts';
import type { Maybe, Value } from '../../values/values.ts';
import { isNullish, type Named, type NamedOperators } from '../operators.ts';
import { type Clock, DAY_MS, daysFromCivil, daysOfMonth, isoDayOfWeek } from './calendar.ts';
import { isDateMs, momentOf } from './date-values.ts';
import { clockAt, instantOf, instantOfMs, type Zone, zoneOption } from './time-zones.ts';

export type Unit =
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond';

/** Of the units that are always as long. */
const LENGTHS = { hour: 3_600_000, minute: 60_000, second: 1000, millisecond: 1 };
const UNITS = ['year', 'quarter', 'month', 'week', 'day', ...Object.keys(LENGTHS)];
const MONTHS: Partial<Record<Unit, number>> = { year: 12, quarter: 3, month: 1 };
const DAYS: Partial<Record<Unit, number>> = { week: 7, day: 1 };

const isUnit = (value: Maybe): value is Unit => typeof value === 'string' && UNITS.includes(value);
const lengthOf = (unit: Unit): number => LENGTHS[unit as keyof typeof LENGTHS];
const daysOf = (clock: Clock): number => daysFromCivil(clock.year, clock.month, clock.day);

/** @throws MongoDBError 5439013 where it is no string, FailedToParse where it is no unit. */
export function unitOf(value: Maybe, name: string): Unit {
  if (typeof value !== 'string') {
    throw new MongoDBError(
      `${name} requires 'unit' to be a string, but got ${typeName(value)}`,
      5439013,
    );
  }
  if (!isUnit(value)) throw new MongoDBError(`unknown time unit value: ${value}`, 9);
  return value;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** 1 is Monday; null where the option leads to nothing. Only weeks look at it. */
function weekStart(args: Named, unit: Unit, name: string): number | null {
  if (unit !== 'week' || !('startOfWeek' in args)) return 7;
  const value = args['startOfWeek'];
  if (isNullish(value)) return null;
  if (typeof value !== 'string') {
    throw new MongoDBError(
      `${name} requires 'startOfWeek' to be a string, but got ${typeName(value)}`,
      5439015,
    );
  }
  const lower = value.toLowerCase();
  const at = WEEKDAYS.findIndex((day) => day === lower || day.slice(0, 3) === lower);
  if (at < 0) throw new MongoDBError(`unknown day of week value: ${value}`, 5439016);
  return at + 1;
}

/** Adding to dates, their distance, and the start of the period they are in. */
export const DATE_SPANS: NamedOperators = {
  $dateAdd: (args) => shifted(args, '$dateAdd', 1n),
  $dateSubtract: (args) => shifted(args, '$dateSubtract', -1n),
  $dateDiff(args) {
    const name = '$dateDiff';
    const { startDate, endDate } = args;
    if (isNullish(startDate) || isNullish(endDate) || isNullish(args['unit'])) return null;
    const zone = zoneOption(args);
    const unit = unitOf(args['unit'], name);
    const start = weekStart(args, unit, name);
    if (zone === null || start === null) return null;
    const from = expectDate(startDate, name, 'startDate');
    const to = expectDate(endDate, name, 'endDate');
    return Long.fromNumber(distance(from, to, unit, zone, start));
  },
  $dateTrunc(args) {
    const name = '$dateTrunc';
    if (isNullish(args['date']) || isNullish(args['unit'])) return null;
    const size = 'binSize' in args ? args['binSize'] : Long.ONE;
    if (isNullish(size)) return null;
    const zone = zoneOption(args);
    const unit = unitOf(args['unit'], name);
    const start = weekStart(args, unit, name);
    if (zone === null || start === null) return null;
    const date = expectDate(args['date'], name, 'date');
    return new Date(truncated(date, unit, binSize(size), zone, start));
  },
};

function expectDate(value: Value, name: string, field: string): number {
  const moment = momentOf(value);
  if (moment === undefined) {
    throw new MongoDBError(
      `${name} requires '${field}' to be a date, but got ${typeName(value)}`,
      5166307,
    );
  }
  return moment;
}

function binSize(value: Value): number {
  const size = wholeOf(value);
  if (size === undefined) {
    throw new MongoDBError(
      `$dateTrunc requires 'binSize' to be a 64-bit integer, but got ${typeName(value)}`,
      5439017,
    );
  }
  if (size <= 0)
    throw new MongoDBError(`$dateTrunc requires 'binSize' to be greater than 0`, 5439018);
  return size;
}

function shifted(args: Named, name: string, sign: bigint): Value {
  const { startDate, amount } = args;
  const zone = zoneOption(args);
  if (isNullish(startDate) || isNullish(args['unit']) || isNullish(amount)) return null;
  if (zone === null) return null;
  const unit = unitOf(args['unit'], name);
  const whole = exactWholeOf(amount);
  if (whole === undefined) {
    throw new MongoDBError(
      `${name} expects integer amount of time units, but got ${typeName(amount)}`,
      5166405,
    );
  }
  const from = momentOf(startDate);
  if (from === undefined) {
    throw new MongoDBError(
      `${name} requires startDate to be convertible to a date, but got ${typeName(startDate)}`,
      5166403,
    );
  }
  if (sign < 0n && whole === -(2n ** 63n)) {
    throw new MongoDBError('invalid $dateSubtract amount: it has no opposite', 6045000);
  }
  const steps = Number(whole * sign);
  if (Math.abs(steps) * shortest(unit) > 2 ** 63) {
    throw new MongoDBError(`invalid ${name} 'amount' parameter value: ${whole} ${unit}`, 5976500);
  }
  const result = addTo(from, unit, steps, zone);
  if (!isDateMs(result)) throw new MongoDBError(`${name} overflowed`, 5166406);
  return new Date(result);
}

/** Milliseconds that a unit takes at least. */
function shortest(unit: Unit): number {
  return ((MONTHS[unit] ?? 0) * 28 + (DAYS[unit] ?? 0)) * DAY_MS || lengthOf(unit);
}

/** Days and longer go by the calendar of the zone: the clock shows the same time afterwards. */
export function addTo(from: number, unit: Unit, amount: number, zone: Zone): number {
  const months = MONTHS[unit];
  const days = DAYS[unit];
  if (months === undefined && days === undefined) return from + amount * lengthOf(unit);
  const clock = clockAt(from, zone);
  if (days !== undefined) return instantOf({ ...clock, day: clock.day + amount * days }, zone);
  const total = clock.year * 12 + clock.month - 1 + amount * (months ?? 0);
  const [year, month] = [Math.floor(total / 12), (((total % 12) + 12) % 12) + 1];
  // January 31 and a month is the last day of February.
  const day = Math.min(clock.day, daysOfMonth(year, month));
  return instantOf({ ...clock, year, month, day }, zone);
}

/** How many borders of a unit lie between two instants. */
function distance(from: number, to: number, unit: Unit, zone: Zone, start: number): number {
  const [a, b] = [clockAt(from, zone), clockAt(to, zone)];
  const months = MONTHS[unit];
  if (months !== undefined) return monthsOf(b, months) - monthsOf(a, months);
  if (unit === 'day') return daysOf(b) - daysOf(a);
  if (unit === 'week') return weeksOf(b, start) - weeksOf(a, start);
  const length = lengthOf(unit);
  // Borders are those of the zone's clock; where clocks are set in between, the time that passed counts.
  const offset = zone.offset(from) % length;
  return Math.floor((to + offset) / length) - Math.floor((from + offset) / length);
}

const monthsOf = (clock: Clock, size: number): number =>
  Math.floor((clock.year * 12 + clock.month - 1) / size);

const weeksOf = (clock: Clock, start: number): number => {
  const days = daysOf(clock);
  return (days - ((isoDayOfWeek(days) - start + 7) % 7)) / 7;
};

const REFERENCE: Clock = {
  year: 2000,
  month: 1,
  day: 1,
  hour: 0,
  minute: 0,
  second: 0,
  millisecond: 0,
};

/** Periods of several units are counted from the first moment of 2000 in the zone. */
function truncated(date: number, unit: Unit, size: number, zone: Zone, start: number): number {
  const months = MONTHS[unit];
  const floor = (value: number, step: number): number => Math.floor(value / step) * step;
  if (months === undefined && unit !== 'week' && unit !== 'day') {
    const reference = instantOf(REFERENCE, zone);
    const step = lengthOf(unit) * size;
    if (step > 2 ** 63) throw new MongoDBError("$dateTrunc: 'binSize' is too large", 5439002);
    return checked(reference + floor(date - reference, step));
  }
  const clock = clockAt(date, zone);
  if (months !== undefined) {
    const from = floor(monthsOf(clock, 1) - 24_000, months * size);
    return checked(instantOf({ ...REFERENCE, month: 1 + from }, zone));
  }
  // The first day of a week in 2000: January 1 was a Saturday.
  const reference = daysFromCivil(2000, 1, 1) + (unit === 'week' ? (start - 6 + 7) % 7 : 0);
  const days = floor(daysOf(clock) - reference, size * (DAYS[unit] ?? 1));
  return checked(instantOfMs((reference + days) * DAY_MS, zone));
}

function checked(ms: number): number {
  if (!isDateMs(ms)) throw new MongoDBError("$dateTrunc: 'binSize' leads beyond any date", 5439006);
  return ms;
}
