/** Runs the jobs in turn, each when the page has nothing else to do; gives a way to stop. */
export function whenIdle(jobs: readonly (() => Promise<void>)[]): () => void {
  let stopped = false;
  const run = async (): Promise<void> => {
    for (const job of jobs) {
      await idle();
      if (stopped) return;
      await job();
    }
  };
  void run();
  return () => {
    stopped = true;
  };
}

function idle(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  requestIdleCallback(() => resolve(), { timeout: 5000 });
  return promise;
}
