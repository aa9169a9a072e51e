import type { Clock } from '../../main/lib/clock.ts';

export interface ShiftedClock extends Clock {
  /** Puts the clock forward, as a laptop that slept; what fell due meanwhile runs at once. */
  jump(ms: number): void;
}

/** A clock that goes on by itself and can be put forward: for tests with real sockets in them. */
export function shiftedClock(): ShiftedClock {
  let offset = 0;
  const waiting = new Set<{ at: number; arm: () => void }>();
  const now = (): number => Date.now() + offset;
  return {
    now,
    after(ms, job) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const entry = {
        at: now() + ms,
        arm(): void {
          clearTimeout(timer);
          timer = setTimeout(
            () => {
              waiting.delete(entry);
              job();
            },
            Math.max(0, entry.at - now()),
          );
        },
      };
      waiting.add(entry);
      entry.arm();
      return () => {
        waiting.delete(entry);
        clearTimeout(timer);
      };
    },
    jump(ms) {
      offset += ms;
      for (const entry of waiting) entry.arm();
    },
  };
}
