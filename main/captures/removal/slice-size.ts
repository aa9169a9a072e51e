/** A transaction is as long as what arrives meanwhile can wait. */
const TARGET_MS = 6;

export interface SliceSize {
  /** So many rows are best written in the next transaction. */
  readonly rows: number;
  /** Runs a slice and learns from the time it takes. */
  time<T>(rows: number, job: () => T): T;
}

/** How many rows fit a slice that holds nothing up. It grows slowly and shrinks at once. */
export function createSliceSize({ first, most }: { first: number; most: number }): SliceSize {
  let size = first;
  return {
    get rows() {
      return size;
    },
    time(rows, job) {
      const from = performance.now();
      const done = job();
      const tookMs = performance.now() - from;
      const fitting = Math.floor((rows * TARGET_MS) / Math.max(tookMs, 0.01));
      // A short slice, the last one, says little of how many would fit.
      if (rows >= size || fitting < size) size = Math.max(1, Math.min(most, fitting, size * 2));
      return done;
    },
  };
}
