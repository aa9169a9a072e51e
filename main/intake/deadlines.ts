/** A body on its way. */
export interface Watched {
  readonly startedAt: number;
  /** Monotonic ms; the reader of the body keeps it up to date. */
  lastByteAt: number;
  readonly expire: () => void;
}

export interface Deadlines extends Disposable {
  watch(expire: () => void): Watched;
  forget(watched: Watched): void;
}

/**
 * Deadlines of all bodies behind one clock: two timers for each request would cost more than
 * reading a small body does.
 *
 * @param idleMs a sender silent for so long in the middle of a body is given up.
 * @param totalMs a body that takes longer than this in all is given up.
 */
export function createDeadlines(idleMs: number, totalMs: number): Deadlines {
  const open = new Set<Watched>();
  const timer = setInterval(check, Math.min(1000, idleMs / 2));
  timer.unref();

  function check(): void {
    const now = performance.now();
    for (const watched of open) {
      const silent = now - watched.lastByteAt > idleMs;
      if (silent || now - watched.startedAt > totalMs) watched.expire();
    }
  }
  return {
    watch(expire) {
      const startedAt = performance.now();
      const watched = { startedAt, lastByteAt: startedAt, expire };
      open.add(watched);
      return watched;
    },
    forget: (watched) => void open.delete(watched),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
