import { Worker } from 'node:worker_threads';
import type { Log } from '../lib/log.ts';
import { endWorker } from '../lib/end-worker.ts';
import { workerFile } from '../lib/worker-file.ts';
import { HARD_LIMIT_MB } from './heap-watch.ts';
import { messageOf } from './mongo-error.ts';
import type {
  DocumentOrder,
  DocumentOutcome,
  DocumentReport,
  WorkerSetup,
} from './worker-protocol.ts';

const CLOSE_WITHIN_MS = 2000;

interface Job {
  id: number;
  order: DocumentOrder;
  settle(outcome: DocumentOutcome): void;
}

/** The one thread that reads and writes documents. Orders are answered one by one. */
export interface DocumentThread extends AsyncDisposable {
  /** Never rejects. Gives up waiting when `signal` aborts; what runs already runs to its end. */
  ask(order: DocumentOrder, signal?: AbortSignal): Promise<DocumentOutcome>;
}

/**
 * Starts the thread at the first order, and a new one after it had to be ended.
 *
 * @param limitMs how long one order may run; then the thread is ended, and the order fails.
 */
export function openDocumentThread(setup: WorkerSetup, limitMs: number, log: Log): DocumentThread {
  const queue: Job[] = [];
  const sessions = openSessionBook();
  let running: { job: Job; worker: Worker; timer?: NodeJS.Timeout } | undefined;
  let worker: Worker | undefined;
  let ready = false;
  /** Why the thread is being ended, where we end it. */
  let stopped: string | undefined;
  let nextId = 1;
  let closed = false;

  const finish = (outcome: DocumentOutcome): void => {
    if (!running) return;
    const { job, timer } = running;
    clearTimeout(timer);
    running = undefined;
    job.settle(outcome);
    pump();
  };
  const lose = (lost: Worker, why: string): void => {
    if (worker !== lost) return;
    worker = undefined;
    stopped = undefined;
    ready = false;
    sessions.loseAll();
    if (!closed) log.warn({ why }, 'the documents thread was ended');
    finish({ ok: false, message: why });
  };
  const stop = (hung: Worker): void => {
    // The exit that follows tells: its lock on the file is free by then, and the next may start.
    stopped = `the call took longer than ${limitMs / 1000} s and was stopped`;
    hung.terminate().catch((error: unknown) => lose(hung, messageOf(error)));
  };
  const begin = (): void => {
    if (!running || !ready) return;
    const { job, worker: own } = running;
    running.timer = setTimeout(() => stop(own), limitMs);
    own.postMessage({ id: job.id, order: job.order }, []);
  };
  const start = (): Worker => {
    const started = new Worker(workerFile('documents/worker', 'documents-worker'), {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: HARD_LIMIT_MB },
    });
    started.on('message', (report: DocumentReport) => {
      if (started !== worker) return;
      if (report.type === 'done') {
        if (report.id === running?.job.id) finish(report.outcome);
        return;
      }
      ready = true;
      begin();
    });
    started.on('error', (error) => lose(started, `the call failed: ${messageOf(error)}`));
    started.on('exit', () => lose(started, stopped ?? 'the documents thread ended too early'));
    return started;
  };
  const pump = (): void => {
    if (running) return;
    const job = queue.shift();
    if (!job) {
      // An idle thread keeps no program alive.
      worker?.unref();
      return;
    }
    if (closed && !worker) {
      job.settle(CLOSING);
      pump();
      return;
    }
    worker ??= start();
    worker.ref();
    running = { job, worker };
    begin();
  };

  const ask = (order: DocumentOrder, signal?: AbortSignal): Promise<DocumentOutcome> => {
    if (closed) return Promise.resolve(CLOSING);
    const refusal = sessions.refusal(order);
    if (refusal !== undefined) return Promise.resolve({ ok: false, message: refusal });
    if (signal?.aborted) return Promise.resolve(CANCELLED);
    const { promise, resolve } = Promise.withResolvers<DocumentOutcome>();
    const job: Job = { id: nextId++, order, settle: (outcome) => settle(outcome) };
    const cancel = (): void => {
      const at = queue.indexOf(job);
      if (at >= 0) queue.splice(at, 1);
      settle(CANCELLED);
    };
    const settle = (outcome: DocumentOutcome): void => {
      signal?.removeEventListener('abort', cancel);
      resolve(outcome);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    queue.push(job);
    pump();
    return promise;
  };

  return {
    ask,
    async [Symbol.asyncDispose]() {
      const last = worker ? ask({ kind: 'close' }) : undefined;
      closed = true;
      const deadline = AbortSignal.timeout(CLOSE_WITHIN_MS);
      await Promise.race([last, new Promise((done) => deadline.addEventListener('abort', done))]);
      if (worker) await endWorker(worker, CLOSE_WITHIN_MS);
      for (const job of queue.splice(0))
        job.settle({ ok: false, message: 'Backstitch is closing' });
    },
  };
}

const CLOSING: DocumentOutcome = { ok: false, message: 'Backstitch is closing' };
const CANCELLED: DocumentOutcome = { ok: false, message: 'the call was cancelled' };

/** Dry runs live in the memory of the thread: when it is gone, so are their changes. */
function openSessionBook() {
  const alive = new Set<string>();
  const lost = new Set<string>();
  return {
    /** Why an order of a dry run cannot be answered any more. */
    refusal(order: DocumentOrder): string | undefined {
      if (order.kind === 'end-session') {
        alive.delete(order.session);
        lost.delete(order.session);
        return undefined;
      }
      if (order.kind !== 'action' || order.session === '') return undefined;
      if (lost.has(order.session)) {
        return 'the changes of this dry run were lost: a call had to be stopped meanwhile';
      }
      alive.add(order.session);
      return undefined;
    },
    loseAll(): void {
      for (const session of alive) lost.add(session);
      alive.clear();
    },
  };
}
