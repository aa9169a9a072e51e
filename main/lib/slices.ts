import { setImmediate as turn } from 'node:timers/promises';

/** Longer than this no slice of work holds the event loop. */
const SLICE_MS = 5;

/** Work that says, by `yield`, where it may be interrupted. */
export type Steps<T> = Generator<void, T>;

/**
 * A slice of work whose parts take nobody knows how long, such as rows that may have to be read from the disk first.
 *
 * @returns whether the slice has lasted long enough; what is left is for the next one.
 */
export function beginSlice(): () => boolean {
  const until = performance.now() + SLICE_MS;
  return () => performance.now() >= until;
}

/** Does the work at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * For work that awaits between its steps: call it at each of them, and what waits, captures first, is let
 * in every few milliseconds. An `await` of what is known already lets nobody in.
 */
export function createPauses(): () => Promise<void> {
  let until = performance.now() + SLICE_MS;
  return async () => {
    if (performance.now() < until) return;
    await turn();
    until = performance.now() + SLICE_MS;
  };
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
