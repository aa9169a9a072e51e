import type { Delivery, DeliverySummary } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import type { CaptureId, HeaderPair } from '../../../preload/contract/shapes.ts';
import { atTime } from '../rules/breaker.ts';
import { deliveryId, type ListedRow, type TracedRow } from '../store/delivery-reader.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import type { ToldAttempt } from '../shared/lane.ts';
import type { AttemptRow, MessageRow } from '../store/rows.ts';
import { planOf } from '../rules/schedule.ts';

/** Longer bodies are not shown as text. */
const TEXT_BYTES = 256 * 1024;

export interface ViewParts {
  publicId: (captureRowId: number) => CaptureId;
  /** Row id of the delivery that a first-in-first-out destination works on. */
  headOf: (destination: KeptDestination) => number | undefined;
  /** Row id of the delivery of a key that is tried. */
  headOfKey: (destination: KeptDestination, key: string) => number | undefined;
  /** Whether a delivery that the team makes has to get there still. */
  isOnItsWay: (seq: number) => boolean;
  now: number;
}

/** A delivery as lists show it. */
export function toSummary(
  row: ListedRow,
  destination: KeptDestination,
  parts: ViewParts,
): DeliverySummary {
  const isWaiting = row.state === 'scheduled';
  const left = destination.offsets.length - 1 - row.slot;
  const toCome = row.finished_at === null ? left + (isWaiting || row.state === 'held' ? 1 : 0) : 0;
  return {
    id: deliveryId(row.seq),
    messageId: row.message_id,
    destinationId: row.destination_id,
    destinationName: destination.settings.name,
    eventType: row.event_type,
    captureId: row.capture_id === null ? null : parts.publicId(row.capture_id),
    origin: row.origin as DeliverySummary['origin'],
    state: row.state,
    reason: isWaiting ? waitsFor(row, destination, parts) : row.reason,
    attempts: row.attempts,
    attemptsPlanned: row.attempts + Math.max(0, toCome),
    lastStatus: row.last_status,
    nextAttemptAt: isWaiting ? row.next_attempt_at : null,
    deadlineAt: row.deadline_at,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}

function waitsFor(row: ListedRow, destination: KeptDestination, parts: ViewParts): string {
  const { breaker, settings, state } = destination;
  if (settings.shared !== null && parts.isOnItsWay(row.seq))
    return 'It has not reached the team yet.';
  if (state !== 'live') return 'The destination is not accepting deliveries now.';
  if (settings.ordering === 'fifo') {
    const head = parts.headOf(destination);
    if (head !== undefined && head !== row.seq) return `Waiting for ${deliveryId(head)}.`;
  }
  if (row.next_attempt_at === null && row.order_key !== null) {
    const head = parts.headOfKey(destination, row.order_key);
    const behind = head === undefined ? 'another' : deliveryId(head);
    return `Waiting for ${behind} of the same key (${row.order_key}).`;
  }
  if (atTime(breaker, parts.now).state === 'open') {
    if (breaker.nothingListens) return `${destination.target.authority} is not listening.`;
    return `Cooling down until ${new Date(breaker.until ?? 0).toISOString()}.`;
  }
  const isDue = (row.next_attempt_at ?? 0) <= parts.now;
  if (isDue && settings.rate !== null) return 'Waiting: the rate is limited.';
  return row.reason ?? 'Its first attempt is due.';
}

/** A delivery with its attempts, past and future. */
export function toDelivery(
  row: ListedRow,
  destination: KeptDestination,
  more: { message: MessageRow; body: Buffer | undefined; attempts: AttemptRow[]; view: ViewParts },
): Delivery {
  const { message, body, attempts, view } = more;
  return {
    ...toSummary(row, destination, view),
    contentType: message.content_type,
    bodyBytes: message.body_bytes,
    bodyText: body === undefined ? null : asText(body),
    log: attempts.map(toAttempt),
    plan: plannedFor(row, destination),
  };
}

function plannedFor(row: ListedRow, { offsets }: KeptDestination): Delivery['plan'] {
  const at = row.next_attempt_at;
  if (at === null || (row.state !== 'scheduled' && row.state !== 'held')) return [];
  const round = { offsets, baseAt: row.base_at ?? at, deadlineAt: row.deadline_at };
  return planOf(round, { at, slot: row.slot }).map(({ slot: _slot, ...planned }, i) => ({
    number: row.attempts + 1 + i,
    ...planned,
  }));
}

function asText(body: Buffer): string | null {
  if (body.length > TEXT_BYTES) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    // Not UTF-8: there is no honest text of it.
    return null;
  }
}

/** What of an attempt is known without its headers and bodies. */
export function toTraced(row: TracedRow) {
  const timings = JSON.parse(row.timings) as Partial<Attempt['timings']>;
  return {
    id: row.id,
    number: row.number,
    trigger: row.kind,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    outcome: row.outcome,
    status: row.status,
    error: row.error,
    method: row.method,
    url: row.url,
    timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, ...timings },
    totalMs: row.total_ms,
  };
}

export function toAttempt(row: AttemptRow): Attempt {
  return {
    ...toTraced(row),
    generation: row.generation,
    errorCode: row.error_code,
    remoteAddress: row.remote_address,
    requestHeaders: JSON.parse(row.request_headers) as HeaderPair[],
    secretIds: JSON.parse(row.secret_ids) as string[],
    responseHeaders: JSON.parse(row.response_headers) as HeaderPair[],
    responseBody: (row.response_body ?? Buffer.alloc(0)).toString('utf8'),
    responseBytes: row.response_bytes,
    responseCut: row.response_cut === 1,
    engine: JSON.parse(row.engine ?? 'null') as Attempt['engine'],
    node: row.node,
    held: row.held === 1,
    late: row.late === 1,
  };
}

/** An attempt of another node, or of this one before what is kept was deleted. */
export const toldOnly = ({ fence, ...told }: ToldAttempt): Attempt => ({
  ...told,
  id: -fence,
  generation: 1,
  trigger: 'auto',
  errorCode: null,
  method: '',
  url: '',
  remoteAddress: null,
  timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
  totalMs: null,
  requestHeaders: [],
  secretIds: [],
  responseHeaders: [],
  responseBody: '',
  responseBytes: 0,
  responseCut: false,
  engine: null,
  held: false,
});
