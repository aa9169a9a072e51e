import { Worker } from 'node:worker_threads';
import { endWorker } from '../lib/end-worker.ts';
import { workerFile } from '../lib/worker-file.ts';
import type { FromThread, LoaderCall, LoaderCalls } from './worker-protocol.ts';

/** A call that failed in the thread; `code` is SQLite's, where it was SQLite. */
export class LoaderFailure extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** For a thread that was told to end. */
const END_MS = 2000;

/** The thread that loads. It starts with the first call, and anew after it broke. */
export function openLoaderThread(folder: string) {
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let worker: Worker | undefined;
  let nextId = 1;
  let closed = false;

  function lose(lost: Worker, why: string): void {
    if (worker === lost) worker = undefined;
    for (const { reject } of waiting.values()) reject(new LoaderFailure(why, ''));
    waiting.clear();
  }
  function start(): Worker {
    const started = new Worker(workerFile('warehouse/loader-worker', 'loader-worker'), {
      workerData: { folder },
    });
    started.on('message', (message: FromThread) => {
      const job = waiting.get(message.id);
      waiting.delete(message.id);
      if (waiting.size === 0) started.unref();
      if (message.ok) job?.resolve(message.value);
      else job?.reject(new LoaderFailure(message.message, message.code));
    });
    started.on('error', (error: Error) => lose(started, error.message));
    started.on('exit', () => lose(started, 'The loading thread ended.'));
    return started;
  }

  return {
    call<C extends LoaderCall>(
      call: C,
      input: LoaderCalls[C]['in'],
    ): Promise<LoaderCalls[C]['out']> {
      if (closed) return Promise.reject(new LoaderFailure('Backstitch is closing.', ''));
      worker ??= start();
      const id = nextId++;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, call, input }, []);
      return promise as Promise<LoaderCalls[C]['out']>;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closed = true;
      const deadline = AbortSignal.timeout(3000);
      while (waiting.size > 0 && !deadline.aborted) {
        await new Promise((resolve) => {
          setTimeout(resolve, 10);
        });
      }
      if (worker === undefined) return;
      worker.postMessage('end', []);
      await endWorker(worker, END_MS);
    },
  };
}

export type LoaderThread = ReturnType<typeof openLoaderThread>;
