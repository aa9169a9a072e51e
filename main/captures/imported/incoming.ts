import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';
import type { SenderNote } from '../arrival.ts';

/** A capture as a file tells of it, with its bytes. */
export interface Incoming extends Omit<CaptureDetail, 'replayCount' | 'imported'> {
  body: Uint8Array;
  replyBody: Uint8Array | null;
  surplusBytes: Uint8Array | null;
  deliveryId: string | null;
  /** What was cut out of it before it was written. */
  redacted: readonly { rule: string; place: string; count: number; sample: string }[];
}

/** One capture of a file. */
export interface IncomingEntry {
  capture: Incoming;
  /** Its bytes are not the original ones. */
  rebuilt: boolean;
  /** A Backstitch wrote it: it has an id and passed stages there. */
  ours: boolean;
}

/** Under what captures come in. */
export interface ImportOf {
  id: string;
  /** Epoch ms: retention by age counts from here. */
  at: number;
  /** Name of the file, for people. */
  name: string;
  endpoint: { id: EndpointId; name: string } | null;
}

/** What is found of the sender here, with the secrets of now at the time of then. */
export type Judge = (
  entry: IncomingEntry,
  endpointId: EndpointId | null,
) => Pick<SenderNote, keyof SenderNote> | null;

/** Columns of a sender as they stood right after the import. */
type Judged = Pick<SenderNote, 'provider' | 'eventType' | 'deliveryId' | 'signature'>;

/**
 * What a file says of a capture of ours that this installation cannot say for itself: which endpoint took it, which
 * stages it passed. An export gives it back.
 */
export type Told = Pick<Incoming, 'redacted'> &
  Partial<
    Pick<
      Incoming,
      | 'endpointId'
      | 'endpointName'
      | 'decidedBy'
      | 'stages'
      | 'durationMs'
      | 'replayOf'
      | 'bodySha256'
      | keyof Judged
    >
  > & { judged: Judged };

/** What is to be remembered of the file for this entry. */
export function toldOf(
  { capture, ours }: IncomingEntry,
  judged: Judged,
  hasEndpoint: boolean,
): Told {
  const { redacted } = capture;
  if (!ours) return { redacted, durationMs: capture.durationMs, judged };
  const { decidedBy, stages, durationMs, replayOf } = capture;
  const { provider, eventType, deliveryId, signature } = capture;
  return {
    ...(!hasEndpoint && { endpointId: capture.endpointId, endpointName: capture.endpointName }),
    decidedBy,
    stages,
    durationMs,
    replayOf,
    provider,
    eventType,
    deliveryId,
    signature,
    // The hash of what was captured, which is not what the file holds.
    ...(redacted.length > 0 && { bodySha256: capture.bodySha256 }),
    redacted,
    judged,
  };
}

/** A capture as it was told of, where nobody judged its sender again since. */
export function asTold<T extends Judged>(kept: T, told: Told): T & Omit<Told, 'judged'> {
  const { judged, provider, eventType, deliveryId, signature, ...rest } = told;
  const isJudgedAgain =
    kept.signature !== judged.signature ||
    kept.provider !== judged.provider ||
    kept.eventType !== judged.eventType;
  const sender = Object.fromEntries(
    Object.entries({ provider, eventType, deliveryId, signature }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return { ...kept, ...rest, ...(!isJudgedAgain && sender) };
}
