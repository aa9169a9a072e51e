/**
 * Does work that takes its time, again and again while it is asked for: never twice at once, and with
 * a rest after each time.
 *
 * @returns `ask` to have it done, `stop` to give up what waits.
 */
export function steadily(restMs: number, work: () => Promise<unknown>) {
  const state = { busy: false, wanted: false, over: false };
  const run = async (): Promise<void> => {
    state.busy = true;
    while (state.wanted && !state.over) {
      state.wanted = false;
      await work().catch(() => undefined);
      await new Promise((resolve) => {
        setTimeout(resolve, restMs);
      });
    }
    state.busy = false;
  };
  return {
    ask(): void {
      state.wanted = true;
      if (!state.busy) void run();
    },
    stop(): void {
      state.over = true;
    },
  };
}
