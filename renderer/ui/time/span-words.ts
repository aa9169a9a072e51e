import type { TimeSpan } from './time-span.ts';
import { dayKey, formatClock, formatDayHeading, formatMinute, formatSecond } from '../format.ts';

const MINUTE = 60_000;

/** As exact as the two ends are: to the minute, the second or the millisecond. */
function clockFor({ from, to }: TimeSpan): (at: number) => string {
  const isRound = (unit: number): boolean => from % unit === 0 && to % unit === 0;
  if (isRound(MINUTE)) return formatMinute;
  return isRound(1000) || to - from >= 10_000 ? formatSecond : formatClock;
}

/** `13:40–13:44`; with its day where that is not today: `Wed 25 Nov, 13:40–13:44`. Local. */
export function spanWords(span: TimeSpan, now: number): string {
  const clock = clockFor(span);
  const [today, first, last] = [now, span.from, span.to].map(dayKey);
  const from = first === today ? clock(span.from) : withDay(span.from, clock, now);
  return `${from}–${first === last ? clock(span.to) : withDay(span.to, clock, now)}`;
}

function withDay(at: number, clock: (at: number) => string, now: number): string {
  return `${formatDayHeading(at, now)}, ${clock(at)}`;
}
