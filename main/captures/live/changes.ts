import type { LiveCaptures } from './live-captures.ts';

/** Remembers that something changed until somebody asks, and wakes who waits for it. */
export function changes(on: LiveCaptures['onTouched'], signal?: AbortSignal) {
  let isChanged = false;
  let wake = (): void => {};
  const tell = (): void => {
    isChanged = true;
    wake();
  };
  const leave = on(tell);
  signal?.addEventListener('abort', tell, { once: true });
  return {
    /** Resolves at the next change, at once where there was one since the last call, or at a time. */
    async before(end: number): Promise<void> {
      if (!isChanged && !signal?.aborted) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, Math.max(0, end - performance.now()));
        });
        clearTimeout(timer);
      }
      isChanged = false;
    },
    stop(): void {
      leave();
      signal?.removeEventListener('abort', tell);
    },
  };
}
