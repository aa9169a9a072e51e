/**
 * Does work that takes its time, again and again while it is asked for: never twice at once, and with
 * a rest after each time.
 *
 * @returns `ask` to have it done, `stop` to give up what waits.
 */
export function steadily(restMs: number, work: () => Promise<unknown>) {
  let isBusy = false;
  let isWanted = false;
  let isOver = false;
  const run = async (): Promise<void> => {
    isBusy = true;
    while (isWanted && !isOver) {
      isWanted = false;
      await work().catch(() => undefined);
      await new Promise((resolve) => {
        setTimeout(resolve, restMs);
      });
    }
    isBusy = false;
  };
  return {
    ask(): void {
      isWanted = true;
      if (!isBusy) void run();
    },
    stop(): void {
      isOver = true;
    },
  };
}
