import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Target } from '../../outbound/target.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import type { Begun, MessageRow } from '../store/rows.ts';
import { presetOf, type RetryFacts } from '../rules/presets.ts';
import { willRetryAfterMs } from '../rules/schedule.ts';
import { deliveryTraceId, ownTraceId } from '../../trace/trace-id.ts';
import { contextOf, isContext } from '../../trace/traceparent.ts';
import { deliveryId } from '../store/delivery-reader.ts';
import { signedHeaders } from './signing.ts';

const FRAMING = new Set(['host', 'content-length', 'transfer-encoding', 'connection']);
const OURS = new Set([...FRAMING, 'webhook-id', 'webhook-timestamp', 'webhook-signature', 'via']);

/** Whether a header frames the request or is written by us: a destination may not set it. */
export const isOwnHeader = (name: string): boolean => OURS.has(name.toLowerCase());

export interface HeaderParts {
  begun: Begun;
  destination: KeptDestination;
  target: Target;
  body: Buffer;
  version: string;
  installId: string;
}

/**
 * All headers of one attempt, with the ids of the secrets that signed.
 *
 * @throws where it has to be signed and cannot be.
 */
export function attemptHeaders(parts: HeaderParts): {
  headers: HeaderPair[];
  secretIds: string[];
} {
  const { destination, target, body, begun } = parts;
  const { message } = begun;
  const captured = message.headers === null ? null : (JSON.parse(message.headers) as HeaderPair[]);
  const base: readonly HeaderPair[] = captured ?? [
    ['User-Agent', `Backstitch/${parts.version}`],
    ['Accept-Encoding', 'identity'],
    ['Content-Type', message.content_type],
  ];
  const context = contextFor(parts, captured);
  const theirs = [...destination.settings.headers, ...authorization(destination)];
  const plain: HeaderPair[] = [
    ['Host', target.authority],
    ...without(base, theirs).filter(
      (pair) => !FRAMING.has(pair[0].toLowerCase()) && (context === null || !isContext(pair)),
    ),
    ...without(context ?? [], theirs),
    ...theirs,
  ];
  const signed = signing(parts, plain);
  const headers: HeaderPair[] = [
    ...signed.headers,
    // A capture that keeps its own signature keeps its own ids too.
    ...(message.signs === 1 ? without(marks(begun, message, destination), base) : []),
    ['Via', `1.1 backstitch-${parts.installId}`],
  ];
  if (hasLength(message.method, body)) headers.push(['Content-Length', String(body.length)]);
  headers.push(['Connection', 'keep-alive']);
  return { headers, secretIds: signed.secretIds };
}

/** null: the headers are to go out as they came, whatever they say of a trace. */
function contextFor(
  { begun, destination, installId }: HeaderParts,
  captured: HeaderPair[] | null,
): HeaderPair[] | null {
  const { message, row, attemptId } = begun;
  const { trace } = destination.settings;
  if (message.signs === 0) return null;
  const { capture_id: captureId } = row;
  const ownTrace = (): string =>
    captureId === null
      ? deliveryTraceId(installId, deliveryId(row.seq))
      : ownTraceId(installId, captureId);
  return contextOf(captured ?? [], trace, ownTrace, { kind: 'attempt', id: attemptId });
}

function signing(
  { destination, target, body, begun }: HeaderParts,
  plain: HeaderPair[],
): { headers: HeaderPair[]; secretIds: string[] } {
  const { message } = begun;
  if (message.signs === 0) return { headers: plain, secretIds: [] };
  const timestamp = Math.floor(begun.startedAt / 1000);
  const headers: HeaderPair[] = [
    ...plain,
    ['webhook-id', message.id],
    ['webhook-timestamp', String(timestamp)],
  ];
  const { signing: as } = destination.settings;
  if (as === 'none') return { headers, secretIds: [] };
  const { lent } = destination;
  const own = lent?.secret ? [lent.secret] : destination.secrets;
  const usable = own.filter(
    ({ signsUntil }) => signsUntil === null || signsUntil > begun.startedAt,
  );
  const { method, id } = message;
  const at = begun.startedAt;
  const sending = { as, secrets: usable, id, at, method, target, headers, body };
  return { headers: signedHeaders(sending), secretIds: usable.map((secret) => secret.id) };
}

function marks(
  { row, startedAt }: Begun,
  message: MessageRow,
  { settings, offsets }: KeptDestination,
): HeaderPair[] {
  const pairs: HeaderPair[] = [['Backstitch-Attempt', String(row.attempts)]];
  const reason = row.last_failure;
  if (row.attempts > 1 && reason !== null) pairs.push(['Backstitch-Retry-Reason', reason]);
  const retryMs = willRetryAfterMs(
    { offsets, slot: row.slot, baseAt: row.base_at ?? startedAt, deadlineAt: row.deadline_at },
    startedAt,
  );
  // Left out where a failure would be the last, and where a person tries: then nothing follows.
  if (retryMs !== null && row.prior_state === null) {
    pairs.push(['Backstitch-Will-Retry-After', String(Math.ceil(retryMs / 1000))]);
  }
  if (settings.idempotencyKey) pairs.unshift(['Idempotency-Key', message.id]);
  const retry = row.attempts > 1 ? retryFacts(row, startedAt) : null;
  return [...pairs, ...(presetOf(settings.schedule)?.headers(retry, startedAt) ?? [])];
}

const retryFacts = (row: Begun['row'], startedAt: number): RetryFacts => ({
  number: row.attempts - 1,
  failure: row.last_failure,
  firstAt: row.base_at ?? startedAt,
});

function authorization({ authorization: own, lent }: KeptDestination): HeaderPair[] {
  const value = lent?.authorization ?? own;
  return value === null ? [] : [['Authorization', value]];
}

/** Pairs whose names are not among those of `others`. */
function without(pairs: readonly HeaderPair[], others: readonly HeaderPair[]): HeaderPair[] {
  const names = new Set(others.map(([name]) => name.toLowerCase()));
  return pairs.filter(([name]) => !names.has(name.toLowerCase()));
}

// Node sends a body without a stated length in chunks, which is not what was promised.
const hasLength = (method: string, body: Buffer): boolean =>
  body.length > 0 || !/^(GET|HEAD|DELETE|OPTIONS|TRACE)$/.test(method);
