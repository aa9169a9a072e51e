import { typeName } from '../../values/compare.ts';
import { MongoDBError } from '../../values/mongo-error.ts';
import { isNullish, type NamedOperators } from '../operators.ts';
import {
  type Clock,
  daysFromCivil,
  dayOfYear,
  isoDayOfWeek,
  isoWeek,
  weekOfYear,
} from './calendar.ts';
import { expectMoment } from './date-values.ts';
import { MONTH_NAMES } from './names.ts';
import { clockAt, zoneOption } from './time-zones.ts';

interface Shown {
  clock: Clock;
  /** Minutes ahead of UTC. */
  offset: number;
}

const padded = (value: number, width: number): string => String(value).padStart(width, '0');
const isoDay = ({ clock }: Shown): number =>
  isoDayOfWeek(daysFromCivil(clock.year, clock.month, clock.day));

function year(value: number): string {
  if (value < 0 || value > 9999) {
    throw new MongoDBError(
      `$dateToString is only defined on year 0-9999, tried to use year ${value}`,
      18537,
    );
  }
  return padded(value, 4);
}

const SPECIFIERS: Readonly<Record<string, (shown: Shown) => string>> = {
  Y: ({ clock }) => year(clock.year),
  m: ({ clock }) => padded(clock.month, 2),
  d: ({ clock }) => padded(clock.day, 2),
  H: ({ clock }) => padded(clock.hour, 2),
  M: ({ clock }) => padded(clock.minute, 2),
  S: ({ clock }) => padded(clock.second, 2),
  L: ({ clock }) => padded(clock.millisecond, 3),
  j: ({ clock }) => padded(dayOfYear(clock), 3),
  w: (shown) => String((isoDay(shown) % 7) + 1),
  u: (shown) => String(isoDay(shown)),
  U: ({ clock }) => padded(weekOfYear(clock), 2),
  V: ({ clock }) => padded(isoWeek(clock).week, 2),
  G: ({ clock }) => year(isoWeek(clock).year),
  b: ({ clock }) => (MONTH_NAMES[clock.month - 1] ?? '').slice(0, 3),
  B: ({ clock }) => MONTH_NAMES[clock.month - 1] ?? '',
  z({ offset }) {
    const minutes = Math.abs(offset);
    return `${offset < 0 ? '-' : '+'}${padded(Math.floor(minutes / 60), 2)}${padded(minutes % 60, 2)}`;
  },
  Z: ({ offset }) => String(offset),
  '%': () => '%',
};

/** The specifiers of texts that are written. */
export const WRITTEN = new Set(Object.keys(SPECIFIERS));

/** @throws MongoDBError 18535 for a % at the end, 18536 for a specifier that is none. */
export function checkFormat(format: string, known: ReadonlySet<string>): void {
  for (const [, letter] of format.matchAll(/%([\s\S]?)/gu)) {
    if (letter === '') throw new MongoDBError("unmatched '%' at end of format string", 18535);
    if (letter === undefined || !known.has(letter)) {
      throw new MongoDBError(`invalid format character '%${letter}' in format string`, 18536);
    }
  }
}

export function writeDate(format: string, clock: Clock, offsetMs: number): string {
  const shown = { clock, offset: Math.trunc(offsetMs / 60_000) };
  return format.replaceAll(/%([\s\S])/gu, (_, letter: string) => SPECIFIERS[letter]?.(shown) ?? '');
}

export const DATE_FORMATS: NamedOperators = {
  /** Without a format, a Z stands at the end where the zone is UTC. */
  $dateToString(args) {
    const { date } = args;
    const format = args['format'];
    if (!isNullish(format)) {
      if (typeof format !== 'string') {
        throw new MongoDBError(
          `$dateToString requires that 'format' be a string, found: ${typeName(format)}`,
          18533,
        );
      }
      checkFormat(format, WRITTEN);
    }
    const zone = zoneOption(args);
    if (isNullish(date)) return 'onNull' in args ? args['onNull'] : null;
    if (zone === null || ('format' in args && isNullish(format))) return null;
    const instant = expectMoment(date);
    const usual = zone.isUtc ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L';
    return writeDate(format ?? usual, clockAt(instant, zone), zone.offset(instant));
  },
};
