import type { DeliverySummary } from '../../preload/contract/deliveries.ts';
import { dayKey, formatMinute } from '../ui/format.ts';
import { exact, localTimes, relative } from '../ui/time/moments.ts';

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

/** When it is tried next, as short as a row needs it: `in 4 min 2 s`, `due`, `on its way`. */
export function nextOf(delivery: DeliverySummary, now: number): string {
  if (delivery.state === 'sending') return 'on its way';
  if (delivery.nextAttemptAt === null) return delivery.state === 'held' ? 'held' : '';
  const due = relative(delivery.nextAttemptAt, now);
  return due === 'now' ? 'due' : due;
}

/** What is wrong, or what it waits for; undefined where nothing is to be said. */
export function reasonOf({ state, reason }: DeliverySummary, now: number): string | undefined {
  if (state === 'held') return 'Held until you resume its destination.';
  return reason === null ? undefined : localTimes(reason, now);
}

const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });

/** A moment of the next days: `14:02`, `Sat 14:02`. Local. */
const soon = (at: number, now: number): string =>
  dayKey(at) === dayKey(now) ? formatMinute(at) : `${WEEKDAY.format(at)} ${formatMinute(at)}`;

/** Where a delivery stands, in a sentence: `Next try in 4 min 2 s, gives up Sat 14:02`. */
export function stateWords(delivery: DeliverySummary, now: number): string {
  const { state, nextAttemptAt, deadlineAt, finishedAt, attempts, lastStatus } = delivery;
  const givesUp = `gives up ${soon(deadlineAt, now)}`;
  const ended = finishedAt === null ? '' : ` ${exact(finishedAt, now)}`;
  const after = attempts === 1 ? 'after 1 attempt' : `after ${attempts} attempts`;
  switch (state) {
    case 'scheduled': {
      if (nextAttemptAt === null) return `Waits for its turn, ${givesUp}`;
      const due = relative(nextAttemptAt, now);
      return `${due === 'now' ? 'Next try is due' : `Next try ${due}`}, ${givesUp}`;
    }
    case 'sending':
      return `Attempt ${attempts} is on its way`;
    case 'held':
      return `Held until you resume ${delivery.destinationName}, ${givesUp}`;
    case 'delivered':
      return `Delivered${ended} ${after}${lastStatus === null ? '' : `, answered ${lastStatus}`}`;
    case 'discarded':
      return `Given up${ended} ${after}`;
    case 'failed':
      return `Failed${ended} ${after}, no retries follow`;
    case 'canceled':
      return `Canceled${ended} ${after}`;
  }
}

/** A row as a reader hears it. */
export function rowName(delivery: DeliverySummary, now: number): string {
  const { eventType, destinationName, state, attempts, attemptsPlanned, lastStatus } = delivery;
  const next = nextOf(delivery, now);
  return [
    `${eventType ?? 'No event type'} to ${destinationName}`,
    state,
    `${attempts} of ${Math.max(attempts, attemptsPlanned)} attempts`,
    ...(next === '' || next === state ? [] : [`next ${next}`]),
    ...(lastStatus === null ? [] : [`last answered ${lastStatus}`]),
  ].join(', ');
}
