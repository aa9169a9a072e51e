import type { KeptDestination, Standing } from '../store/destination-store.ts';
import { headerValue } from '../../lib/headers.ts';
import { afterAttempt } from './breaker.ts';
import type { Change } from '../store/delivery-store.ts';
import { signOf, type Verdict } from './outcome.ts';
import type { Begun, DeliveryRow } from '../store/rows.ts';
import { presetOf } from './presets.ts';
import { nextDue } from './schedule.ts';
import { followingOf } from './status-rules.ts';

/** An attempt that ended, with all that decides what comes of it. */
export interface Ended {
  begun: Begun;
  destination: KeptDestination;
  verdict: Verdict;
  /** In plain words, for a failure. */
  words: string;
  endedAt: number;
  /** Somebody canceled the delivery while it was sent. */
  cancelAsked: boolean;
}

/** What becomes of a delivery. `random` is from 0 to 1. */
export function nextState(ended: Ended, random: number): Change {
  const { begun, verdict, words, endedAt, cancelAsked } = ended;
  const { row } = begun;
  const same = { ...kept(row), last_status: statusOf(ended), last_failure: failureOf(ended) };
  const over = (state: Change['state'], reason: string | null): Change => ({
    ...same,
    state,
    reason,
    next_attempt_at: null,
    finished_at: endedAt,
  });
  if (verdict.kind === 'delivered') return over('delivered', null);
  if (cancelAsked) return over('canceled', 'Canceled while it was being sent.');
  // By hand: a failure leaves everything as it was.
  const uncounted = verdict.kind === 'refused';
  if (row.prior_state !== null) return { ...same, state: row.prior_state, uncounted };
  if (verdict.kind === 'refused') return { ...over('failed', `Blocked: ${words}`), uncounted };
  if (verdict.kind === 'stopped') return over('failed', words);
  if (verdict.kind === 'canceled') return { ...same, state: 'scheduled', reason: words };
  const { status } = verdict;
  if (begun.live !== undefined) {
    const got = `The sender got the receiver’s answer: ${status}.`;
    if (status !== null) return over('failed', got);
    if (!begun.live.queues) return over('failed', words);
  }
  const stopped = whyStopped(ended, verdict);
  if (stopped !== null) return over('failed', stopped);
  return retried(ended, verdict, over, random);
}

/** Why an answer ends a delivery at once; null where it does not. */
function whyStopped(
  { destination }: Ended,
  { status, headers }: Extract<Verdict, { kind: 'failed' }>,
): string | null {
  const { statusRules, schedule } = destination.settings;
  if (status === null) return null;
  if (followingOf(statusRules, status) !== 'retry') {
    return status === 410
      ? 'Gone: the receiver answered 410.'
      : `The receiver answered ${status}, which ends deliveries to it at once.`;
  }
  const [name, value] = presetOf(schedule)?.noRetry ?? [];
  return name !== undefined && headerValue(headers, name) === value
    ? `The receiver answered ${status} and asked for no retry (${name}).`
    : null;
}

function retried(
  ended: Ended,
  verdict: Extract<Verdict, { kind: 'failed' }>,
  over: (state: Change['state'], reason: string) => Change,
  random: number,
): Change {
  const { begun, destination, endedAt, words } = ended;
  const { row } = begun;
  const { needsAir, retryAfterMs } = verdict;
  const progress = {
    offsets: destination.offsets,
    baseAt: row.base_at ?? begun.startedAt,
    slot: row.slot,
    deadlineAt: row.deadline_at,
  };
  const next = nextDue(progress, { endedAt, needsAir, retryAfterMs }, random);
  if (next.kind === 'over') {
    const why = next.why === 'deadline' ? 'The 48 hours are over.' : 'No attempt is left.';
    return over('discarded', `${why} ${words}`);
  }
  const asked = 'The receiver asked to wait (Retry-After).';
  const reasons = {
    retry: words,
    'retry-after': `${asked} ${words}`,
    final: `The last attempt comes right before the deadline. ${words}`,
  };
  return {
    ...kept(row),
    state: 'scheduled',
    reason: reasons[next.why],
    slot: next.slot,
    next_attempt_at: next.at,
    last_status: verdict.status,
    last_failure: verdict.failure,
  };
}

