/**
 * What the worker hands to the scripts of this folder. Only strings, numbers, booleans, null and
 * ArrayBuffers (copied) cross: no object of the host is reachable from inside.
 */
interface Host {
  /** A line of the run's log. */
  log(level: string, text: string): void;
  /** Starts an operation of the main thread; `parts.main.settle(id, ...)` is called at its end. */
  start(op: 'action' | 'module', json: string): number;
  /** The same, but this thread waits. Returns JSON text `{ok,result}` or `{ok,code,message}`. */
  wait(op: 'action' | 'module', json: string): string;
  /** A pure computation in the worker (host-ops/*.ts): crypto, base64, utf8, zlib. */
  compute(op: string, ...args: HostValue[]): HostValue;
  /** Monotonic milliseconds. */
  now(): number;
}

type HostValue = string | number | boolean | null | ArrayBuffer;

/**
 * Each script's completion value is a function `(host, parts) => part`; the worker runs them in a
 * fixed order and keeps each result under the file's name: `bson.js` becomes `parts.bson`. Every
 * author adds its part here, in a `<file>.d.ts` beside the script.
 */
interface GuestParts {
  readonly [file: string]: unknown;
}
