import { flushCompileCache } from 'node:module';
import { openParent } from './parent.ts';

export interface CallOrder {
  id: number;
  input: unknown;
}

export type CallAnswer =
  | 'ready'
  | { id: number; ok: true; value: unknown }
  /** `code` is that of the error, '' where it has none. */
  | { id: number; ok: false; message: string; code: string };

/**
 * Answers the calls of a `Caller`, one after the other. To be called by the entry of a process.
 *
 * @param answer gives the value or a promise of it; its input is what the caller's type says.
 */
export function answerCalls(answer: (input: never) => unknown): void {
  const parent = openParent();
  const reply = (message: CallAnswer): void => parent.post(message);
  async function take({ id, input }: CallOrder): Promise<void> {
    try {
      reply({ id, ok: true, value: await answer(input as never) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
      reply({ id, ok: false, message, code: typeof code === 'string' ? code : '' });
    }
  }
  let last: Promise<void> = Promise.resolve();
  parent.listen((order) => {
    last = last.then(() => take(order as CallOrder));
  });
  reply('ready');
  // Most of ours are killed and not ended, and Node keeps what it compiled at the end of a process
  // only. Without a cache (NODE_COMPILE_CACHE) this does nothing.
  flushCompileCache();
}
