import type { BaselineFrom } from '../../preload/contract/interchange/suite-cases.ts';
import type { HeaderPair, ReplayId } from '../../preload/contract/shapes.ts';

/** More of a body is neither kept nor compared. */
export const KEPT_BYTES = 64 * 1024;

/** What a handler answered, or why there is no answer. */
export interface Answer {
  /** Epoch ms; null where it is not known. */
  at: number | null;
  outcome: 'answered' | 'failed' | 'refused';
  /** null: there is no answer, or any status of `good` is meant. */
  status: number | null;
  error: string | null;
  errorCode: string | null;
  totalMs: number | null;
  headers: HeaderPair[];
  /** The first 64 KiB; null: nothing is known of it. */
  body: Buffer | null;
  sizeBytes: number;
  cut: boolean;
  replayId: ReplayId | null;
}

/** What a case is held against. */
export interface Before {
  from: BaselineFrom;
  answer: Answer;
  /** Whether it was right then; left out: as its status says. */
  good?: boolean;
}

/** An answer of which nothing is known. */
export const UNKNOWN: Answer = {
  at: null,
  outcome: 'answered',
  status: null,
  error: null,
  errorCode: null,
  totalMs: null,
  headers: [],
  body: null,
  sizeBytes: 0,
  cut: false,
  replayId: null,
};
