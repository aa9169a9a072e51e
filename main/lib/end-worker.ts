import type { Worker } from 'node:worker_threads';

/**
 * Waits for a worker that was told to end to do so by itself, and ends it where it does not.
 * Terminating a thread while it closes a database takes the whole process down now and then: Node
 * and SQLite's binding clean up the same objects.
 */
export async function endWorker(worker: Worker, withinMs: number): Promise<void> {
  if (worker.threadId < 0) return;
  const ended = new Promise<boolean>((resolve) => {
    worker.once('exit', () => resolve(true));
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  worker.ref();
  const byItself = await Promise.race([ended, late]);
  clearTimeout(timer);
  if (!byItself) await worker.terminate();
}
