import type { CaptureDetail } from '../../preload/contract/captures.ts';

/** A capture with its bytes, as it leaves Backstitch or comes in: everything that is kept of it. */
export interface Portable extends Omit<CaptureDetail, 'replayCount' | 'imported'> {
  body: Uint8Array;
  /** Null where nothing was answered. */
  replyBody: Uint8Array | null;
  /** What came behind the request, as far as it was kept. */
  surplusBytes: Uint8Array | null;
  /** Delivery id of the sender, where its scheme names one. */
  deliveryId: string | null;
  /** What was cut before it left; empty for a capture that is whole. */
  redacted: readonly Cut[];
}

/** One place of a capture that was cut, or several alike. */
export interface Cut {
  /** Which rule asked for it: `header authorization`, `json password`, `pattern JWT`, `secret`. */
  rule: string;
  /** Where: `header Authorization`, `query token`, `body $.user.password`, `reply body`. */
  place: string;
  count: number;
  /** What stood there, all but its first and last two characters hidden. */
  sample: string;
}
