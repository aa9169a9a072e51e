import { Worker } from 'node:worker_threads';
import { BackstitchError } from '../lib/errors.ts';
import { answerOf, takingTurns } from '../lib/child-process/one-off-worker.ts';
import { workerFile } from '../lib/child-process/worker-file.ts';
import { carryOut, type CompareResults, type CompareWork, weightOf } from './work.ts';

/** Up to so many bytes are compared where captures are taken: some milliseconds. */
const AT_ONCE = 64 * 1024;
const LIMIT_MS = 30_000;
const HEAP_MB = 1024;
/** Threads at a time; others wait. */
const THREADS = 2;

/**
 * Carries comparisons out: those of small bodies at once, all others in a thread of their own, which
 * ends with the comparison, after 30 seconds, or when the caller goes away. Captures are taken meanwhile.
 */
export function createComparing() {
  const turn = takingTurns(THREADS);

  return async function carry<K extends CompareWork['kind']>(
    work: Extract<CompareWork, { kind: K }>,
    signal?: AbortSignal,
  ): Promise<CompareResults[K]> {
    if (weightOf(work) <= AT_ONCE) return carryOut(work) as CompareResults[K];
    return turn(async () => {
      signal?.throwIfAborted();
      return (await inThread(work, signal)) as CompareResults[K];
    });
  };
}

/** @throws BackstitchError COMPARE_FAILED, where it takes too long or too much memory */
function inThread(work: CompareWork, signal: AbortSignal | undefined): Promise<unknown> {
  const worker = new Worker(workerFile('compare/worker', 'compare-worker'), {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  return answerOf(worker, {
    limitMs: LIMIT_MS,
    signal,
    late: 'The comparison took longer than 30 seconds and was given up.',
    threw: 'These captures cannot be compared.',
    ended: 'These captures could not be compared.',
    error: (message, cause) => new BackstitchError('COMPARE_FAILED', message, { cause }),
  });
}
