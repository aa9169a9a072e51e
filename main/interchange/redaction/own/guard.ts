/** Runs what a rule of the user does, where it may never come to an end. */
export interface Guard {
  /** Undefined where it took too long, or did so before: its text is dropped whole. */
  run<T>(work: () => T): T | undefined;
}

export const UNGUARDED: Guard = { run: (work) => work() };

/**
 * Tells another thread which step is being done, so that it can end this one, and leaves out steps
 * that have failed before: the same capture takes the same steps.
 *
 * @param step shared memory: the number of the step, 0 between steps.
 */
export function sharedGuard(
  step: Int32Array,
): Guard & { begin: (left: readonly number[]) => void } {
  let count = 0;
  let out = new Set<number>();
  return {
    begin(left) {
      count = 0;
      out = new Set(left);
    },
    run(work) {
      count += 1;
      if (out.has(count)) return undefined;
      Atomics.store(step, 0, count);
      try {
        return work();
      } finally {
        Atomics.store(step, 0, 0);
      }
    },
  };
}
