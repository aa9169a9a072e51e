import type { CaptureId, HeaderPair } from '../../preload/contract/shapes.ts';
import type { Answer } from './answer.ts';

/** The request of a case, as it was captured. */
export interface CaseRequest {
  method: string;
  /** Path and query as on the request line. */
  target: string;
  headers: HeaderPair[];
  body: Buffer;
  /** Who signs it; null where nobody is known. */
  provider: string | null;
  endpointId: string | null;
  /** Its signature was right, or nothing is known of it: a fresh one may take its place. */
  resign: boolean;
}

/** What a handler must answer. */
export interface Expected {
  /** Statuses that are right. */
  good: string[];
  /** What was answered when it was kept; null where that was wrong. */
  answer: Answer | null;
}

/** A case of a suite. */
export interface KeptCase {
  n: number;
  /** null where it came from a folder. */
  captureId: CaptureId | null;
  name: string;
  request: CaseRequest;
  expect: Expected;
}
