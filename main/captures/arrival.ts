import type { ArrivalFailure, Stage, StageName } from '../../preload/contract/captures.ts';
import type { SignatureMark } from '../../preload/contract/captures.ts';
import type { ChaosKind } from '../../preload/contract/endpoints/chaos.ts';
import type { EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';

/** Body bytes: small ones in memory, larger ones in a file of the body folder. */
export type KeptBody =
  | { kind: 'memory'; bytes: Buffer; sizeBytes: number; sha256: string | null }
  | { kind: 'file'; file: string; sizeBytes: number; sha256: string | null };

/** Bytes that arrived beside a request: more than it announced, or framing that nobody can read. */
export interface Surplus {
  /** The first of them. */
  bytes: Buffer;
  /** How many arrived; more than are kept where somebody goes on sending. */
  sizeBytes: number;
}

/** One request as it came off the wire, before anything was decided about it. */
export interface Arrival {
  /** Row id, given at arrival. */
  id: number;
  /** Epoch ms. */
  receivedAt: number;
  method: string;
  target: string;
  httpVersion: string;
  headers: HeaderPair[];
  trailers: HeaderPair[];
  remoteAddress: string;
  remotePort: number;
  reportedClient: { address: string; header: string } | null;
  viaTunnel: boolean;
  /** Row id of the capture this is a replay of. */
  replayOf: number | null;
  declaredBytes: number | null;
  body: KeptBody;
  cut: boolean;
  failure: ArrivalFailure | null;
  surplus?: Surplus | null;
}

/** What became of an arrival: which stage decided, and the reply that went out. */
export interface Outcome {
  endpoint: { id: EndpointId; name: string } | null;
  decidedBy: StageName;
  reason: string | null;
  reply: {
    status: number;
    reason: string;
    headers: HeaderPair[];
    body: Buffer;
    completed: boolean;
  } | null;
  durationUs: number;
  stages: Stage[];
  /** What went wrong with the reply on purpose; left out where nothing did. */
  chaos?: ChaosKind;
}

/** What is known of an answer that began and goes on. */
export interface Streaming extends Pick<Outcome, 'endpoint' | 'decidedBy'> {
  status: number;
}

/** What is known of the sender of a capture. */
export interface SenderNote {
  /** Id of the provider, set or detected. */
  provider: string | null;
  eventType: string | null;
  deliveryId: string | null;
  signature: SignatureMark | null;
  /** More of it as JSON, for one capture at a time; null where there is no more. */
  detail: string | null;
}

/** Path part of a request target: `/a?b` and `http://host/a?b` both give `/a`. */
export function pathOf(target: string): string {
  const relative = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const end = relative.search(/[?#]/);
  const path = end < 0 ? relative : relative.slice(0, end);
  return path === '' ? '/' : path;
}
