/** A day and a time on the clock of some zone. */
export interface Clock {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

export const DAY_MS = 86_400_000;

const mod = (a: number, b: number): number => ((a % b) + b) % b;

/** Milliseconds since 1970 of a clock as if it showed UTC. Parts beyond their range carry over. */
export function clockMs(clock: Clock): number {
  const years = Math.floor((clock.month - 1) / 12);
  const days = daysFromCivil(clock.year + years, mod(clock.month - 1, 12) + 1, clock.day);
  return (
    days * DAY_MS +
    clock.hour * 3_600_000 +
    clock.minute * 60_000 +
    clock.second * 1000 +
    clock.millisecond
  );
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar; any day number carries over. */
export function daysFromCivil(year: number, month: number, day: number): number {
  // Years begin in March here, so that the leap day is the last one.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5);
  const days = ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear;
  return era * 146_097 + days - 719_468 + day - 1;
}

/** The clock that shows these milliseconds since 1970. */
export function clockOf(ms: number): Clock {
  const days = Math.floor(ms / DAY_MS);
  const rest = mod(ms, DAY_MS);
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      365,
  );
  const ofYear =
    ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / 60_000) % 60,
    second: Math.floor(rest / 1000) % 60,
    millisecond: rest % 1000,
  };
}

export function daysOfMonth(year: number, month: number): number {
  const next = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
  return next - daysFromCivil(year, month, 1);
}

/** 1 is Monday, 7 Sunday. */
export function isoDayOfWeek(days: number): number {
  return mod(days + 3, 7) + 1;
}

/** 1 to 366. */
export function dayOfYear(clock: Clock): number {
  const { year, month, day } = clock;
  return daysFromCivil(year, month, day) - daysFromCivil(year, 1, 1) + 1;
}

/** Week 1 begins with the first Sunday; the days before it are week 0. */
export function weekOfYear(clock: Clock): number {
  const days = daysFromCivil(clock.year, clock.month, clock.day);
  const sundayFirst = isoDayOfWeek(days) % 7;
  return Math.floor((dayOfYear(clock) - 1 + 7 - sundayFirst) / 7);
}

/** Year and week of ISO 8601: the week belongs to the year its Thursday is in. */
export function isoWeek(clock: Clock): { year: number; week: number } {
  const days = daysFromCivil(clock.year, clock.month, clock.day);
  const thursday = clockOf((days - isoDayOfWeek(days) + 4) * DAY_MS);
  return { year: thursday.year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

/** Days since 1970 of a day in a week of ISO 8601; weeks and days carry over. */
export function daysFromIsoWeek(year: number, week: number, day: number): number {
  const fourth = daysFromCivil(year, 1, 4);
  return fourth - isoDayOfWeek(fourth) + 1 + (week - 1) * 7 + day - 1;
}
