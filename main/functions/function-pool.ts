import { availableParallelism } from 'node:os';
import type { StartProcess } from '../lib/child-process/own-process.ts';
import { openComputing } from './computing.ts';
import type { Computation } from './host-ops/operation.ts';
import { answerWait, performAction } from './host-answers.ts';
import { withInvented } from './host-call-record.ts';
import type { Job } from './pool-job.ts';
import { openPoolWorker, type PoolWorker } from './pool-worker.ts';
import type { RunHost, RunOutcome, RunRequest } from './run-request.ts';
import type { FromWorker } from './worker-protocol.ts';

export interface PoolOptions {
  startProcess: StartProcess;
  /** Workers that stay; more are started while all of them wait. */
  size?: number;
  maxWorkers?: number;
}

export type FunctionPool = ReturnType<typeof openFunctionPool>;

interface Seat {
  worker: PoolWorker;
  ready: boolean;
  job: Job | null;
  /** Its run waits for something: it takes no processor time. */
  waiting: boolean;
  backstop: NodeJS.Timeout | undefined;
  lastUsed: number;
}

/** The worker ends a run by itself; this much later its caller is answered, and it is ended. */
const GRACE_MS = 120;
const IDLE_MS = 15_000;

/**
 * Runs functions in workers, one run at a time in each. A run that waits for a service keeps
 * its worker; others get one of their own, up to `maxWorkers`, then they wait in line.
 */
