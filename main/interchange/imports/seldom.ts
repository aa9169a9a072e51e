import type { Clock } from '../../lib/clock.ts';

const TELL_EVERY_MS = 100;

/** Calls `tell` after steps, not more often than people can see. */
export function seldom(clock: Clock, tell: () => void): { step: () => void; end: () => void } {
  let telling: (() => void) | undefined;
  return {
    step() {
      telling ??= clock.after(TELL_EVERY_MS, () => {
        telling = undefined;
        tell();
      });
    },
    end: () => telling?.(),
  };
}
