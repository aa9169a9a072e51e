import { dayKey, formatDay, formatDuration, formatSecond } from './format.ts';

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
