import type { DeliveryState } from '../../../preload/contract/deliveries.ts';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Mirrored } from '../../deliveries/shared/lane.ts';
import type { Begun, DeliveryRow, MessageRow } from '../../deliveries/store/rows.ts';

/** Epoch ms of a column. */
export const ms = (column: string): string => `round(extract(epoch FROM ${column}) * 1000)`;

/** A delivery that was claimed, with its message; numbers of 64 bits come as text. */
export interface ClaimedRow {
  id: string;
  message_id: string;
  destination_id: DestinationId;
  slot: number;
  attempts: number;
  fence: string;
  base_at: string;
  next_at: string;
  deadline_at: string;
  started_at: string;
  last_status: number | null;
  last_failure: string | null;
  reason: string | null;
  event_type: string | null;
  content_type: string;
  method: string;
  path: string | null;
  headers: Buffer | null;
  signs: boolean;
  body: Buffer;
  origin: string;
  created_at: string;
}

/** In the form that attempts and rules of deliveries take. Its times are those of the server. */
export function begunOf(row: ClaimedRow): Begun {
  const delivery: DeliveryRow = {
    seq: Number(row.id),
    message_id: row.message_id,
    destination_id: row.destination_id,
    capture_id: null,
    event_type: row.event_type,
    generation: 1,
    state: 'sending',
    prior_state: null,
    reason: row.reason,
    attempts: row.attempts,
    slot: row.slot,
    base_at: Number(row.base_at),
    next_attempt_at: Number(row.next_at),
    deadline_at: Number(row.deadline_at),
    last_status: row.last_status,
    last_failure: row.last_failure,
    created_at: Number(row.created_at),
    finished_at: null,
    order_key: null,
  };
  const message: MessageRow = {
    id: row.message_id,
    origin: row.origin,
    capture_id: null,
    event_type: row.event_type,
    content_type: row.content_type,
    method: row.method,
    path: row.path,
    headers: row.headers === null ? null : row.headers.toString('utf8'),
    signs: row.signs ? 1 : 0,
    body: row.body,
    body_bytes: row.body.length,
    created_at: Number(row.created_at),
    facts: null,
  };
  return {
    row: delivery,
    was: delivery,
    message,
    attemptId: 0,
    trigger: 'auto',
    startedAt: Number(row.started_at),
  };
}

/** How a delivery stands, in the words of this program: one that waits for a paused lane is held. */
export const STATE = `CASE WHEN d.state = 'scheduled' AND l.state <> 'live' THEN 'held'
  WHEN d.state = 'sending' AND d.lease_until <= clock_timestamp() THEN 'scheduled' ELSE d.state END`;

export interface StateRow {
  id: string;
  message_id: string;
  destination_id: DestinationId;
  state: DeliveryState;
  reason: string | null;
  slot: number;
  attempts: number;
  next_at: string;
  last_status: number | null;
  last_failure: string | null;
  finished_at: string | null;
}

export const STATE_COLUMNS = `d.id, d.message_id, d.destination_id, ${STATE} AS state, d.reason, d.slot, d.attempts,
  ${ms('d.next_at')} AS next_at, d.last_status, d.last_failure, ${ms('d.finished_at')} AS finished_at`;

export const mirroredOf = (row: StateRow): Mirrored => ({
  state: row.state,
  reason: row.reason,
  slot: row.slot,
  attempts: row.attempts,
  nextAt: row.finished_at === null ? Number(row.next_at) : null,
  lastStatus: row.last_status,
  lastFailure: row.last_failure,
  finishedAt: row.finished_at === null ? null : Number(row.finished_at),
});
