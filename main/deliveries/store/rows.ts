import type { DeliveryState } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';

/** A row of `deliveries`. */
export interface DeliveryRow {
  seq: number;
  message_id: string;
  destination_id: DestinationId;
  capture_id: number | null;
  event_type: string | null;
  generation: number;
  state: DeliveryState;
  /** What it was before a try by hand began; null otherwise. */
  prior_state: DeliveryState | null;
  reason: string | null;
  /** Made in this generation, by hand or not. */
  attempts: number;
  /** Index into the schedule of the attempt made last, or of the one that is due. */
  slot: number;
  /** Start of the first attempt of this generation. */
  base_at: number | null;
  next_attempt_at: number | null;
  deadline_at: number;
  last_status: number | null;
  last_failure: string | null;
  created_at: number;
  finished_at: number | null;
  /** It waits for others of this key; null: for none. */
  order_key: string | null;
}

export const DELIVERY_COLUMNS = `d.seq, d.message_id, d.destination_id, d.capture_id, d.event_type,
  d.generation, d.state, d.prior_state, d.reason, d.attempts, d.slot, d.base_at,
  d.next_attempt_at, d.deadline_at, d.last_status, d.last_failure, d.created_at, d.finished_at,
  d.order_key`;

/** A row of `delivery_messages`. */
export interface MessageRow {
  id: string;
  origin: string;
  capture_id: number | null;
  event_type: string | null;
  content_type: string;
  method: string;
  /** Captured path that is put behind that of the destination; null for none. */
  path: string | null;
  /** Captured headers as they are to be sent, JSON; null for a message of our own. */
  headers: string | null;
  signs: number;
  /** null: the body is that of the capture. */
  body: Buffer | null;
  body_bytes: number;
  created_at: number;
  /** What event engines are told of its capture, JSON of `MessageFacts`; null for none. */
  facts: string | null;
}

/** A row of `delivery_attempts`. */
export interface AttemptRow {
  id: number;
  delivery_seq: number;
  generation: number;
  number: number;
  kind: Attempt['trigger'];
  started_at: number;
  finished_at: number | null;
  outcome: Attempt['outcome'];
  status: number | null;
  error: string | null;
  error_code: string | null;
  method: string;
  url: string;
  remote_address: string | null;
  timings: string;
  total_ms: number | null;
  request_headers: string;
  secret_ids: string;
  response_headers: string;
  response_body: Buffer | null;
  response_bytes: number;
  response_cut: number;
  /** JSON of an `EngineReceipt`; null for a request over HTTP. */
  engine: string | null;
  /** Of the team, that made it; null for this one. */
  node: string | null;
  /** 0: what was sent and answered is kept elsewhere. */
  held: number;
  late: number;
}

/** What begins an attempt: its delivery as it was, and how it is made. */
export interface Begun {
  row: DeliveryRow;
  /** What the delivery was before. */
  was: DeliveryRow;
  message: MessageRow;
  attemptId: number;
  trigger: Attempt['trigger'];
  startedAt: number;
  /** The sender of a capture waits for this one. */
  live?: LiveTry;
}

export interface LiveTry {
  /** Without an answer, the schedule goes on. */
  queues: boolean;
  timeoutMs: number;
}
