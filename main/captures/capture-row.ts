import type {
  ArrivalFailure,
  CaptureDetail,
  CaptureSummary,
  Stage,
  StageName,
} from '../../preload/contract/captures.ts';
import type { CaptureDrift, EventTypeId } from '../../preload/contract/captures/drift.ts';
import { BREAKING, type DriftKind } from '../../preload/rules/drift-kinds.ts';
import type { EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import { headerValue } from '../lib/headers.ts';
import { encodeId } from './capture-id.ts';

/** A row of `captures` as lists read it. */
export interface CaptureRow {
  id: number;
  received_at: number;
  duration_us: number | null;
  method: string;
  target: string;
  endpoint_id: string | null;
  endpoint_name: string;
  size_bytes: number;
  content_type: string | null;
  status: number | null;
  decided_by: string;
  reason: string | null;
  failure: string | null;
  cut: number;
  via_tunnel: number;
  pinned: number;
  note: string;
  replay_of: number | null;
  provider: string | null;
  event_type: string | null;
  delivery_id: string | null;
  signature: string | null;
  /** What the catalogue found, as `<type> <kind> <kind> `; null where it does not differ. */
  drift: string | null;
  /** JSON of `[kind, author]`, one each for a pin and a note of others; null for none. */
  mates: string | null;
}

export const SUMMARY_COLUMNS = `c.id, c.received_at, c.duration_us, c.method, c.target,
  c.endpoint_id, c.endpoint_name, c.size_bytes, c.content_type, c.status, c.decided_by, c.reason,
  c.failure, c.cut, c.via_tunnel, c.pinned, c.note, c.replay_of,
  c.provider, c.event_type, c.delivery_id, c.signature,
  (SELECT t.type_id || t.drift FROM capture_types t
    WHERE t.capture_id = c.id AND t.drift IS NOT NULL) AS drift,
  (SELECT nullif(json_group_array(json_array(m.kind, m.author)), '[]') FROM capture_marks m
    WHERE m.capture_id = c.id) AS mates`;

/** A row of `capture_contents` without the bytes. */
export interface ContentsRow {
  http_version: string;
  remote_address: string;
  remote_port: number;
  reported_client: string | null;
  headers: string;
  trailers: string;
  declared_bytes: number | null;
  body_sha256: string | null;
  reply_reason: string | null;
  reply_headers: string | null;
  reply_bytes: number | null;
  reply_completed: number | null;
  stages: string | null;
  surplus_bytes: number | null;
  surplus_kept: number | null;
}

export function toSummary(row: CaptureRow): CaptureSummary {
  return {
    id: encodeId(row.id),
    receivedAt: row.received_at,
    durationMs: row.duration_us === null ? null : row.duration_us / 1000,
    method: row.method,
    target: row.target,
    endpointId: row.endpoint_id as EndpointId | null,
    endpointName: row.endpoint_name,
    sizeBytes: row.size_bytes,
    contentType: row.content_type,
    status: row.status,
    decidedBy: row.decided_by as StageName,
    reason: row.reason,
    failure: row.failure as ArrivalFailure | null,
    cut: row.cut === 1,
    viaTunnel: row.via_tunnel === 1,
    pinned: row.pinned === 1,
    hasNote: row.note !== '',
    replayOf: row.replay_of === null ? null : encodeId(row.replay_of),
    provider: row.provider,
    eventType: row.event_type,
    signature: row.signature as CaptureSummary['signature'],
    ...(row.drift !== null && { drift: driftOf(row.drift) }),
    ...(row.mates !== null && { mates: matesOf(row.mates) }),
  };
}

function matesOf(json: string): NonNullable<CaptureSummary['mates']> {
  const by = new Map(JSON.parse(json) as [string, string][]);
  return { pinnedBy: by.get('pin') ?? null, notedBy: by.get('note') ?? null };
}

function driftOf(text: string): CaptureDrift {
  const [type = '', ...rest] = text.trim().split(' ');
  const kinds = rest as DriftKind[];
  const breaking = kinds.some((kind) => BREAKING.has(kind));
  return { typeId: `et_${type}` as EventTypeId, kinds, breaking };
}

export function toDetail(row: CaptureRow, more: ContentsRow): Omit<CaptureDetail, 'replayCount'> {
  // What is read as JSON below, this program wrote itself.
  const headers = JSON.parse(more.headers) as HeaderPair[];
  return {
    ...toSummary(row),
    httpVersion: more.http_version,
    headers,
    trailers: JSON.parse(more.trailers) as HeaderPair[],
    remoteAddress: more.remote_address,
    remotePort: more.remote_port,
    reportedClient: JSON.parse(more.reported_client ?? 'null') as CaptureDetail['reportedClient'],
    note: row.note,
    contentEncoding: headerValue(headers, 'content-encoding') ?? null,
    declaredBytes: more.declared_bytes,
    bodySha256: more.body_sha256,
    surplus:
      more.surplus_bytes === null
        ? null
        : { sizeBytes: more.surplus_bytes, keptBytes: more.surplus_kept ?? 0 },
    reply:
      row.status === null || more.reply_headers === null
        ? null
        : {
            status: row.status,
            reason: more.reply_reason ?? '',
            headers: JSON.parse(more.reply_headers) as HeaderPair[],
            sizeBytes: more.reply_bytes ?? 0,
            completed: more.reply_completed === 1,
          },
    stages: JSON.parse(more.stages ?? '[]') as Stage[],
  };
}
