import type { CaptureSummary } from '../../preload/contract/captures.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';

/** One side of a comparison: the request of a capture, or its reply. Survives the way to a thread. */
export interface Side {
  capture: CaptureSummary;
  httpVersion: string;
  headers: HeaderPair[];
  /** Of a reply; null of a request. */
  status: number | null;
  /** With its content codings undone. */
  body: Uint8Array;
  /** Charset chosen for the endpoint. */
  charset: string | null;
  /** Content codings that were undone, outermost first. */
  encodings: string[];
  /** Why they could not be undone; the bytes are then as sent. */
  problem: string | null;
  /** Only the first part of the body is here. */
  cut: boolean;
}
