import type { CaptureDetail, SignatureMark } from '../../preload/contract/captures.ts';
import type { DeliveryState } from '../../preload/contract/deliveries.ts';
import type { CaptureId, HeaderPair } from '../../preload/contract/shapes.ts';

/** A capture as it is judged. What no assertion asks for is left out, so that nothing is read in vain. */
export interface Subject {
  id: CaptureId;
  receivedAt: number;
  method: string;
  target: string;
  /** Of the target. */
  path: string;
  provider: string | null;
  eventType: string | null;
  deliveryId: string | null;
  signature: SignatureMark | null;
  headers: readonly HeaderPair[];
  contentType: string | null;
  /** That a person chose for bodies of its endpoint. */
  charset: string | null;
  body: SubjectBody | null;
  reply: SubjectReply | null;
  deliveries: readonly SubjectDelivery[];
}

/** Bytes as they were sent; null where they are more than are judged, or no assertion asks for them. */
export interface SubjectBody {
  bytes: Uint8Array | null;
  sizeBytes: number;
  /** Hex, of the bytes as they were sent; null where it is not known. */
  sha256: string | null;
  /** Only the first part was kept. */
  cut: boolean;
}

export interface SubjectReply {
  status: number;
  headers: readonly HeaderPair[];
  /** Arrival to end of the reply; null while it is open. */
  durationMs: number | null;
  body: SubjectBody | null;
}

export interface SubjectDelivery {
  destinationId: string;
  destinationName: string;
  state: DeliveryState;
  attempts: number;
  finishedAt: number | null;
}

/** What of captures has to be read for an expectation. */
export interface Wanted {
  body: boolean;
  replyBody: boolean;
  deliveries: boolean;
}

/** Larger bodies are not judged by what is in them. */
export const LARGEST_BODY = 25 * 1024 * 1024;

/** The facts of a capture that every subject has. */
export function factsOf(
  detail: Omit<CaptureDetail, 'replayCount'>,
): Omit<Subject, 'path' | 'deliveryId' | 'charset' | 'body' | 'deliveries'> {
  const { id, receivedAt, method, target, provider, eventType, signature, headers } = detail;
  const { contentType, reply, durationMs } = detail;
  return {
    id,
    receivedAt,
    method,
    target,
    provider,
    eventType,
    signature,
    headers,
    contentType,
    reply: reply && { status: reply.status, headers: reply.headers, durationMs, body: null },
  };
}

/**
 * Where a value that is shown stood: what has to be cut out of it depends on that. A JSON value is named by
 * the keys on its path.
 */
export type Place =
  | { kind: 'text' }
  | { kind: 'header' | 'query' | 'form'; name: string }
  | { kind: 'target' }
  | { kind: 'json'; path: readonly (string | number)[] };

/** Why something does not hold of one capture. Not redacted yet. */
export interface Failure {
  expected: string;
  found: string;
  place: Place;
  /** Several values that were found, each from a place of its own; `found` is what follows them. */
  values?: readonly { text: string; place: Place }[];
}
