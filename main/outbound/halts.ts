import type { Clock } from '../lib/clock.ts';
import type { Refusal } from './refusal.ts';

export type HaltCode =
  | 'TIMEOUT_DNS'
  | 'TIMEOUT_CONNECT'
  | 'TIMEOUT_TLS'
  | 'TIMEOUT'
  | 'CANCELED'
  | 'BODY_UNREADABLE'
  | 'REFUSED';

/** Why we ended an exchange ourselves, as against what the network did to it. */
export class Halt extends Error {
  readonly code: HaltCode;
  readonly refusal: Refusal | undefined;

  constructor(code: HaltCode, refusal?: Refusal, cause?: unknown) {
    super(code, { cause });
    this.name = 'Halt';
    this.code = code;
    this.refusal = refusal;
  }
}

/** Everything that may end one exchange before its time. The first reason stays. */
export interface Halts extends Disposable {
  /** The reason, once there is one. */
  reason(): Halt | undefined;
  halt(why: Halt): void;
  /** Called once there is a reason, at once where there is one. The returned function takes it back. */
  onHalt(job: (why: Halt) => void): () => void;
  /** Halts after `ms` unless the returned function is called before. */
  within(ms: number, code: HaltCode): () => void;
  /** `work`, or a rejection with the reason as soon as there is one. */
  race<T>(work: Promise<T>): Promise<T>;
}

/** No AbortController: its events cost more than all else an exchange does here. */
export function createHalts(clock: Clock, caller: AbortSignal | undefined): Halts {
  const jobs = new Set<(why: Halt) => void>();
  const timers = new Set<() => void>();
  let why: Halt | undefined;

  function halt(reason: Halt): void {
    if (why !== undefined) return;
    why = reason;
    for (const job of jobs) job(reason);
    jobs.clear();
  }
  function onHalt(job: (why: Halt) => void): () => void {
    if (why !== undefined) {
      job(why);
      return () => {};
    }
    jobs.add(job);
    return () => jobs.delete(job);
  }

  const onCancel = (): void => halt(new Halt('CANCELED'));
  if (caller?.aborted) onCancel();
  else caller?.addEventListener('abort', onCancel, { once: true });

  return {
    reason: () => why,
    halt,
    onHalt,
    within(ms, code) {
      const stop = clock.after(ms, () => halt(new Halt(code)));
      timers.add(stop);
      return stop;
    },
    race(work) {
      return new Promise((resolve, reject) => {
        const forget = onHalt(reject);
        work.then(resolve, reject).finally(forget);
      });
    },
    [Symbol.dispose]() {
      for (const stop of timers) stop();
      caller?.removeEventListener('abort', onCancel);
    },
  };
}
