import { Worker } from 'node:worker_threads';
import { bareEnvironment } from '../lib/child-process/bare-environment.ts';
import { workerFile } from '../lib/child-process/worker-file.ts';
import type { ComputeAnswer } from './host-ops/operation.ts';
import type { AppBundle } from './run-request.ts';
import { quickjsModule } from './sandbox/quickjs-module.ts';
import type { FromWorker, ToWorker, WireRun, WorkerData } from './worker-protocol.ts';

export interface PoolWorkerEvents {
  ready: () => void;
  message: (message: FromWorker) => void;
  /** It ended: by itself, by an error, or because it was stopped. */
  gone: (why: string) => void;
}

// Deep recursion inside QuickJS uses the stack of the thread: 1 MB in there needs 16 MB here.
const STACK_MB = 16;

/** One thread with one sandbox. */
export function openPoolWorker(events: PoolWorkerEvents) {
  const flag = new SharedArrayBuffer(4);
  const signal = new Int32Array(flag);
  const sent = new Set<string>();
  const worker = new Worker(workerFile('functions/function-worker', 'function-worker'), {
    workerData: { flag, quickjs: quickjsModule() } satisfies WorkerData,
    resourceLimits: { stackSizeMb: STACK_MB },
    // Nothing of the engine's environment is a function's business.
    env: bareEnvironment(),
    stdin: false,
  });
  let gone = false;
  let error = '';
  worker.on('message', (message: FromWorker) => {
    if (gone) return;
    if (message.kind === 'ready') events.ready();
    else events.message(message);
  });
  worker.on('error', (cause: unknown) => {
    error = cause instanceof Error ? cause.message : String(cause);
  });
  worker.on('exit', () => {
    gone = true;
    events.gone(error);
  });
  return {
    run(run: Omit<WireRun, 'bundle' | 'bundleKey'>, bundle: AppBundle): void {
      const bundleKey = `${bundle.appId} ${bundle.version}`;
      const message: ToWorker = {
        kind: 'run',
        run: { ...run, bundleKey, bundle: sent.has(bundleKey) ? null : bundle },
      };
      remember(sent, bundleKey);
      worker.postMessage(message);
    },
    settle: (message: Extract<ToWorker, { kind: 'settle' }>): void => worker.postMessage(message),
    /** Wakes the worker with what it waits for. */
    wake(answer: string | ComputeAnswer): void {
      worker.postMessage({ waited: answer });
      Atomics.store(signal, 0, 1);
      Atomics.notify(signal, 0);
    },
    /** Ends it, whatever it is doing. */
    async stop(): Promise<void> {
      await worker.terminate();
    },
  };
}

export type PoolWorker = ReturnType<typeof openPoolWorker>;

/** The worker keeps as many as this, in the same order. */
const KEPT_BUNDLES = 8;

function remember(sent: Set<string>, key: string): void {
  sent.add(key);
  for (const old of sent) if (sent.size > KEPT_BUNDLES) sent.delete(old);
}