export function openFunctionPool({ size, maxWorkers = 24, startProcess }: PoolOptions) {
  const computing = openComputing(startProcess);
  const keep = size ?? Math.max(2, Math.min(4, availableParallelism()));
  const seats = new Set<Seat>();
  const queue: Job[] = [];
  const ending: Promise<void>[] = [];
  let stopping: NodeJS.Timeout | undefined;
  let closed = false;
  let isWarm = false;

  function addSeat(): void {
    const seat: Seat = {
      ready: false,
      job: null,
      waiting: false,
      backstop: undefined,
      lastUsed: performance.now(),
      worker: openPoolWorker({
        ready: () => {
          seat.ready = true;
          serve();
        },
        message: (message) => take(seat, message),
        gone: (why) => leave(seat, why),
      }),
    };
    seats.add(seat);
  }
  /** Has it ended, and another in its place. What it still says is heard no more. */
  function dismiss(seat: Seat): void {
    void seat.worker.stop();
    leave(seat, '');
  }
  function leave(seat: Seat, why: string): void {
    if (!seats.delete(seat)) return;
    if (seat.job !== null) {
      const late = leftMs(seat.job) <= 0;
      end(seat, late ? stopped(TIME) : stopped({ code: 'InternalServerError', message: why }));
    }
    if (!closed && isWarm && seats.size < keep) addSeat();
    serve();
  }
  function serve(): void {
    for (const seat of seats) {
      if (queue.length === 0) return;
      if (seat.ready && seat.job === null) begin(seat, queue.shift() as Job);
    }
    // More workers than processors would only slow each other down, unless they wait.
    const working = [...seats].filter((seat) => !seat.waiting).length;
    if (queue.length > 0 && working < keep && seats.size < maxWorkers && !closed) addSeat();
  }
  function begin(seat: Seat, job: Job): void {
    seat.job = job;
    seat.ready = false;
    seat.waiting = false;
    const { bundle, ...request } = job.request;
    seat.backstop = setTimeout(() => dismiss(seat), Math.max(0, leftMs(job)) + GRACE_MS);
    seat.worker.run({ request, leftMs: leftMs(job) }, bundle);
  }
  function end(seat: Seat, outcome: Omit<RunOutcome, 'hostCalls' | 'durationMs'>): void {
    const { job } = seat;
    if (job === null) return;
    seat.job = null;
    seat.waiting = false;
    seat.lastUsed = performance.now();
    clearTimeout(seat.backstop);
    // With a reason: an error made for it, with its stack, would be for nobody.
    job.abort.abort(OVER);
    // Copied: what is answered after the end belongs to no run.
    const hostCalls = job.calls.map((call) => ({ ...call }));
    const logs = withInvented(outcome.logs, hostCalls);
    job.settle({ ...outcome, logs, hostCalls, durationMs: performance.now() - job.startedAt });
  }
  function take(seat: Seat, message: FromWorker): void {
    const { job } = seat;
    if (job === null) return;
    if (message.kind === 'waiting') {
      seat.waiting = true;
      serve();
    } else if (message.kind === 'done') {
      const { broken: _broken, ...outcome } = message.outcome;
      end(seat, outcome);
      if (!message.isReady) return;
      seat.ready = true;
      serve();
    } else if (message.kind === 'cancel') {
      job.open.get(message.op)?.abort();
    } else if (message.kind === 'call') {
      void settleCall(seat, job, message.op, message.json);
    } else if (message.kind === 'wait') {
      void wakeWith(seat, job, message.what, message.json);
    } else if (message.kind === 'compute') {
      void wakeComputed(seat, job, message);
    }
  }

  async function settleCall(seat: Seat, job: Job, op: number, json: string): Promise<void> {
    const alone = new AbortController();
    job.open.set(op, alone);
    const answer = await performAction(
      job,
      json,
      AbortSignal.any([job.abort.signal, alone.signal]),
    );
    job.open.delete(op);
    if (seat.job !== job || alone.signal.aborted) return;
    seat.waiting = false;
    seat.worker.settle({ kind: 'settle', op, answer });
  }
  async function wakeComputed(seat: Seat, job: Job, asked: Computation): Promise<void> {
    const answer = await computing.run(asked, job.abort.signal);
    if (seat.job === job) seat.worker.wake(answer);
  }
  async function wakeWith(seat: Seat, job: Job, what: string, json: string): Promise<void> {
    const text = await answerWait(job, what, json);
    if (seat.job === job) seat.worker.wake(text);
  }

  function stopAll(): void {
    closed = true;
    for (const job of queue.splice(0)) {
      job.settle({ ...stopped(STOPPING), hostCalls: [], durationMs: 0 });
    }
    for (const seat of seats) {
      end(seat, stopped(STOPPING));
      ending.push(seat.worker.stop());
    }
    seats.clear();
  }

  const sweep = setInterval(() => {
    const now = performance.now();
    for (const seat of seats) {
      const idle = seat.ready && seat.job === null && now - seat.lastUsed > IDLE_MS;
      if (idle && seats.size > keep) dismiss(seat);
    }
  }, IDLE_MS);
  sweep.unref();

  return {
    /** Starts the workers that stay: the first run then finds one. */
    warm(): void {
      isWarm = true;
      if (closed) return;
      while (seats.size < keep) addSeat();
    },
    /** Runs a function. Never rejects: what goes wrong is the outcome's error. */
    run(request: RunRequest, host: RunHost): Promise<RunOutcome> {
      return new Promise((resolve) => {
        const startedAt = performance.now();
        const abort = new AbortController();
        if (closed) {
          resolve({ ...stopped(STOPPING), hostCalls: [], durationMs: 0 });
          return;
        }
        queue.push({
          request,
          host,
          startedAt,
          calls: [],
          abort,
          open: new Map(),
          settle: resolve,
        });
        serve();
      });
    },
    /** Ends what still runs then: those who wait are told that Backstitch is stopping. */
    stopSoon(afterMs: number): void {
      stopping ??= setTimeout(stopAll, afterMs);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      clearTimeout(stopping);
      clearInterval(sweep);
      stopAll();
      await computing[Symbol.asyncDispose]();
      await Promise.all(ending);
    },
  };
}

const leftMs = (job: Job): number =>
  job.request.limits.timeMs - (performance.now() - job.startedAt);

const OVER = 'the run is over';
const STOPPING = { code: 'InternalServerError', message: 'Backstitch is stopping.' };
const TIME = { code: 'ExecutionTimeLimitExceeded', message: 'execution time limit exceeded' };

function stopped(error: { code: string; message: string }) {
  const { code, message } = error;
  return {
    result: null,
    resultString: null,
    resultJson: null,
    reply: null,
    error: {
      code,
      name: 'Error',
      message: message || 'the worker of the function stopped',
      stack: [],
    },
    logs: [],
    logsCut: false,
    memoryBytes: 0,
  };
}
