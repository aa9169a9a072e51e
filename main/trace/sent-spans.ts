import type { DeliverySummary } from '../../preload/contract/deliveries.ts';
import type { Attempt } from '../../preload/contract/deliveries/attempts.ts';
import type { ReplaySummary } from '../../preload/contract/replays.ts';
import type { Span, SpanState } from '../../preload/contract/captures/trace.ts';
import { knownFacts } from './known-facts.ts';
import type { TracedAttempt } from './traced.ts';

const DELIVERY_STATES: Record<DeliverySummary['state'], SpanState> = {
  scheduled: 'waiting',
  held: 'waiting',
  sending: 'running',
  delivered: 'ok',
  discarded: 'canceled',
  canceled: 'canceled',
  failed: 'failed',
};

export function deliverySpan(
  delivery: DeliverySummary,
  id: string,
  parent: string | null,
  at: (ms: number) => number,
): Span {
  const { createdAt, finishedAt, state, reason } = delivery;
  return {
    id,
    parent,
    name: `deliver to ${delivery.destinationName}`,
    kind: 'delivery',
    startMs: at(createdAt),
    durationMs: finishedAt === null ? null : finishedAt - createdAt,
    state: DELIVERY_STATES[state],
    note: reason ?? '',
    attributes: knownFacts({
      State: state,
      Attempts: `${delivery.attempts} of ${delivery.attemptsPlanned}`,
      'Last status': delivery.lastStatus,
      Event: delivery.eventType,
      'Next attempt':
        delivery.nextAttemptAt === null ? null : new Date(delivery.nextAttemptAt).toISOString(),
    }),
    link: { page: 'delivery', id: delivery.id },
  };
}

const ATTEMPT_STATES: Record<Attempt['outcome'], SpanState> = {
  sending: 'running',
  delivered: 'ok',
  failed: 'failed',
  refused: 'refused',
  interrupted: 'failed',
};

export function attemptSpan(
  { id: deliveryId }: DeliverySummary,
  attempt: TracedAttempt,
  id: string,
  parent: string,
  at: (ms: number) => number,
): Span {
  const { startedAt, finishedAt, totalMs, timings, status, error } = attempt;
  const ms = (value: number | null): string | null =>
    value === null ? null : `${Math.round(value * 10) / 10} ms`;
  return {
    id,
    parent,
    name: `attempt ${attempt.number}`,
    kind: 'attempt',
    startMs: at(startedAt),
    durationMs: totalMs ?? (finishedAt === null ? null : finishedAt - startedAt),
    state: ATTEMPT_STATES[attempt.outcome],
    note: error ?? '',
    attributes: knownFacts({
      Status: status,
      Method: attempt.method,
      URL: attempt.url,
      'Name lookup': ms(timings.dnsMs),
      Connection: ms(timings.connectMs),
      TLS: ms(timings.tlsMs),
      'First byte': ms(timings.firstByteMs),
    }),
    link: { page: 'attempt', id: deliveryId, attemptId: attempt.id },
  };
}

export function replaySpan(
  replay: ReplaySummary,
  id: string,
  parent: string,
  at: (ms: number) => number,
): Span {
  const { outcome, status } = replay;
  const isBad = outcome === 'answered' && status !== null && status >= 400;
  const states = {
    answered: 'ok',
    failed: 'failed',
    refused: 'refused',
    canceled: 'canceled',
  } as const;
  return {
    id,
    parent,
    name: `replay ${replay.number}`,
    kind: 'replay',
    startMs: at(replay.startedAt),
    durationMs: replay.totalMs,
    state: isBad ? 'failed' : states[outcome],
    note: replay.error ?? '',
    attributes: knownFacts({
      Status: status,
      URL: replay.url,
      Edited: replay.edited ? 'yes' : null,
    }),
    link: { page: 'replay', id: replay.id },
  };
}
