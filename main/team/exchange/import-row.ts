import { z } from 'zod';
import { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { TeamVerdict } from '../../../preload/contract/team/team-captures.ts';
import { headerValue } from '../../lib/headers.ts';
import type { Portable } from '../../interchange/portable.ts';

/** A row of a capture as the driver gives it: numbers of 64 bits are texts, bytes are buffers. */
export interface PulledRow {
  node_id: string;
  capture_id: string;
  node_seq: string;
  received_at: Date;
  skew_ms: number;
  duration_us: string | null;
  method: string;
  target: Buffer;
  http_version: string;
  headers: Buffer;
  trailers: Buffer;
  remote_address: string;
  remote_port: number;
  reported_client: Buffer | null;
  endpoint_name: string;
  declared_bytes: string | null;
  sha256: Buffer | null;
  body: Buffer;
  parts: number;
  cut: boolean;
  failure: string | null;
  surplus: Buffer | null;
  surplus_bytes: string | null;
  via_tunnel: boolean;
  status: number | null;
  decided_by: string;
  reason: string | null;
  reply_reason: string | null;
  reply_headers: Buffer | null;
  reply_body: Buffer | null;
  reply_completed: boolean | null;
  stages: Buffer;
  provider: string | null;
  event_type: string | null;
  delivery_id: string | null;
  signature: string | null;
  redacted: Buffer;
  exact: boolean;
  gone: boolean;
  /** Left out by a team whose schema is older. */
  verdict?: Buffer | null;
}

/** A capture of another node, with what that made of the signature. */
export interface FromTeam extends Portable {
  verdict: TeamVerdict | null;
}

/**
 * A capture of another node, the reverse of `exportRow`. What its node said is believed as far as a file is: shown,
 * never run.
 *
 * @param body whole, put together from its parts.
 * @param publicId of its id there.
 * @throws Error where it is no capture: somebody else wrote it
 */
export function importRow(
  row: PulledRow,
  body: Buffer,
  publicId: (rowId: number) => CaptureId,
): FromTeam {
  const headers = Pairs.parse(read(row.headers));
  const cuts = Cuts.parse(read(row.redacted));
  const detail = Told.parse({
    id: publicId(Number(row.capture_id)),
    receivedAt: row.received_at.getTime(),
    durationMs: row.duration_us === null ? null : Number(row.duration_us) / 1000,
    method: row.method,
    target: row.target.toString('utf8'),
    endpointId: null,
    endpointName: row.endpoint_name,
    sizeBytes: body.length,
    contentType: headerValue(headers, 'content-type') ?? null,
    status: row.status,
    decidedBy: row.decided_by,
    reason: row.reason,
    failure: row.failure,
    cut: row.cut,
    viaTunnel: row.via_tunnel,
    pinned: false,
    hasNote: false,
    replayOf: null,
    provider: row.provider,
    eventType: row.event_type,
    signature: row.signature,
    httpVersion: row.http_version,
    headers,
    trailers: read(row.trailers),
    remoteAddress: row.remote_address,
    remotePort: row.remote_port,
    reportedClient: row.reported_client && read(row.reported_client),
    note: '',
    contentEncoding: headerValue(headers, 'content-encoding') ?? null,
    declaredBytes: row.declared_bytes === null ? null : Number(row.declared_bytes),
    surplus:
      row.surplus === null
        ? null
        : {
            sizeBytes: Number(row.surplus_bytes ?? row.surplus.length),
            keptBytes: row.surplus.length,
          },
    bodySha256: row.sha256 && row.sha256.toString('hex'),
    reply:
      row.status === null || row.reply_headers === null
        ? null
        : {
            status: row.status,
            reason: row.reply_reason ?? '',
            headers: read(row.reply_headers),
            sizeBytes: row.reply_body?.length ?? 0,
            completed: row.reply_completed === true,
          },
    stages: read(row.stages),
  });
  return {
    ...detail,
    body,
    replyBody: row.reply_body,
    surplusBytes: row.surplus,
    deliveryId: row.delivery_id,
    verdict: row.verdict ? TeamVerdict.parse(read(row.verdict)) : null,
    redacted: cuts.map(({ place, name, count }) => ({ place, rule: name, count, sample: '' })),
  };
}

const Told = CaptureDetail.omit({ replayCount: true, imported: true, drift: true });
const Pairs = CaptureDetail.shape.headers;
const Cuts = z.array(z.object({ place: z.string(), name: z.string(), count: z.number() }));

const read = (bytes: Buffer): unknown => JSON.parse(bytes.toString('utf8'));
