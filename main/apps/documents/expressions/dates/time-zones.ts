import { MongoDBError } from '../../values/mongo-error.ts';
import { typeName } from '../../values/compare.ts';
import type { Maybe } from '../../values/values.ts';
import { clockMs, clockOf, DAY_MS, type Clock } from './calendar.ts';

/** How far the clocks of a place are ahead of UTC. */
export interface Zone {
  isUtc: boolean;
  /** Milliseconds ahead of UTC at an instant. */
  offset(instant: number): number;
}

const UTC: Zone = { isUtc: true, offset: () => 0 };
const MINUTE = 60_000;
const zones = new Map<string, Zone | undefined>();

/**
 * The zone of an option: an Olson name, `UTC`, `GMT`, `Z`, or an offset as `+05:30`, `+0530`, `+05`.
 *
 * @returns null where the option is null or leads to nothing: then the result is null, too.
 * @throws MongoDBError 40485 for an unknown name, 40517 for another type.
 */
export function zoneOf(value: Maybe): Zone | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') {
    throw new MongoDBError(`timezone must evaluate to a string, found ${typeName(value)}`, 40517);
  }
  const zone = namedZone(value);
  if (!zone) throw new MongoDBError(`unrecognized time zone identifier: "${value}"`, 40485);
  return zone;
}

/** The zone of an option that may not be there at all: UTC then. */
export function zoneOption(args: Readonly<Record<string, Maybe>>): Zone | null {
  return 'timezone' in args ? zoneOf(args['timezone']) : UTC;
}

/** @returns undefined for a name that is none. */
export function namedZone(name: string): Zone | undefined {
  if (name === 'UTC' || name === 'GMT' || name === 'Z') return UTC;
  const offset = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(name);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return fixedZone(offset[1] === '-' ? -minutes : minutes);
  }
  if (!zones.has(name)) {
    // Names come from documents, too.
    if (zones.size > 1000) zones.clear();
    zones.set(name, olsonZone(name));
  }
  return zones.get(name);
}

/** @param minutes ahead of UTC. */
export function fixedZone(minutes: number): Zone {
  return { isUtc: minutes === 0, offset: () => minutes * MINUTE };
}

function olsonZone(name: string): Zone | undefined {
  // Intl takes names in any case, the server does not.
  if (!isSpelledWell(name)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  const table = new Map<number, number>();
  return {
    isUtc: /^(?:Etc\/)?(?:UTC|GMT|UCT|Zulu|Universal)$/.test(name),
    offset: (at) => tabledOffset(table, format, at),
  };
}

const QUARTER = 15 * MINUTE;
const MAX_TABLE = 10_000;
// Since then, clocks are set at full quarters of an hour everywhere.
const QUARTERS_SINCE = Date.UTC(1973, 0, 1);

/** One offset for each quarter of an hour that was asked for: asking the formatter takes long. */
function tabledOffset(
  table: Map<number, number>,
  format: Intl.DateTimeFormat,
  instant: number,
): number {
  if (instant < QUARTERS_SINCE) return offsetBy(format, instant);
  const quarter = Math.floor(instant / QUARTER);
  const known = table.get(quarter);
  if (known !== undefined) return known;
  const offset = offsetBy(format, instant);
  if (table.size >= MAX_TABLE) table.clear();
  table.set(quarter, offset);
  return offset;
}

function offsetBy(format: Intl.DateTimeFormat, instant: number): number {
  const second = Math.floor(instant / 1000) * 1000;
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(second)) parts[type] = value;
  const number = (name: string): number => Number(parts[name]);
  const year = parts['era'] === 'BC' || parts['era'] === 'B' ? 1 - number('year') : number('year');
  const shown = clockMs({
    year,
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
    millisecond: 0,
  });
  return shown - second;
}

const canonical = new Set(Intl.supportedValuesOf('timeZone'));
const lowered = new Set([...canonical].map((name) => name.toLowerCase()));

function isSpelledWell(name: string): boolean {
  if (canonical.has(name)) return true;
  if (lowered.has(name.toLowerCase())) return false;
  // Older names that Intl knows without listing them: `US/Eastern`, `EST5EDT`, `Etc/GMT+5`.
  return name
    .split('/')
    .every((part) => /^[A-Z]/.test(part) && (part.length <= 4 || /[a-z\d]/.test(part)));
}

/** What the clocks of a zone show at an instant. */
export function clockAt(instant: number, zone: Zone): Clock {
  return clockOf(instant + zone.offset(instant));
}

/**
 * The instant at which the clocks of a zone show something: the first of two where they are set back,
 * and as much later as they are set forward where they never show it.
 */
export function instantOf(clock: Clock, zone: Zone): number {
  return instantOfMs(clockMs(clock), zone);
}

/** @param shown the clock in milliseconds as if it showed UTC. */
export function instantOfMs(shown: number, zone: Zone): number {
  const before = zone.offset(shown - DAY_MS);
  const early = shown - before;
  if (zone.offset(early) === before) return early;
  const after = zone.offset(shown + DAY_MS);
  const late = shown - after;
  return zone.offset(late) === after ? late : early;
}
