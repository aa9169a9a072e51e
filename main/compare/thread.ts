import { Worker } from 'node:worker_threads';
import { BackstitchError } from '../lib/errors.ts';
import { workerFile } from '../lib/worker-file.ts';
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
  const waiting: (() => void)[] = [];
  let running = 0;

  async function turn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= THREADS) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  }

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
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile('compare/worker', 'compare-worker'), {
      workerData: work,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
    };
    const fail = (message: string, cause?: unknown): void => {
      end();
      reject(new BackstitchError('COMPARE_FAILED', message, { cause }));
    };
    const leave = (): void => {
      fail('The caller disconnected.');
      void worker.terminate();
    };
    const timer = setTimeout(() => {
      fail('The comparison took longer than 30 seconds and was given up.');
      void worker.terminate();
    }, LIMIT_MS);
    signal?.addEventListener('abort', leave, { once: true });
    worker.once('message', (result) => {
      end();
      resolve(result);
    });
    worker.once('error', (cause) => fail('These captures cannot be compared.', cause));
    worker.once('exit', () => fail('These captures could not be compared.'));
  });
}
