/** A schedule: which minutes, hours, days of the month, months and days of the week it names. */
export interface Cron {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  weekdays: ReadonlySet<number>;
  /** Both kinds of day are named: one of them is enough. */
  eitherDay: boolean;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const WEEKDAYS = 'sun mon tue wed thu fri sat'.split(' ');

/** Reads five fields of cron, as triggers have them; null where they are none. */
export function cronOf(text: string): Cron | null {
  const fields = text.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5) return null;
  const minutes = setOf(minute, 0, 59);
  const hours = setOf(hour, 0, 23);
  const days = setOf(day, 1, 31);
  const months = setOf(month, 1, 12, MONTHS, 1);
  const named = setOf(weekday, 0, 7, WEEKDAYS, 0);
  if (!minutes || !hours || !days || !months || !named) return null;
  // Seven is Sunday, too.
  const weekdays = new Set([...named].map((one) => one % 7));
  const eitherDay = !day.startsWith('*') && !weekday.startsWith('*');
  return { minutes, hours, days, months, weekdays, eitherDay };
}

function setOf(
  field: string,
  low: number,
  high: number,
  names: readonly string[] = [],
  first = 0,
): Set<number> | null {
  const numberOf = (text: string): number => {
    const at = names.indexOf(text.toLowerCase());
    if (at >= 0) return at + first;
    return /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  };
  const out = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step = '1', ...more] = part.split('/');
    const [from = '', to, ...rest] = range.split('-');
    const every = numberOf(step);
    const start = range === '*' ? low : numberOf(from);
    const end =
      range === '*' || (to === undefined && part.includes('/')) ? high : numberOf(to ?? from);
    const isRange = start >= low && end <= high && start <= end && every >= 1;
    if (!isRange || more.length > 0 || rest.length > 0) return null;
    for (let at = start; at <= end; at += every) out.add(at);
  }
  return out;
}

const DAY_MS = 86_400_000;
/** The 29th of February comes again within eight years. */
const DAYS_AHEAD = 366 * 8;

/** @returns epoch ms of the first minute after `now` that a schedule names, in UTC; null for never */
export function nextAfter(cron: Cron, now: number): number | null {
  const from = Math.floor(now / 60_000) * 60_000 + 60_000;
  const midnight = Math.floor(from / DAY_MS) * DAY_MS;
  for (let day = midnight; day < midnight + DAYS_AHEAD * DAY_MS; day += DAY_MS) {
    if (!isDay(cron, new Date(day))) continue;
    for (const hour of sorted(cron.hours)) {
      for (const minute of sorted(cron.minutes)) {
        const at = day + hour * 3_600_000 + minute * 60_000;
        if (at >= from) return at;
      }
    }
  }
  return null;
}

const sorted = (set: ReadonlySet<number>): number[] => [...set].toSorted((a, b) => a - b);

function isDay(cron: Cron, date: Date): boolean {
  if (!cron.months.has(date.getUTCMonth() + 1)) return false;
  const byDay = cron.days.has(date.getUTCDate());
  const byWeekday = cron.weekdays.has(date.getUTCDay());
  return cron.eitherDay ? byDay || byWeekday : byDay && byWeekday;
}
