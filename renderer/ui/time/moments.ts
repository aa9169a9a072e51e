import {
  dayKey,
  formatClock,
  formatDay,
  formatDuration,
  formatMinute,
  formatSecond,
} from '../format.ts';

/** `in 29 min 3 s`, `now`; what lies behind is due. */
export function relative(at: number, now: number): string {
  const ms = at - now;
  if (ms < 1000) return 'now';
  return `in ${span(ms)}`;
}

/** Whole seconds: a figure that moves once a second has no use for tenths. */
export function span(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1000)) * 1000;
  if (whole < 60_000) return `${whole / 1000} s`;
  return formatDuration(whole);
}

/** Time of day; with its day where that is not today. */
export function exact(at: number, now: number): string {
  if (dayKey(at) === dayKey(now)) return formatSecond(at);
  return `${formatDay(at, now)}, ${formatSecond(at)}`;
}

/** Times in texts of the engine, which knows no time zone of a window, in local time. */
export function localTimes(text: string, now: number): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (time) =>
    exact(Date.parse(time), now),
  );
}

const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
// Written here: the locale data of some versions has "Sept".
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `14:02:11.123` today, `Wed 25 Nov, 14:02:11` this year, `25 Nov 2025, 14:02` else; local. */
export function formatMoment(at: number, now: number): string {
  if (dayKey(at) === dayKey(now)) return formatClock(at);
  const time = new Date(at);
  const day = `${time.getDate()} ${MONTHS[time.getMonth()]}`;
  if (time.getFullYear() !== new Date(now).getFullYear()) {
    return `${day} ${time.getFullYear()}, ${formatMinute(at)}`;
  }
  return `${WEEKDAY.format(at)} ${day}, ${formatSecond(at)}`;
}

/** A moment in full, for tooltips: `2026-11-26T14:02:11.123Z, shown in Europe/Berlin`. */
export function fullMoment(at: number): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `${new Date(at).toISOString()}, shown in ${zone}`;
}
