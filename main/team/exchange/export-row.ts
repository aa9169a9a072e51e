import { pathOf } from '../../captures/arrival.ts';
import type { TeamVerdict } from '../../../preload/contract/team/team-captures.ts';
import type { Portable } from '../../interchange/portable.ts';
import { toldCuts } from '../told-cuts.ts';

/**
 * Every column of the tables that captures are exported from: whether it leaves. A test fails where a migration adds one that
 * is not named here.
 */
export const COLUMNS: Readonly<Record<string, Readonly<Record<string, 'sent' | 'kept'>>>> = {
  captures: {
    id: 'sent',
    received_at: 'sent',
    duration_us: 'sent',
    method: 'sent',
    target: 'sent',
    path: 'sent',
    endpoint_id: 'kept',
    endpoint_name: 'sent',
    size_bytes: 'sent',
    stored_bytes: 'kept',
    content_type: 'kept',
    status: 'sent',
    decided_by: 'sent',
    reason: 'sent',
    failure: 'sent',
    cut: 'sent',
    via_tunnel: 'sent',
    pinned: 'sent',
    note: 'sent',
    replay_of: 'kept',
    removed_batch: 'kept',
    indexed: 'kept',
    provider: 'sent',
    event_type: 'sent',
    delivery_id: 'sent',
    signature: 'sent',
    import_id: 'kept',
    rebuilt: 'kept',
    redacted: 'kept',
    origin_node: 'kept',
    origin_id: 'kept',
  },
  capture_contents: {
    capture_id: 'sent',
    http_version: 'sent',
    remote_address: 'sent',
    remote_port: 'sent',
    reported_client: 'sent',
    headers: 'sent',
    trailers: 'sent',
    declared_bytes: 'sent',
    body: 'sent',
    body_file: 'kept',
    body_sha256: 'sent',
    method: 'kept',
    target: 'kept',
    size_bytes: 'kept',
    failure: 'kept',
    cut: 'kept',
    via_tunnel: 'kept',
    replay_of: 'kept',
    packed: 'sent',
  },
  capture_replies: {
    capture_id: 'sent',
    reason: 'sent',
    headers: 'sent',
    body: 'sent',
    completed: 'sent',
    stages: 'sent',
  },
  capture_surplus: { capture_id: 'sent', bytes: 'sent', size_bytes: 'sent' },
};

/** Longer bodies go out in parts, each a row: a statement holds no more of one than this. */
export const PART_BYTES = 1024 * 1024;
/** Up to this a body lies in its row: a second row for each would halve the rate. */
const IN_ROW_BYTES = 64 * 1024;
/** Of a longer body nothing goes out. */
export const MOST_BODY_BYTES = 32 * 1024 * 1024;

/** A value as the driver sends it: bytes in binary, all else as text. */
export type SqlValue = string | number | boolean | Buffer | null;

export interface TeamRow {
  /** By the names of the columns there, without node, number and skew. */
  columns: Record<string, SqlValue>;
  parts: Buffer[];
  bytes: number;
}

/**
 * A capture that may leave, as the row it becomes.
 *
 * @param verdict what its node made of the signature; left out where the schema has no place for it.
 */
export function exportRow(
  capture: Portable,
  captureId: number,
  verdict?: TeamVerdict | null,
): TeamRow {
  const isTooLong = capture.body.length > MOST_BODY_BYTES;
  const body = isTooLong ? Buffer.alloc(0) : bufferOf(capture.body);
  const parts = body.length > IN_ROW_BYTES ? slices(body) : [];
  const cuts = toldCuts(capture);
  if (isTooLong) cuts.push({ place: 'body', name: 'too long to be shared', count: 1 });
  const { reply, surplus } = capture;
  const columns: TeamRow['columns'] = {
    capture_id: captureId,
    received_at: new Date(capture.receivedAt).toISOString(),
    duration_us: capture.durationMs === null ? null : Math.round(capture.durationMs * 1000),
    method: clean(capture.method),
    target: Buffer.from(capture.target, 'utf8'),
    path: clean(pathOf(capture.target)),
    http_version: clean(capture.httpVersion),
    headers: json(capture.headers),
    trailers: json(capture.trailers),
    remote_address: clean(capture.remoteAddress),
    remote_port: capture.remotePort,
    reported_client: capture.reportedClient && json(capture.reportedClient),
    endpoint_name: clean(capture.endpointName),
    size_bytes: isTooLong ? 0 : capture.body.length,
    declared_bytes: capture.declaredBytes,
    sha256: capture.bodySha256 === null ? null : Buffer.from(capture.bodySha256, 'hex'),
    body: parts.length === 0 ? body : Buffer.alloc(0),
    parts: parts.length,
    cut: capture.cut || isTooLong,
    failure: capture.failure,
    surplus: capture.surplusBytes && bufferOf(capture.surplusBytes),
    surplus_bytes: surplus?.sizeBytes ?? null,
    via_tunnel: capture.viaTunnel,
    status: capture.status,
    decided_by: capture.decidedBy,
    reason: capture.reason && clean(capture.reason),
    reply_reason: reply && clean(reply.reason),
    reply_headers: reply && json(reply.headers),
    reply_body: capture.replyBody && bufferOf(capture.replyBody),
    reply_completed: reply && reply.completed,
    stages: json(capture.stages),
    provider: capture.provider && clean(capture.provider),
    event_type: capture.eventType && clean(capture.eventType),
    delivery_id: capture.deliveryId && clean(capture.deliveryId),
    signature: capture.signature,
    redacted: json(cuts),
    exact: cuts.length === 0,
    ...(verdict !== undefined && { verdict: verdict && json(verdict) }),
  };
  const bytes = Object.values(columns).reduce<number>(
    (sum, value) => sum + (Buffer.isBuffer(value) ? value.length : 16),
    0,
  );
  return { columns, parts, bytes: bytes + (parts.length === 0 ? 0 : body.length) };
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), 'utf8');

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** PostgreSQL takes no NUL in a text, and no half of a pair. */
const clean = (text: string): string => text.replaceAll('\0', '�').toWellFormed();

function slices(body: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += PART_BYTES)
    parts.push(body.subarray(at, at + PART_BYTES));
  return parts;
}
