import type { DeliveryState, DeliverySummary } from '../../preload/contract/deliveries.ts';
import type { Tone } from '../ui/badge.tsx';
import { exact, relative, span } from '../ui/time/moments.ts';

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

/** Whether it has come to its end: only then it can be queued again. */
export function isOver({ state }: Pick<DeliverySummary, 'state'>): boolean {
  return (
    state === 'delivered' || state === 'discarded' || state === 'failed' || state === 'canceled'
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
