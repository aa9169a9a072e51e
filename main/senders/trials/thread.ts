import { Worker } from 'node:worker_threads';
import { BackstitchError } from '../../lib/errors.ts';
import { answerOf, takingTurns } from '../../lib/child-process/one-off-worker.ts';
import { workerFile } from '../../lib/child-process/worker-file.ts';
import { carryOut, type Trial, type TrialResults, weightOf } from './trial.ts';

/** Up to so many bytes are hashed where captures are taken: some milliseconds. */
const AT_ONCE = 2 * 1024 * 1024;
const LIMIT_MS = 30_000;
const HEAP_MB = 512;
/** Threads at a time, each with a long body; others wait. */
const THREADS = 2;

export type Trials = ReturnType<typeof createTrials>;

/**
 * Carries trials out: small ones at once, long bodies and many secrets in a thread of their own, which
 * ends with the trial, after 30 seconds, or when the caller goes away. Captures are taken meanwhile.
 */
export function createTrials() {
  const turn = takingTurns(THREADS);

  return async function carry<K extends Trial['kind']>(
    trial: Extract<Trial, { kind: K }>,
    signal?: AbortSignal,
  ): Promise<TrialResults[K]> {
    if (weightOf(trial) <= AT_ONCE) return carryOut<K>(trial);
    return turn(async () => {
      signal?.throwIfAborted();
      return (await inThread(trial, signal)) as TrialResults[K];
    });
  };
}

/** @throws BackstitchError SENDER_INVALID, where it takes too long */
function inThread(trial: Trial, signal: AbortSignal | undefined): Promise<unknown> {
  const worker = new Worker(workerFile('senders/trials/worker', 'trial-worker'), {
    workerData: trial,
    transferList: memoryOf(trial.body),
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  return answerOf(worker, {
    limitMs: LIMIT_MS,
    signal,
    late: 'Verifying this took longer than 30 seconds and was given up.',
    threw: 'This request cannot be verified.',
    ended: 'This request could not be verified.',
    error: (message, cause) => new BackstitchError('SENDER_INVALID', message, { cause }),
  });
}

/** What is read from disk for the trial has memory of its own, which goes along without a copy. */
function memoryOf({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
