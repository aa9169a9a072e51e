import { setImmediate as turn } from 'node:timers/promises';

/** Longer than this no slice of work holds the event loop. */
const SLICE_MS = 5;

/** Work that says, by `yield`, where it may be interrupted. */
export type Steps<T> = Generator<void, T>;

/** Does the work at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does the work in slices of a few milliseconds; what waits, captures first, goes between them. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
    await turn();
  }
}
