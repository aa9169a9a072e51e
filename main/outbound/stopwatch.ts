import { performance } from 'node:perf_hooks';

/** Length of each phase in ms; null for a phase that did not happen or did not end. */
export interface Timings {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  /** From the connection being ready to the head of the answer. */
  firstByteMs: number | null;
}

/** Monotonic: a clock that is set back in between changes no figure. */
export interface Stopwatch {
  readonly timings: Timings;
  /** Books the time since the last lap as this phase. */
  lap(phase: keyof Timings): void;
  /** Books the time since the last lap as nothing. */
  skip(): void;
  totalMs(): number;
}

export function createStopwatch(): Stopwatch {
  const startedAt = performance.now();
  let last = startedAt;
  const timings: Timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
  return {
    timings,
    lap(phase) {
      const now = performance.now();
      timings[phase] = rounded(now - last);
      last = now;
    },
    skip() {
      last = performance.now();
    },
    totalMs: () => rounded(performance.now() - startedAt),
  };
}

/** Microseconds are as fine as these figures mean anything. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
