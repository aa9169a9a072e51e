import { dayKey, formatDay, formatMinute, formatSecond } from '../format.ts';

/** A moment as a slider says it: `Today, 13:40`, `Wednesday 25 November 2026, 13:40:05`. */
export function momentWords(at: number, now: number): string {
  return `${formatDay(at, now)}, ${at % 60_000 === 0 ? formatMinute(at) : formatSecond(at)}`;
}

/** An end of the axis, with its day where that is not today. */
export function axisWords(at: number, bucketMs: number, now: number): string {
  const clock = bucketMs < 1000 ? formatSecond(at) : formatMinute(at);
  if (dayKey(at) === dayKey(now)) return clock;
  return `${formatDay(at, now)
    .replace(/^\w+day /, '')
    .replace(/ \d{4}$/, '')}, ${clock}`;
}
