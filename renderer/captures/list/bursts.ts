/**
 * Does work at once, and then at most once in `everyMs`: the first of a burst is not kept waiting,
 * the rest is done together.
 *
 * @returns `ask` to have it done, `now` to do at once what waits, `stop` to give up what waits.
 */
export function bursts(everyMs: number, work: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting = false;
  const run = (): void => {
    waiting = false;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting) run();
    }, everyMs);
    work();
  };
  return {
    ask(): void {
      if (timer === undefined) run();
      else waiting = true;
    },
    now(): void {
      if (waiting) run();
    },
    stop(): void {
      clearTimeout(timer);
      timer = undefined;
      waiting = false;
    },
  };
}