function kept(row: DeliveryRow): Omit<Change, 'state'> {
  const { reason, slot, next_attempt_at, last_status, last_failure, finished_at } = row;
  return { reason, slot, next_attempt_at, last_status, last_failure, finished_at };
}

const statusOf = ({ verdict, begun }: Ended): number | null =>
  verdict.kind === 'failed' || verdict.kind === 'delivered'
    ? verdict.status
    : begun.row.last_status;

const failureOf = ({ verdict, begun }: Ended): string | null =>
  verdict.kind === 'failed' ? verdict.failure : begun.row.last_failure;

const OFF_AFTER_MS = 120 * 3_600_000;
const OFF_AFTER_FAILURES = 10;
const OFF_AFTER_DISCARDED = 20;
/** So often a stream, topic or queue may be missing in a row. */
const OFF_AFTER_MISSING = 10;

/** What an attempt changes of its destination: breaker, counters, and whether it is switched off. */
export function standingAfter(
  standing: Standing,
  ended: Ended,
  change: Change,
  random: number,
): Standing {
  const { verdict, endedAt, destination, begun } = ended;
  const sign = signOf(verdict);
  if (sign === null) return standing;
  // Meant for the sender, who got it: it says nothing of the receiver's health.
  const answered = verdict.kind === 'failed' && verdict.status !== null;
  if (begun.live !== undefined && answered) return standing;
  const byHand = begun.row.prior_state !== null;
  // A failure by hand says nothing that the schedule would not find out by itself.
  if (byHand && sign.kind === 'bad') return standing;
  const { loopback } = destination;
  const breaker = afterAttempt(standing.breaker, sign, { now: endedAt, loopback, random });
  if (sign.kind === 'good') {
    return { ...standing, breaker, failures: 0, firstFailureAt: null, discarded: 0 };
  }
  const next: Standing = {
    ...standing,
    breaker,
    failures: standing.failures + 1,
    firstFailureAt: standing.firstFailureAt ?? endedAt,
    discarded: standing.discarded + (change.state === 'discarded' ? 1 : 0),
  };
  const off = offReason(next, ended);
  return off === null ? next : { ...next, state: 'off', offReason: off };
}

function offReason(
  standing: Standing,
  { verdict, endedAt: now, destination, words }: Ended,
): string | null {
  const { loopback, settings } = destination;
  const lacks = verdict.kind === 'failed' ? verdict.lacks : undefined;
  if (lacks === 'login') return words;
  if (lacks === 'place' && standing.failures >= OFF_AFTER_MISSING) {
    return `${OFF_AFTER_MISSING} attempts failed in a row. ${words}`;
  }
  const status = verdict.kind === 'failed' ? verdict.status : null;
  if (status !== null && followingOf(settings.statusRules, status) === 'off') {
    return status === 410 ? '410 Gone' : `The receiver answered ${status}.`;
  }
  if (loopback) return null;
  const since = standing.firstFailureAt ?? now;
  if (now - since >= OFF_AFTER_MS && standing.failures >= OFF_AFTER_FAILURES) {
    return `Only failures for 120 hours: ${standing.failures} attempts.`;
  }
  if (standing.discarded >= OFF_AFTER_DISCARDED) {
    return `${standing.discarded} deliveries in a row were discarded.`;
  }
  return null;
}

const INTERRUPTED = 'Backstitch stopped while it was being sent. It may have reached the receiver.';
const SPREAD_MS = 5000;

/** What becomes of a delivery whose attempt was cut off by the end of the program. */
export function afterInterruption(row: DeliveryRow, now: number, random: number): Change {
  const { slot, last_status, next_attempt_at, finished_at } = row;
  const same = { slot, last_status, last_failure: 'interrupted', reason: INTERRUPTED };
  if (row.prior_state !== null) {
    return { ...same, state: row.prior_state, reason: row.reason, next_attempt_at, finished_at };
  }
  if (row.deadline_at < now) {
    const reason = 'The 48 hours were over while Backstitch was closed.';
    return { ...same, state: 'discarded', reason, next_attempt_at: null, finished_at: now };
  }
  const at = Math.min(Math.round(now + random * SPREAD_MS), row.deadline_at);
  return { ...same, state: 'scheduled', next_attempt_at: at, finished_at: null };
}
