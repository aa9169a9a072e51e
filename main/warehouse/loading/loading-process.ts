import { type Caller, openCaller, ProcessGone } from '../../lib/child-process/caller.ts';
import type { StartProcess } from '../../lib/child-process/own-process.ts';
import { workerFile } from '../../lib/child-process/worker-file.ts';
import type { LoaderCall, LoaderCalls, LoaderOrder } from './protocol.ts';

/** What is under way may take as long when Backstitch closes; the queue on disk has the rest. */
const FINISH_MS = 3000;
const END_MS = 2000;

/** The process that loads. It starts with the first call, and again with the next one after it broke. */
export function openLoadingProcess(start: StartProcess, folder: string) {
  let running: Caller<LoaderOrder, unknown> | undefined;
  let closed = false;

  function begin(): Caller<LoaderOrder, unknown> {
    const begun = openCaller<LoaderOrder, unknown>(
      start,
      {
        name: 'loader',
        entry: workerFile('warehouse/loader-process', 'loader-process'),
        environment: 'none',
      },
      'The loading process ended.',
    );
    void follow(begun);
    return begun;
  }
  async function follow(begun: Caller<LoaderOrder, unknown>): Promise<void> {
    await begun.ended;
    if (running === begun) running = undefined;
  }

  return {
    /** @throws Error with SQLite's `code`, where it was SQLite; ProcessGone */
    async call<C extends LoaderCall>(
      call: C,
      input: LoaderCalls[C]['in'],
    ): Promise<LoaderCalls[C]['out']> {
      if (closed) throw new ProcessGone('Backstitch is closing.');
      running ??= begin();
      return (await running.call({ folder, call, input })) as LoaderCalls[C]['out'];
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closed = true;
      const last = running;
      if (last === undefined) return;
      // Calls are answered in order: this one comes after all that are under way.
      const limit = last.pending() > 0 ? FINISH_MS + END_MS : END_MS;
      const timer = setTimeout(() => last.kill('Backstitch is closing.'), limit);
      // Where it fails, the process is gone already.
      await last.call({ folder, call: 'end', input: null }).catch(() => {});
      clearTimeout(timer);
      last.kill('Backstitch is closing.');
      await last.ended;
    },
  };
}

export type LoadingProcess = ReturnType<typeof openLoadingProcess>;
