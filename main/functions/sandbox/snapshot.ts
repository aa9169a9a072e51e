import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { tableOf } from './quickjs-module.ts';
import { createRejections, type Rejections } from './rejections.ts';
import { wasm, type WasmModule, type WasmTable } from './web-assembly.ts';

/** A QuickJS whose linear memory can be put back to a moment in one copy. */
export interface Machine {
  runtime: QuickJSRuntime;
  vm: QuickJSContext;
  /** Rejections of the run in progress. */
  rejections: Rejections;
  /** Remembers this moment. */
  mark(): MemoryImage;
  /** Whether `reset` to this moment would give false. */
  hasGrown(since: MemoryImage): boolean;
  /**
   * Puts the memory back; false where it grew since, and the machine has to be thrown away.
   *
   * @param stackBytes what calls since then were allowed.
   */
  reset(to: MemoryImage, stackBytes: number): boolean;
}

/** The memory of a machine at a moment, for this machine alone. Its stack is empty between two calls. */
export interface MemoryImage {
  /** All below the stack. */
  low: Uint8Array;
  /** All above it, up to the last byte that is not 0. */
  high: Uint8Array;
  /** Of the whole memory. */
  size: number;
}

/** What of the build its own library has no word for. */
interface WithBuild {
  module: {
    HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
  };
  ffi: {
    QTS_DupValuePointer(context: number, at: number): number;
    QTS_FreeValuePointer(context: number, at: number): void;
  };
}

const PAGE = 4096;
/** Compared at once from the end of the memory, most of which is zeros. */
const BLOCK = 64 * 1024;
const ZEROS = Buffer.alloc(BLOCK);
/** What C may use of the stack beyond the limit, which QuickJS checks at calls only. */
const STACK_BEYOND = 256 * 1024;

/**
 * A machine of its own. Every run starts from the same bytes, so nothing of one run can reach the
 * next, whatever it did inside; NOTES.md has what this costs beside a new runtime.
 */
export async function createMachine(compiled: WasmModule): Promise<Machine> {
  let table: WasmTable | undefined;
  const quickjs: QuickJSWASMModule = await newQuickJSWASMModuleFromVariant(
    newVariant(variant as unknown as QuickJSSyncVariant, {
      emscriptenModule: {
        instantiateWasm(imports, onSuccess) {
          const instance = new wasm.Instance(compiled, imports);
          table = tableOf(instance);
          onSuccess(instance);
          return instance.exports;
        },
      },
    }),
  );
  if (table === undefined) throw new Error('QuickJS was not started by us');
  const { module: build, ffi } = quickjs as unknown as WithBuild;
  const memory = (): Uint8Array => build.HEAPU8;
  const runtime = quickjs.newRuntime();
  const vm = runtime.newContext();
  // Before anything runs in it.
  const stack = longestZeros(memory());
  const rejections = createRejections(
    {
      table,
      runtime: runtime['rt'].value,
      context: vm['ctx'].value,
      heap: memory,
      enableInterrupts: () => runtime.setInterruptHandler(() => false),
      malloc: (bytes) => build['_malloc'](bytes),
      dupValue: (context, at) => ffi.QTS_DupValuePointer(context, at),
      freeValue: (context, at) => ffi.QTS_FreeValuePointer(context, at),
    },
    (source) => {
      vm.unwrapResult(vm.evalCode(source)).dispose();
      runtime.executePendingJobs().dispose();
    },
  );
  return {
    runtime,
    vm,
    rejections,
    mark() {
      const heap = memory();
      const end = Math.max(stack.to, usedEnd(heap));
      return { low: heap.slice(0, stack.from), high: heap.slice(stack.to, end), size: heap.length };
    },
    hasGrown: ({ size }) => memory().length !== size,
    reset({ low, high, size }, stackBytes) {
      rejections.forget();
      const heap = memory();
      if (heap.length !== size) return false;
      heap.set(low);
      // It grows downwards. Nobody reads what an earlier call left there; it goes all the same.
      heap.fill(0, Math.max(stack.from, stack.to - stackBytes - STACK_BEYOND), stack.to);
      heap.set(high, stack.to);
      return true;
    },
  };
}

/**
 * The stack of a fresh machine: five of its five and a half megabytes, and almost all zeros. Copying
 * them back was most of the cost of a run.
 */
function longestZeros(heap: Uint8Array): { from: number; to: number } {
  const last = usedEnd(heap);
  let longest = { from: 0, to: 0 };
  let from = 0;
  for (let at = 0; at < last; at += PAGE) {
    if (!isZeros(heap, at, at + PAGE)) from = at + PAGE;
    else if (at + PAGE - from > longest.to - longest.from) longest = { from, to: at + PAGE };
  }
  return longest;
}

/**
 * Behind the last byte that is not 0. Most of the memory was never touched: in a thread that has just
 * started, to look at each byte of it takes as long as QuickJS takes to start.
 */
function usedEnd(heap: Uint8Array): number {
  let end = heap.length;
  while (end >= BLOCK && isZeros(heap, end - BLOCK, end)) end -= BLOCK;
  while (end > 0 && heap[end - 1] === 0) end -= 1;
  return end;
}

/** At most a block. */
function isZeros(heap: Uint8Array, from: number, to: number): boolean {
  return ZEROS.compare(heap, from, to, 0, to - from) === 0;
}
