import { sessionOf } from './sessions.ts';
import type { DocumentOrder, DocumentOutcome } from './worker-protocol.ts';
import { writesTo } from '../reads.ts';

/** An order that waits or runs. */
export interface Job {
  order: DocumentOrder;
  /** '' where it belongs to no dry run. */
  session: string;
  /** App whose file it may write to. */
  writes: string | undefined;
  since: number;
  /** How often it was stopped for the sake of others, to run again later. */
  setBacks: number;
  settle(outcome: DocumentOutcome): void;
}

/** A job, and the promise of its answer. It leaves `line` when `signal` aborts. */
export function queueJob(
  line: Job[],
  order: DocumentOrder,
  signal: AbortSignal | undefined,
): Promise<DocumentOutcome> {
  const { promise, resolve } = Promise.withResolvers<DocumentOutcome>();
  const settle = (outcome: DocumentOutcome): void => {
    signal?.removeEventListener('abort', cancel);
    resolve(outcome);
  };
  const job: Job = {
    order,
    session: sessionOf(order),
    writes: writesTo(order),
    since: performance.now(),
    setBacks: 0,
    settle,
  };
  // What runs already runs to its end: it may have written.
  const cancel = (): void => {
    const at = line.indexOf(job);
    if (at >= 0) line.splice(at, 1);
    settle(CANCELLED);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  line.push(job);
  return promise;
}

export const CLOSING = { ok: false, message: 'Backstitch is closing' } as const;
export const CANCELLED = { ok: false, message: 'the call was cancelled' } as const;
