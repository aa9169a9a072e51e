import type { DeliveryState, DeliverySummary } from '../../preload/contract/deliveries.ts';
import type { Tone } from '../ui/badge.tsx';
import { dayKey, formatDay, formatDuration, formatSecond } from '../ui/format.ts';

export const STATE_TONES: Readonly<Record<DeliveryState, Tone>> = {
  scheduled: 'info',
  sending: 'info',
  held: 'warn',
  delivered: 'good',
  discarded: 'bad',
  failed: 'bad',
  canceled: 'neutral',
};

export const STATES = Object.keys(STATE_TONES) as DeliveryState[];

/** Whether it has come to its end: only then it can be queued anew. */
export function isOver({ state }: Pick<DeliverySummary, 'state'>): boolean {
  return (
    state === 'delivered' || state === 'discarded' || state === 'failed' || state === 'canceled'
  );
}

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

/** `3/10`: made, of those that were planned. */
export function attemptsOf({ attempts, attemptsPlanned }: DeliverySummary): string {
  return `${attempts}/${Math.max(attempts, attemptsPlanned)}`;
}

/** When it is tried next, and when the time is over. */
export function nextOf(delivery: DeliverySummary, now: number): string {
  if (delivery.state === 'sending') return 'on its way';
  if (delivery.nextAttemptAt === null) return '';
  const due = relative(delivery.nextAttemptAt, now);
  return due === 'now' ? 'due' : `${due}, ${exact(delivery.nextAttemptAt, now)}`;
}

export function leftOf(delivery: DeliverySummary, now: number): string {
  return isOver(delivery) ? '' : span(delivery.deadlineAt - now);
}
