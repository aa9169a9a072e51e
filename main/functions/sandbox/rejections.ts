import { Lifetime, type QuickJSHandle } from 'quickjs-emscripten-core';
import { wasm, type WasmTable } from './web-assembly.ts';

/**
 * What QuickJS calls when a promise is rejected that nobody handles yet, and once more when somebody
 * handles it later. Promise and reason are values of QuickJS, 64 bits each.
 */
export type RejectionHook = (promise: bigint, reason: bigint, isHandled: boolean) => void;

/** What of the build is needed to put the hook in, and to keep values. */
export interface HookParts {
  table: WasmTable;
  /** Addresses of the runtime and of its context. */
  runtime: number;
  context: number;
  heap: () => Uint8Array;
  /** Makes QuickJS note a handler of interrupts; it has none yet. */
  enableInterrupts: () => void;
  malloc: (bytes: number) => number;
  dupValue: (context: number, at: number) => number;
  freeValue: (context: number, at: number) => void;
}

/** How far into the runtime its fields are looked for. */
const RUNTIME_BYTES = 2048;
const MOST = 100;

/**
 * A module that imports a function of the host and exports it with the type that QuickJS calls hooks
 * by, since JavaScript cannot put a function of its own into a table:
 * `(context: i32, promise: i64, reason: i64, isHandled: i32, opaque: i32) -> ()`.
 */
// prettier-ignore
const RELAY = Uint8Array.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 9, 1, 0x60, 5, 0x7f, 0x7e, 0x7e, 0x7f, 0x7f, 0, // one type
  2, 7, 1, 1, 0x61, 1, 0x61, 0, 0, // imports a.a of that type
  7, 5, 1, 1, 0x61, 0, 0, // exports it as a
]);

/**
 * Sets QuickJS' hook for rejections, which the build has no function for. The field is found beside
 * that of the handler of interrupts, which the build does set: `interrupt_handler`,
 * `interrupt_opaque`, `host_promise_rejection_tracker`, its opaque.
 *
 * @throws where the build keeps its fields in another way.
 * @see https://github.com/bellard/quickjs/blob/master/quickjs.c struct JSRuntime
 */
export function setRejectionHook(parts: HookParts, hook: RejectionHook): void {
  const { table, runtime, heap, enableInterrupts } = parts;
  const field = (at: number): number => new DataView(heap().buffer).getUint32(runtime + at, true);
  const before = heap().slice(runtime, runtime + RUNTIME_BYTES);
  enableInterrupts();
  const after = heap().subarray(runtime, runtime + RUNTIME_BYTES);
  const changed = after.findIndex((byte, at) => byte !== before[at]);
  const interrupts = changed & ~3;
  const place = interrupts + 8;
  if (changed < 0 || typeof table.get(field(interrupts)) !== 'function' || field(place) !== 0) {
    throw new Error('this build of QuickJS keeps its hooks in another place');
  }
  const relay = new wasm.Instance(new wasm.Module(RELAY), {
    a: {
      a: (_context: number, promise: bigint, reason: bigint, isHandled: number) =>
        hook(promise, reason, isHandled !== 0),
    },
  });
  const index = table.grow(1, relay.exports['a']);
  new DataView(heap().buffer).setUint32(runtime + place, index, true);
}

export type Rejections = ReturnType<typeof createRejections>;

/**
 * The rejections of a run that nobody handles, in their order; at most 100. It keeps their promises
 * too, so that no other promise comes to stand at the same address.
 *
 * @param check evaluates a source and runs the jobs it leaves, to see that the hook is called.
 */
export function createRejections(parts: HookParts, check: (source: string) => void) {
  const { context, heap, malloc, dupValue, freeValue } = parts;
  const open = new Map<bigint, { promise: number; reason: number }>();
  const slot = malloc(8);
  const keep = (value: bigint): number => {
    new DataView(heap().buffer).setBigUint64(slot, BigInt.asUintN(64, value), true);
    return dupValue(context, slot);
  };

  setRejectionHook(parts, (promise, reason, isHandled) => {
    if (!isHandled) {
      if (open.size < MOST) open.set(promise, { promise: keep(promise), reason: keep(reason) });
      return;
    }
    const known = open.get(promise);
    if (known === undefined) return;
    open.delete(promise);
    freeValue(context, known.promise);
    freeValue(context, known.reason);
  });
  check('(() => { Promise.reject(1).catch(() => {}); Promise.reject(2); })()');
  if (open.size !== 1) throw new Error('QuickJS does not call the hook for rejections');
  for (const { promise, reason } of open.values()) {
    freeValue(context, promise);
    freeValue(context, reason);
  }
  open.clear();

  return {
    /** Reasons of those that nobody handled by now, for one call of a function. */
    reasons: (): QuickJSHandle[] =>
      [...open.values()].map(({ reason }) => new Lifetime(reason) as unknown as QuickJSHandle),
    /** Called when the memory is put back: what was kept lay in it. */
    forget: (): void => open.clear(),
  };
}
