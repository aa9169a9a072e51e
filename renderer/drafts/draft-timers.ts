/** From the last key until it is sent. */
const PAUSE_MS = 800;
/** A large text is sent this often while it is typed, and a small one at least this often. */
const LONGEST_MS = 5000;
/** After an attempt that failed while the engine answers otherwise. */
const RETRY_MS = 5000;

/** When drafts are sent: a pause after the last key, and not later than five seconds after the first. */
export function openDraftTimers(send: (key: string) => void, now: () => number) {
  const timers = new Map<string, { timer: ReturnType<typeof setTimeout>; since: number }>();
  const stop = (key: string): void => {
    clearTimeout(timers.get(key)?.timer);
    timers.delete(key);
  };
  const start = (key: string, ms: number, since: number): void => {
    clearTimeout(timers.get(key)?.timer);
    const timer = setTimeout(() => {
      timers.delete(key);
      send(key);
    }, ms);
    timers.set(key, { timer, since });
  };
  return {
    stop,
    soon(key: string, isLarge: boolean): void {
      const since = timers.get(key)?.since ?? now();
      const left = Math.max(0, since + LONGEST_MS - now());
      start(key, isLarge ? left : Math.min(PAUSE_MS, left), since);
    },
    retry: (key: string): void => start(key, RETRY_MS, now()),
  };
}
