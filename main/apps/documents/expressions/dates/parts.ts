import { Int32 } from 'bson';
import { typeName } from '../../values/compare.ts';
import { MongoDBError } from '../../values/mongo-error.ts';
import { wholeOf } from '../../values/numbers.ts';
import { documentOf, type Maybe, type Value } from '../../values/values.ts';
import { isNullish, type Named, type NamedOperators } from '../operators.ts';
import {
  type Clock,
  clockMs,
  daysFromCivil,
  daysFromIsoWeek,
  DAY_MS,
  dayOfYear,
  isoDayOfWeek,
  isoWeek,
  weekOfYear,
} from './calendar.ts';
import { expectMoment, isDateMs } from './date-values.ts';
import { clockAt, instantOfMs, zoneOption } from './time-zones.ts';

const int = (value: number): Int32 => new Int32(value);
const daysOf = (clock: Clock): number => daysFromCivil(clock.year, clock.month, clock.day);

const PARTS: Record<string, (clock: Clock) => number> = {
  $year: (clock) => clock.year,
  $month: (clock) => clock.month,
  $dayOfMonth: (clock) => clock.day,
  $hour: (clock) => clock.hour,
  $minute: (clock) => clock.minute,
  $second: (clock) => clock.second,
  $millisecond: (clock) => clock.millisecond,
  $dayOfYear: dayOfYear,
  // 1 is Sunday.
  $dayOfWeek: (clock) => (isoDayOfWeek(daysOf(clock)) % 7) + 1,
  $week: weekOfYear,
  $isoDayOfWeek: (clock) => isoDayOfWeek(daysOf(clock)),
  $isoWeek: (clock) => isoWeek(clock).week,
  $isoWeekYear: (clock) => isoWeek(clock).year,
};

/** One part of a date each: `{date, timezone}`. */
export const DATE_PARTS: NamedOperators = Object.fromEntries(
  Object.entries(PARTS).map(([name, part]) => [
    name,
    (args: Named): Value => {
      const clock = clockOfArgs(args);
      return clock === null ? null : int(part(clock));
    },
  ]),
);

function clockOfArgs(args: Named): Clock | null {
  const zone = zoneOption(args);
  if (isNullish(args['date']) || zone === null) return null;
  return clockAt(expectMoment(args['date']), zone);
}

/** All parts of a date, and a date of parts. */
export const PARTS_OF_DATES: NamedOperators = {
  $dateToParts(args) {
    const zone = zoneOption(args);
    const iso = args['iso8601'];
    if (isNullish(args['date']) || zone === null) return null;
    if ('iso8601' in args && isNullish(iso)) return null;
    if (iso !== undefined && typeof iso !== 'boolean') {
      throw new MongoDBError(`iso8601 must evaluate to a bool, found ${typeName(iso)}`, 40521);
    }
    const clock = clockAt(expectMoment(args['date']), zone);
    const { hour, minute, second, millisecond } = clock;
    const day: Record<string, Value> = iso
      ? {
          isoWeekYear: int(isoWeek(clock).year),
          isoWeek: int(isoWeek(clock).week),
          isoDayOfWeek: int(isoDayOfWeek(daysOf(clock))),
        }
      : { year: int(clock.year), month: int(clock.month), day: int(clock.day) };
    return documentOf({
      ...day,
      hour: int(hour),
      minute: int(minute),
      second: int(second),
      millisecond: int(millisecond),
    });
  },
  $dateFromParts(args) {
    const isIso = 'isoWeekYear' in args;
    const zone = zoneOption(args);
    const year = part(args, isIso ? 'isoWeekYear' : 'year', 1);
    const month = part(args, isIso ? 'isoWeek' : 'month', 1);
    const day = part(args, isIso ? 'isoDayOfWeek' : 'day', 1);
    const [hour, minute] = [part(args, 'hour', 0), part(args, 'minute', 0)];
    const [second, millisecond] = [part(args, 'second', 0), part(args, 'millisecond', 0)];
    if (year === null || month === null || day === null || hour === null) return null;
    if (minute === null || second === null || millisecond === null || zone === null) return null;
    if (year < 1 || year > 9999) {
      throw new MongoDBError(
        `'${isIso ? 'isoWeekYear' : 'year'}' must evaluate to an integer in the range 1 to 9999, found ${year}`,
        40523,
      );
    }
    const time = { hour, minute, second, millisecond };
    const shown = isIso
      ? daysFromIsoWeek(year, month, day) * DAY_MS +
        clockMs({ year: 1970, month: 1, day: 1, ...time })
      : clockMs({ year, month, day, ...time });
    const instant = instantOfMs(shown, zone);
    if (!isDateMs(instant))
      throw new MongoDBError('the parts lead beyond what a date can hold', 15);
    return new Date(instant);
  },
};

const BOUNDED = new Set(['month', 'day', 'hour', 'minute', 'isoWeek', 'isoDayOfWeek']);

function part(args: Named, name: string, missing: number): number | null {
  if (!(name in args)) return missing;
  const value: Maybe = args[name];
  if (isNullish(value)) return null;
  const whole = wholeOf(value);
  if (whole === undefined) {
    throw new MongoDBError(
      `'${name}' must evaluate to an integer, found ${typeName(value)}`,
      40515,
    );
  }
  if (BOUNDED.has(name) && (whole < -32_768 || whole > 32_767)) {
    throw new MongoDBError(
      `'${name}' must evaluate to a value in the range [-32768, 32767]; value ${whole} is not in range`,
      31034,
    );
  }
  return whole;
}

const ISO = ['isoWeekYear', 'isoWeek', 'isoDayOfWeek'];

/** Parts are those of a calendar, or those of weeks. @throws MongoDBError */
export function checkDateParts(names: readonly string[]): void {
  const hasYear = names.includes('year');
  if (hasYear && names.some((name) => ISO.includes(name))) {
    throw new MongoDBError(
      '$dateFromParts does not allow mixing natural dates with ISO dates',
      40489,
    );
  }
  const isIso = names.includes('isoWeekYear');
  if (!hasYear && !isIso) {
    throw new MongoDBError(
      `$dateFromParts requires either 'year' or 'isoWeekYear' to be present`,
      40516,
    );
  }
  if (isIso && (names.includes('month') || names.includes('day'))) {
    throw new MongoDBError(
      '$dateFromParts does not allow mixing ISO dates with natural dates',
      40525,
    );
  }
}
