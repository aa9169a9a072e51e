import type { Worker } from 'node:worker_threads';

/** Lets so many pieces of work run at a time; others wait, in their order. */
export function takingTurns(most: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async function turn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

interface Ways {
  limitMs: number;
  /** Ends the thread when the caller goes away. */
  signal: AbortSignal | undefined;
  /** What is thrown: it took too long, it threw, or it ended without an answer. */
  late: string;
  threw: string;
  ended: string;
  error: (message: string, cause?: unknown) => Error;
}

/** The one answer of a thread that ends with it, after a limit, or when the caller goes away. */
export function answerOf(worker: Worker, ways: Ways): Promise<unknown> {
  const { limitMs, signal, late, threw, ended, error } = ways;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
    };
    const fail = (message: string, cause?: unknown): void => {
      end();
      reject(error(message, cause));
    };
    const giveUp = (message: string): void => {
      fail(message);
      void worker.terminate();
    };
    const leave = (): void => giveUp('The caller disconnected.');
    const timer = setTimeout(() => giveUp(late), limitMs);
    signal?.addEventListener('abort', leave, { once: true });
    worker.once('message', (answer) => {
      end();
      resolve(answer);
    });
    worker.once('error', (cause) => fail(threw, cause));
    worker.once('exit', () => fail(ended));
  });
}
