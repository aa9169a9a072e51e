import type { Computation } from './host-ops/operation.ts';
import type { AppBundle, RunOutcome, RunRequest } from './run-request.ts';
import type { WasmModule } from './sandbox/web-assembly.ts';

/** A run on its way to a worker; the bundle follows only where the worker has it not yet. */
export interface WireRun {
  request: Omit<RunRequest, 'bundle'>;
  bundleKey: string;
  bundle: AppBundle | null;
  /** Milliseconds left of the run's time. */
  leftMs: number;
}

export type ToWorker =
  | { kind: 'run'; run: WireRun }
  | { kind: 'settle'; op: number; answer: WireAnswer };

export type WireAnswer =
  | { ok: true; result: string }
  | { ok: false; code: string; message: string; systemCode?: string };

export type WorkerOutcome = Omit<RunOutcome, 'hostCalls' | 'durationMs'> & {
  /** The sandbox is not to be used again. */
  broken: boolean;
};

export type FromWorker =
  | { kind: 'ready' }
  /** The run waits for a host call or a timer. */
  | { kind: 'waiting' }
  | { kind: 'call'; op: number; json: string }
  /** Nobody waits for that call any more. */
  | { kind: 'cancel'; op: number }
  | { kind: 'wait'; what: string; json: string }
  /** A computation that may take long; the worker sleeps until it is answered. */
  | ({ kind: 'compute' } & Computation)
  /** `isReady`: the next run may come; else `ready` follows. */
  | { kind: 'done'; outcome: WorkerOutcome; isReady: boolean };

export interface WorkerData {
  /** One Int32: 0 while an answer is awaited. */
  flag: SharedArrayBuffer;
  /** QuickJS, compiled once for all threads: the code they run is then shared too. */
  quickjs: WasmModule;
}
