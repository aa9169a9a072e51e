/**
 * What the worker hands to the scripts of this folder. Only strings, numbers, booleans, null and
 * ArrayBuffers (copied) cross: no object of the host is reachable from inside.
 */
interface Host {
  /** A line of the run's log. `stack`: where it was written, as an error of there has it. */
  log(level: string, text: string, stack?: string): void;
  /** Starts an operation of the main thread; `parts.entry.settle(id, ...)` is called at its end. */
  start(op: 'action', json: string): number;
  /** Gives up an operation that was started: it is answered no more. */
  cancel(op: number): void;
  /** The same, but this thread waits. Returns JSON text `{ok,result}` or `{ok,code,message}`. */
  wait(op: 'action' | 'access' | 'user' | 'module', json: string): string;
  /**
   * Looks into the app: JSON text, or null where there is no such thing. `stack`: the frames of a
   * stack in the author's lines and columns, each after a line break.
   */
  lookup(what: 'function' | 'service' | 'value' | 'stack', name: string): string | null;
  /**
   * Compiles a function's source. `(exports, context, require) => exported value`.
   * @param source null: the saved source of that name, or the entry point's.
   */
  compile(name: string, source: string | null): (...args: unknown[]) => unknown;
  /**
   * Compiles a CommonJS module that `wait('module', …)` found:
   * `(exports, require, module, __filename, __dirname) => void`.
   */
  compileModule(id: string): (...args: unknown[]) => unknown;
  /** A pure computation in the worker (host-ops/*.ts): crypto, base64, utf8, zlib. */
  compute(op: string, ...args: HostValue[]): HostValue;
  timer(ms: number, repeat: boolean): number;
  clearTimer(id: number): void;
  /** Milliseconds: since the epoch for `wall`, monotonic otherwise. */
  now(kind?: 'wall'): number;
}

type HostValue = string | number | boolean | null | ArrayBuffer;
