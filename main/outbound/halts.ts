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

/** Everything that may end one exchange before its time, on one signal. The first reason stays. */
export interface Halts extends Disposable {
  readonly signal: AbortSignal;
  /** The reason, once there is one. */
  reason(): Halt | undefined;
  halt(why: Halt): void;
  /** Halts after `ms` unless the returned function is called before. */
  within(ms: number, code: HaltCode): () => void;
  /** `work`, or a rejection with the reason as soon as there is one. */
  race<T>(work: Promise<T>): Promise<T>;
}

export function createHalts(clock: Clock, caller: AbortSignal | undefined): Halts {
  const controller = new AbortController();
  const timers = new Set<() => void>();
  let why: Halt | undefined;

  function halt(reason: Halt): void {
    why ??= reason;
    controller.abort(why);
  }

  const onCancel = (): void => halt(new Halt('CANCELED'));
  if (caller?.aborted) onCancel();
  else caller?.addEventListener('abort', onCancel, { once: true });

  return {
    signal: controller.signal,
    reason: () => why,
    halt,
    within(ms, code) {
      const stop = clock.after(ms, () => halt(new Halt(code)));
      timers.add(stop);
      return stop;
    },
    race(work) {
      return new Promise((resolve, reject) => {
        const onHalt = (): void => reject(why ?? new Halt('CANCELED'));
        if (controller.signal.aborted) onHalt();
        controller.signal.addEventListener('abort', onHalt, { once: true });
        work
          .then(resolve, reject)
          .finally(() => controller.signal.removeEventListener('abort', onHalt));
      });
    },
    [Symbol.dispose]() {
      for (const stop of timers) stop();
      caller?.removeEventListener('abort', onCancel);
    },
  };
}
