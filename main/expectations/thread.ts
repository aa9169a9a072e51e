import { Worker } from 'node:worker_threads';
import type { Expectation } from '../../preload/contract/interchange/expectations.ts';
import { workerFile } from '../lib/child-process/worker-file.ts';
import type { Judged } from './evaluate/judge.ts';
import type { Subject } from './subject.ts';

const HEAP_MB = 1024;
/** Threads at a time; others wait. */
const THREADS = 2;

/** A thread that judges captures, one after the other. */
export interface Judging {
  /** Once it can judge: a busy machine takes its time to start a thread. */
  ready: Promise<void>;
  /** Undefined where the thread was thrown away. */
  judge: (subject: Subject) => Promise<Judged | undefined>;
  [Symbol.dispose]: () => void;
}

/** Gives out threads that judge captures: what is in a body, or an expression, may keep one busy for ever. */
export function createJudging() {
  const waiting: (() => void)[] = [];
  let running = 0;

  /** Runs work with a thread of its own, which is thrown away afterwards. */
  return async function withThread<T>(
    expectation: Expectation,
    work: (judging: Judging) => Promise<T>,
  ): Promise<T> {
    if (running >= THREADS) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      using judging = startThread(expectation);
      return await work(judging);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

function startThread(expectation: Expectation): Judging {
  const worker = new Worker(workerFile('expectations/worker', 'expectations-worker'), {
    workerData: expectation,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
  let tell: ((judged: Judged | undefined) => void) | undefined;
  let isGone = false;
  const end = (): void => {
    isGone = true;
    isReady();
    tell?.(undefined);
  };
  worker.on('message', (judged: Judged | 'ready') => {
    if (judged === 'ready') isReady();
    else tell?.(judged);
  });
  // Out of memory: what it was judging cannot be judged.
  worker.on('error', end);
  worker.on('exit', end);
  return {
    ready,
    judge: (subject) =>
      new Promise((resolve) => {
        tell = resolve;
        if (isGone) resolve(undefined);
        else worker.postMessage(subject, []);
      }),
    [Symbol.dispose]() {
      end();
      void worker.terminate();
    },
  };
}
