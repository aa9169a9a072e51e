import type {
  CaseVerdict,
  SuiteOptions,
  SuiteTarget,
} from '../../preload/contract/interchange/suite-cases.ts';
import type { EventVariant } from '../../preload/contract/captures/event-types.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { CaseRequest } from './case.ts';
import type { Answer, Before } from './answer.ts';

/** How a case is sent. */
export type SendOptions = Pick<SuiteOptions, 'timeoutMs' | 'signature' | 'deliveryId'>;

/** An answer with what else is to be said of the way to it. */
export interface SentOnce {
  answer: Answer;
  note: string | null;
}

/** A capture as a case is made of it. */
export interface CapturedCase {
  name: string;
  request: CaseRequest;
  /** `bad`: what came was forged, and a handler must refuse it. */
  isForged: boolean;
}

/** What this room needs of others; the engine fulfils it. */
export interface Handled {
  /** The newest so many that a search finds, oldest first. @throws BackstitchError SEARCH_INVALID */
  found: (search: string, limit: number) => Promise<CaptureId[]>;
  /** undefined where it is gone. */
  capture: (id: CaptureId) => Promise<CapturedCase | undefined>;
  /**
   * Bodies that the event of a capture may come with; null where nothing is known of its event type yet.
   *
   * @throws BackstitchError CAPTURE_NOT_FOUND
   */
  variants: (id: CaptureId) => Promise<EventVariant[] | null>;
  /**
   * Where a run goes, as one text: the same for the same handler.
   *
   * @throws BackstitchError TARGET_REFUSED, TARGET_NEEDS_ALLOW, APP_NOT_FOUND, FUNCTION_NOT_FOUND, WEBHOOK_NOT_FOUND
   */
  checked: (to: SuiteTarget) => Promise<string>;
  /** A capture that is held, as a replay, or as a run of a function. A refusal is an answer that did not come. */
  replay: (
    id: CaptureId,
    to: SuiteTarget,
    options: SendOptions,
    signal: AbortSignal,
  ) => Promise<SentOnce>;
  /** A case whose capture is not held. */
  send: (
    request: CaseRequest,
    to: SuiteTarget,
    options: SendOptions,
    signal: AbortSignal,
  ) => Promise<SentOnce>;
  /** The newest answer to a replay of a capture to this place; then what a forward got there. */
  before: (id: CaptureId, to: SuiteTarget) => Promise<Before | null>;
  /** In a transaction: what became of a capture, for the search. */
  judged: (id: CaptureId, verdict: CaseVerdict) => void;
  /** Paths of a request that look like secrets. */
  secretPaths: (request: CaseRequest) => string[];
  /** Headers that prove who sent it. */
  proofHeaders: (provider: string | null) => readonly string[];
}
