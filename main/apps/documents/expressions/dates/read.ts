import { clockMs, daysFromCivil, daysFromIsoWeek, DAY_MS, daysOfMonth } from './calendar.ts';
import { isDayName, monthOfName } from './names.ts';
import { fixedZone, instantOfMs, namedZone, type Zone } from './time-zones.ts';

/** What was read of a text, so far. */
export interface Read {
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  isoYear?: number;
  isoWeek?: number;
  isoDay?: number;
  hour?: number;
  minute?: number;
  second?: number;
  millisecond?: number;
  /** Named in the text itself. */
  zone?: Zone;
}

/** Why a text is no date. */
export class NoDate extends Error {}

/**
 * The instant that was read.
 *
 * @param zone of the option `timezone`; null where there is none.
 * @throws NoDate
 */
export function instantRead(read: Read, zone: Zone | null): number {
  if (read.zone && zone) {
    throw new NoDate('a date with a time zone cannot be read together with a timezone argument');
  }
  const { hour = 0, minute = 0, second = 0, millisecond = 0 } = read;
  if (hour > 24 || minute > 59 || second > 59) throw new NoDate('no clock shows this time');
  const time = clockMs({ year: 1970, month: 1, day: 1, hour, minute, second, millisecond });
  return instantOfMs(dayRead(read) * DAY_MS + time, read.zone ?? zone ?? fixedZone(0));
}

function dayRead(read: Read): number {
  if (read.isoYear !== undefined) {
    const { isoWeek = 1, isoDay = 1 } = read;
    if (isoWeek < 1 || isoWeek > 53 || isoDay < 1 || isoDay > 7) {
      throw new NoDate('no week has this day');
    }
    return daysFromIsoWeek(read.isoYear, isoWeek, isoDay);
  }
  const { year, month, day } = read;
  if (year === undefined) throw new NoDate('the year is missing');
  if (read.dayOfYear !== undefined) {
    if (read.dayOfYear < 1 || read.dayOfYear > 366) throw new NoDate('no year has this day');
    return daysFromCivil(year, 1, read.dayOfYear);
  }
  if (month === undefined || day === undefined) throw new NoDate('the month or the day is missing');
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) {
    throw new NoDate('the calendar has no such day');
  }
  return daysFromCivil(year, month, day);
}

type Field = Exclude<keyof Read, 'zone'>;

/** Specifiers of numbers: the part of a date they give, and how many digits they take. */
const NUMBERS: Readonly<Record<string, readonly [Field, number]>> = {
  Y: ['year', 4],
  m: ['month', 2],
  d: ['day', 2],
  H: ['hour', 2],
  M: ['minute', 2],
  S: ['second', 2],
  L: ['millisecond', 3],
  j: ['dayOfYear', 3],
  G: ['isoYear', 4],
  V: ['isoWeek', 2],
  u: ['isoDay', 1],
};

/** The specifiers of texts that are read. */
export const READ = new Set([...Object.keys(NUMBERS), 'b', 'B', 'z', 'Z', '%']);

/** @throws NoDate where the text is not of the format. */
export function readByFormat(text: string, format: string): Read {
  const read: Read = {};
  let rest = text;
  for (const [token] of format.matchAll(/%[\s\S]|[^%]/gu)) {
    rest = rest.slice(readToken(token, rest, read));
  }
  if (rest !== '') throw new NoDate(`"${rest.slice(0, 40)}" is left over`);
  return read;
}

/** @returns how many characters of the text it took. */
function readToken(token: string, rest: string, read: Read): number {
  const letter = token.length === 2 && token.startsWith('%') ? (token[1] ?? '') : undefined;
  if (letter === undefined || letter === '%') {
    const literal = letter ?? token;
    if (!rest.startsWith(literal)) throw new NoDate(`"${literal}" is missing`);
    return literal.length;
  }
  const number = NUMBERS[letter];
  if (number) {
    const [field, digits] = number;
    const found = new RegExp(`^\\d{1,${digits}}`).exec(rest)?.[0];
    if (found === undefined) throw new NoDate(`the ${field} is missing`);
    const value = Number(field === 'millisecond' ? found.padEnd(3, '0') : found);
    // The server counts these days from 0, other than those it writes.
    read[field] = field === 'dayOfYear' ? value + 1 : value;
    return found.length;
  }
  if (letter === 'b' || letter === 'B') {
    const name = /^[A-Za-z]+/.exec(rest)?.[0] ?? '';
    const month = monthOfName(name);
    if (month === undefined) throw new NoDate('the name of the month is missing');
    read.month = month;
    return name.length;
  }
  const found = (letter === 'z' ? /^(?:Z|[+-]\d\d:?(?:\d\d)?|[A-Za-z][\w/+-]*)/ : /^[+-]?\d+/).exec(
    rest,
  )?.[0];
  if (found === undefined) throw new NoDate('the time zone is missing');
  const zone = letter === 'Z' ? fixedZone(Number(found)) : namedZone(found);
  if (!zone) throw new NoDate(`"${found}" is no time zone`);
  read.zone = zone;
  return found.length;
}

interface Form {
  pattern: RegExp;
  take(parts: readonly string[], read: Read): void;
}

