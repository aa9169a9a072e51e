import type { OwnProcess, ProcessOrder, StartProcess } from './own-process.ts';
import type { CallAnswer, CallOrder } from './answer-calls.ts';

/** A call was lost: the process ended, or was ended, before it answered. */
export class ProcessGone extends Error {}

export interface Caller<In, Out> {
  /**
   * Calls are answered in the order they were made.
   *
   * @throws ProcessGone; Error with the words of the other side, and its `code` where it had one.
   */
  call(input: In): Promise<Out>;
  /** Settles when the process has loaded what it needs: time limits count from here. */
  readonly ready: Promise<void>;
  /** Settles when the process is gone, its locks and files with it. */
  readonly ended: Promise<void>;
  /** Calls without an answer yet. */
  pending(): number;
  /** Ends the process at once. @param why what callers are told. */
  kill(why: string): void;
}

interface Waiting {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

/**
 * Starts a process whose entry uses `answerCalls`, and asks it. It keeps the program alive
 * while it starts, while a call is on its way, and while it is being ended.
 *
 * @param lost what callers are told when it ends by itself.
 */
export function openCaller<In, Out>(
  start: StartProcess,
  order: ProcessOrder,
  lost: string,
): Caller<In, Out> {
  const waiting = new Map<number, Waiting>();
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let nextId = 1;
  let why = lost;
  let gone = false;

  const lose = (): void => {
    gone = true;
    ready.resolve();
    for (const { reject } of waiting.values()) reject(new ProcessGone(why));
    waiting.clear();
  };
  const take = (answer: CallAnswer): void => {
    if (answer === 'ready') {
      ready.resolve();
      own.hold(waiting.size > 0);
      return;
    }
    const job = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) own.hold(false);
    if (answer.ok) job?.resolve(answer.value as never);
    else job?.reject(Object.assign(new Error(answer.message), { code: answer.code }));
  };
  const own: OwnProcess = start(order, {
    message(message) {
      // What was still on its way when we gave up counts no more.
      if (!gone) take(message as CallAnswer);
    },
    exit() {
      lose();
      ended.resolve();
    },
  });

  return {
    call(input) {
      if (gone) return Promise.reject(new ProcessGone(why));
      const id = nextId++;
      const { promise, resolve, reject } = Promise.withResolvers<Out>();
      waiting.set(id, { resolve, reject });
      own.hold(true);
      own.post({ id, input } satisfies CallOrder);
      return promise;
    },
    ready: ready.promise,
    ended: ended.promise,
    pending: () => waiting.size,
    kill(reason) {
      if (!gone) why = reason;
      // Whoever waits for `ended` gets it.
      own.hold(true);
      own.kill();
      lose();
    },
  };
}
