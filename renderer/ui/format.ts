const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, three digits at most: `512 B`, `1.2 kB`, `34 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.5 would be shown as "1000": it belongs to the next unit already.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** `0.4 ms`, `38 ms`, `1.2 s`, `2 min 5 s`, `3 h 10 min`. */
export function formatDuration(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(ms === 0 ? 0 : 1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** Local time of day with milliseconds, `HH:MM:SS.mmm`. */
export function formatClock(epochMs: number): string {
  const time = new Date(epochMs);
  return `${formatSecond(epochMs)}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

/** Local time of day, `HH:MM:SS`. */
export function formatSecond(epochMs: number): string {
  return `${formatMinute(epochMs)}:${two(new Date(epochMs).getSeconds())}`;
}

/** Local time of day, `HH:MM`. */
export function formatMinute(epochMs: number): string {
  const time = new Date(epochMs);
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

// Two formats: in one, the sign between weekday and day differs with the version of the locale data.
const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long' });
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** `Today`, `Yesterday`, or the date in words; days are local. */
export function formatDay(epochMs: number, nowMs: number): string {
  const day = dayKey(epochMs);
  if (day === dayKey(nowMs)) return 'Today';
  const before = new Date(nowMs);
  before.setDate(before.getDate() - 1);
  if (day === dayKey(before.getTime())) return 'Yesterday';
  return `${WEEKDAY.format(epochMs)} ${DATE.format(epochMs)}`;
}

const STAMP = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** `21 Nov 2026, 14:05`, local. */
export const formatStamp = (epochMs: number): string => STAMP.format(epochMs);

/** Equal for two moments of the same local day. */
export function dayKey(epochMs: number): string {
  const time = new Date(epochMs);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

const COUNT = new Intl.NumberFormat('en-US');

/** `1,234`; with `capped`, `10,000+`. */
export function formatCount(count: number, capped = false): string {
  return `${COUNT.format(count)}${capped ? '+' : ''}`;
}

/** `1 capture`, `2 captures`: the count and the word in its number. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const SHORT_DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** `25 Nov`, local. */
export const formatShortDate = (epochMs: number): string => SHORT_DATE.format(epochMs);

/** Above the rows of a day: `Yesterday, Wed 25 Nov`; with the year where it is another one. */
export function formatDayHeading(epochMs: number, nowMs: number): string {
  const day = `${SHORT_DAY.format(epochMs)} ${formatShortDate(epochMs)}`;
  const year = new Date(epochMs).getFullYear();
  const dated = year === new Date(nowMs).getFullYear() ? day : `${day} ${year}`;
  const name = formatDay(epochMs, nowMs);
  return name === 'Today' || name === 'Yesterday' ? `${name}, ${dated}` : dated;
}