const form = (pattern: RegExp, ...fields: readonly Field[]): Form => ({
  pattern,
  take(parts, read) {
    for (const [i, field] of fields.entries()) {
      const part = parts[i + 1];
      if (part === undefined) continue;
      if (read[field] !== undefined) throw new NoDate(`the ${field} is there twice`);
      if (field === 'month' && /[A-Za-z]/.test(part)) read.month = monthOfName(part) ?? 0;
      else if (field === 'millisecond') read.millisecond = Number(part.slice(0, 3).padEnd(3, '0'));
      else read[field] = Number(part);
    }
  },
});

const NAME =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';

/** Parts of dates as people write them, the longest first. A word of letters may be a zone. */
const FORMS: readonly Form[] = [
  form(/^(\d{4})-?W(\d\d)(?:-?([1-7]))?(?!\d)/, 'isoYear', 'isoWeek', 'isoDay'),
  form(/^([+-]?\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, 'year', 'month', 'day'),
  form(/^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)/, 'year', 'month', 'day'),
  form(/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/, 'month', 'day', 'year'),
  form(/^(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?!\d)/, 'day', 'month', 'year'),
  form(/^(\d{4})(\d\d)(\d\d)(?=T|\D|$)/, 'year', 'month', 'day'),
  form(/^(\d{4})[.-]?(\d{3})(?!\d)/, 'year', 'dayOfYear'),
  form(new RegExp(`^${DAY}[ .-]*${NAME}\\.?[ ,.-]*(\\d{4})(?!\\d)`, 'i'), 'day', 'month', 'year'),
  form(new RegExp(`^${NAME}\\.?[ .-]*${DAY},?[ ]+(\\d{4})(?![\\d:])`, 'i'), 'month', 'day', 'year'),
  form(new RegExp(`^(\\d{4})-${NAME}-${DAY}(?!\\d)`, 'i'), 'year', 'month', 'day'),
  form(new RegExp(`^${NAME}\\.?[ .-]*${DAY}(?!\\d)`, 'i'), 'month', 'day'),
  form(new RegExp(`^${DAY}[ .-]*${NAME}(?![a-z])`, 'i'), 'day', 'month'),
  {
    pattern: /^T?(\d{1,2})(?::(\d\d))?(?::(\d\d))? ?([ap])\.?m\.?(?![a-z])/i,
    take(parts, read) {
      const hour = Number(parts[1]);
      if (hour < 1 || hour > 12) throw new NoDate('no clock shows this time');
      read.hour = (hour % 12) + (parts[4]?.toLowerCase() === 'p' ? 12 : 0);
      read.minute = Number(parts[2] ?? 0);
      read.second = Number(parts[3] ?? 0);
    },
  },
  form(
    /^[Tt]?(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?!\d)/,
    'hour',
    'minute',
    'second',
    'millisecond',
  ),
  form(
    /^[Tt](\d\d)(\d\d)(\d\d)?(?:[.,](\d{1,9}))?(?!\d)/,
    'hour',
    'minute',
    'second',
    'millisecond',
  ),
  form(/^(\d{4})(?!\d)/, 'year'),
];

/**
 * Reads a date as people write it: ISO 8601 in its forms, `Oct 20 2020`, `20 October 2020 5:30 pm`,
 * `WED jan 31 12:05:28 +03:30 1996`, `10/20/2020`. Nothing relative: no `tomorrow`.
 *
 * @throws NoDate
 */
export function readFreely(text: string): Read {
  if (text.length > 200) throw new NoDate('the text is too long');
  const read: Read = {};
  let rest = text.trim();
  if (rest === '') throw new NoDate('the text is empty');
  while (rest !== '') {
    const found = FORMS.map((one) => ({ one, parts: one.pattern.exec(rest) })).find(
      ({ parts }) => parts !== null,
    );
    let length = found?.parts?.[0].length ?? 0;
    if (found?.parts) found.one.take([...found.parts], read);
    else length = takeWord(rest, read);
    rest = rest.slice(length).replace(/^[\s,]+/, '');
  }
  return read;
}

/** A weekday counts for nothing; another word or an offset has to be a zone. */
function takeWord(rest: string, read: Read): number {
  const word =
    /^(?:[+-]\d\d?(?::?\d\d)?(?!\d)|(?:GMT|UTC)[+-]\d\d?(?::?\d\d)?|[A-Za-z][A-Za-z_]*(?:\/[A-Za-z_+-]+\d*)*)/.exec(
      rest,
    )?.[0];
  if (word === undefined) throw new NoDate(`"${rest.slice(0, 40)}" is not understood`);
  if (isDayName(word)) return word.length + (rest[word.length] === '.' ? 1 : 0);
  const zone =
    namedZone(word.replace(/^(?:GMT|UTC)(?=[+-])/, '')) ?? ABBREVIATIONS[word.toUpperCase()];
  if (!zone || read.zone) throw new NoDate(`"${word}" is not understood`);
  read.zone = zone;
  return word.length;
}

const ABBREVIATIONS: Readonly<Record<string, Zone>> = {
  Z: fixedZone(0),
  UTC: fixedZone(0),
  GMT: fixedZone(0),
  EST: fixedZone(-300),
  EDT: fixedZone(-240),
  CST: fixedZone(-360),
  CDT: fixedZone(-300),
  MST: fixedZone(-420),
  MDT: fixedZone(-360),
  PST: fixedZone(-480),
  PDT: fixedZone(-420),
  CET: fixedZone(60),
  CEST: fixedZone(120),
  BST: fixedZone(60),
};
