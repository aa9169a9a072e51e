/** Counts and the rate, kept in memory so that the status bar costs no query. */
export interface Totals {
  readonly held: number;
  readonly heldBytes: number;
  add(count: number, bytes: number): void;
  /** Counts one arrival for the rate. */
  arrived(nowMs: number): void;
  /** Requests in each of the last 60 full seconds, oldest first. */
  perSecond(nowMs: number): number[];
}

const SECONDS = 60;

export function createTotals(start: { held: number; bytes: number }): Totals {
  let held = start.held;
  let heldBytes = start.bytes;
  const buckets = new Map<number, number>();
  return {
    get held() {
      return held;
    },
    get heldBytes() {
      return heldBytes;
    },
    add(count, bytes) {
      held += count;
      heldBytes += bytes;
    },
    arrived(nowMs) {
      const second = Math.floor(nowMs / 1000);
      buckets.set(second, (buckets.get(second) ?? 0) + 1);
      if (buckets.size > SECONDS * 2) {
        for (const key of buckets.keys()) if (key < second - SECONDS) buckets.delete(key);
      }
    },
    perSecond(nowMs) {
      const last = Math.floor(nowMs / 1000) - 1;
      return Array.from({ length: SECONDS }, (_, i) => buckets.get(last - SECONDS + 1 + i) ?? 0);
    },
  };
}
