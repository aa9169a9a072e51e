import { errorCode } from '../../../lib/errors.ts';
import { explainFailure } from '../../../outbound/reasons.ts';
import type { Target } from '../../../outbound/target.ts';
import { kindOfError, type Verdict } from '../../rules/outcome.ts';

/**
 * What stands in the way:
 * - `failed`: it is tried again;
 * - `place`: the stream, topic or queue is not there; tried again, a few times;
 * - `login`: nobody gets in with these credentials; the destination is switched off;
 * - `refused`: our guard does not let it leave;
 * - `stopped`: it will never be taken, as one that is too large.
 */
export type FailureSort = 'failed' | 'place' | 'login' | 'refused' | 'stopped';

/** Why an event engine did not take a message, in plain words. */
export class EngineFailure extends Error {
  readonly sort: FailureSort;
  readonly code: string;
  /** The field of the destination that would mend it, where there is one. */
  readonly field: string | undefined;

  constructor(
    sort: FailureSort,
    code: string,
    text: string,
    more: { field?: string; cause?: unknown } = {},
  ) {
    super(text, { cause: more.cause });
    this.name = 'EngineFailure';
    this.sort = sort;
    this.code = code;
    this.field = more.field;
  }
}

/** A failure of the network, in words. */
export function networkFailure(cause: unknown, target: Target, timeoutMs: number): EngineFailure {
  const { text, hint } = explainFailure(cause, target, timeoutMs);
  const words = hint === undefined ? text : `${text} ${hint}`;
  return new EngineFailure('failed', errorCode(cause) || 'ENGINE', words, { field: 'url', cause });
}

/** A message is larger than the server takes. */
export function tooLarge(bytes: number, most: number | null): EngineFailure {
  const limit = most === null ? '' : `: it takes ${most.toLocaleString('en')} bytes`;
  const text = `The message of ${bytes.toLocaleString('en')} bytes is too large for this server${limit}.`;
  return new EngineFailure('stopped', 'TOO_LARGE', text);
}

/** What a failure means for the delivery and its destination. */
export function verdictOfFailure({ sort, code }: EngineFailure): Verdict {
  if (sort === 'refused') return { kind: 'refused' };
  if (sort === 'stopped') return { kind: 'stopped' };
  const failed = {
    kind: 'failed',
    status: null,
    needsAir: code.startsWith('TIMEOUT') || code === 'ETIMEDOUT' || code === 'THROTTLED',
    retryAfterMs: null,
    nothingListens: code === 'ECONNREFUSED',
    headers: [],
  } as const;
  if (sort === 'login') return { ...failed, failure: 'login', lacks: 'login' };
  if (sort === 'place') return { ...failed, failure: 'missing', lacks: 'place' };
  return { ...failed, failure: kindOfError(code) };
}
