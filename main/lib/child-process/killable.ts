import { type Caller, openCaller, ProcessGone } from './caller.ts';
import type { ProcessOrder, StartProcess } from './own-process.ts';

export interface KillableOptions {
  /** Processes that stay when there is nothing to do. */
  idle: number;
  /** Processes at once; more calls wait in line. Without end where absent. */
  most?: number;
  /** What a caller is told whose process ended by itself. */
  lost: string;
}

export interface Killable<In, Out> extends AsyncDisposable {
  /**
   * @param signal its reason, a text, is what the caller is told.
   * @param begins called when it waits in line no longer.
   * @throws ProcessGone; Error with the words of the other side.
   */
  call(input: In, signal: AbortSignal, begins?: () => void): Promise<Out>;
}

/**
 * Runs calls in processes of their own, one call at a time in each. A call that is aborted ends with
 * its process, whatever it is doing: neither SQLite nor native code can be stopped in another way.
 *
 * @param order an entry that uses `answerCalls`.
 */
export function openKillable<In, Out>(
  start: StartProcess,
  order: ProcessOrder,
  { idle: keep, most = Infinity, lost }: KillableOptions,
): Killable<In, Out> {
  const idle: Caller<In, Out>[] = [];
  const all = new Set<Caller<In, Out>>();
  const line: (() => void)[] = [];
  let closed = false;

  function take(): Caller<In, Out> {
    const known = idle.pop();
    if (known !== undefined) return known;
    const begun = openCaller<In, Out>(start, order, lost);
    all.add(begun);
    void follow(begun);
    return begun;
  }
  async function follow(child: Caller<In, Out>): Promise<void> {
    await child.ended;
    all.delete(child);
    const at = idle.indexOf(child);
    if (at >= 0) idle.splice(at, 1);
    line.shift()?.();
  }
  const isFull = (): boolean => idle.length === 0 && all.size >= most && !closed;
  function release(child: Caller<In, Out>): void {
    if (idle.length < keep && !closed) {
      idle.push(child);
      line.shift()?.();
    } else child.kill('');
  }
  /** Waits until somebody leaves, or the signal aborts: whoever gave up is in nobody's way. */
  async function inLine(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    line.push(resolve);
    const giveUp = (): void => resolve();
    signal.addEventListener('abort', giveUp, { once: true });
    await promise;
    signal.removeEventListener('abort', giveUp);
    const at = line.indexOf(resolve);
    if (at >= 0) line.splice(at, 1);
  }

  return {
    async call(input: In, signal: AbortSignal, begins?: () => void): Promise<Out> {
      // Between the last look and taking one nothing may wait: others of this moment look, too.
      while (isFull() && !signal.aborted) await inLine(signal);
      if (signal.aborted) throw new ProcessGone(String(signal.reason));
      if (closed) throw new ProcessGone('Backstitch is closing.');
      const child = take();
      begins?.();
      const cancel = (): void => child.kill(String(signal.reason));
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const answer = await child.call(input);
        release(child);
        return answer;
      } catch (error) {
        if (!(error instanceof ProcessGone)) release(child);
        throw error;
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closed = true;
      const ended = [...all].map((child) => child.ended);
      for (const child of all) child.kill('Backstitch is closing.');
      for (const next of line.splice(0)) next();
      await Promise.all(ended);
    },
  };
}
