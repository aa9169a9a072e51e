import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import type { DestinationInput } from '../../../preload/contract/destinations.ts';
import type { Clock } from '../../lib/clock.ts';
import { newMessageId } from '../messages/message-id.ts';
import { testEvent } from '../messages/test-event.ts';
import { type AttemptParts, makeAttempt } from '../sending/attempt.ts';
import type { DeliveryRow, MessageRow } from '../store/rows.ts';
import type { Destinations } from './destinations.ts';

interface Parts {
  destinations: Pick<Destinations, 'unsaved'>;
  clock: Clock;
  attempt: AttemptParts;
}

/**
 * Sends one test event as a form describes its destination, before that is saved. No part is
 * kept: no delivery, no attempt, no secret. What a guard refuses is refused here too.
 */
export function createTryOut({ destinations, clock, attempt }: Parts) {
  return async (
    { id = null, ...input }: DestinationInput & { id?: DestinationId | null | undefined },
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Attempt> => {
    const destination = destinations.unsaved(input, id);
    const startedAt = clock.now();
    const { type, body } = testEvent(destination.settings.name);
    const message: MessageRow = {
      id: newMessageId(startedAt),
      origin: 'test',
      capture_id: null,
      event_type: type,
      content_type: 'application/json',
      method: 'POST',
      path: null,
      headers: null,
      signs: 1,
      body,
      body_bytes: body.length,
      created_at: startedAt,
      facts: null,
    };
    const row = rowOf(message, destination.id);
    const begun = {
      row,
      was: row,
      message,
      attemptId: 0,
      trigger: 'manual' as const,
      startedAt,
    };
    const { made } = await makeAttempt(attempt, begun, destination, signal);
    const { result } = made;
    const text = result.body.subarray(0, SHOWN_BYTES).toString('utf8');
    return {
      id: 0,
      number: 1,
      generation: 1,
      trigger: 'manual',
      startedAt,
      finishedAt: made.finishedAt,
      outcome: made.outcome,
      status: result.status,
      error: result.error,
      errorCode: result.errorCode,
      method: message.method,
      url: made.url,
      remoteAddress: result.remoteAddress,
      timings: result.timings,
      totalMs: result.totalMs,
      requestHeaders: [...made.headers],
      secretIds: [...made.secretIds],
      responseHeaders: result.headers,
      responseBody: text,
      responseBytes: result.body.length,
      responseCut: result.bodyCut || result.body.length > SHOWN_BYTES,
      engine: made.engine,
      node: null,
      held: true,
      late: false,
    };
  };
}

/** As much of an answer as attempts keep. */
const SHOWN_BYTES = 64 * 1024;

/** An attempt by hand, which says nothing of retries: none follows. */
function rowOf(message: MessageRow, id: DestinationId): DeliveryRow {
  return {
    seq: 0,
    message_id: message.id,
    destination_id: id,
    capture_id: null,
    event_type: message.event_type,
    generation: 1,
    state: 'sending',
    prior_state: 'scheduled',
    reason: null,
    attempts: 1,
    slot: 0,
    base_at: message.created_at,
    next_attempt_at: null,
    deadline_at: message.created_at,
    last_status: null,
    last_failure: null,
    created_at: message.created_at,
    finished_at: null,
    order_key: null,
  };
}
