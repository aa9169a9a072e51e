import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import variant from '@jitl/quickjs-wasmfile-release-sync';

/** A QuickJS whose linear memory can be put back to a moment in one copy. */
export interface Machine {
  runtime: QuickJSRuntime;
  vm: QuickJSContext;
  /** Remembers this moment. */
  mark(): MemoryImage;
  /** Puts the memory back; false where it grew since, and the machine has to be thrown away. */
  reset(to: MemoryImage): boolean;
}

/** The memory of a machine at a moment, for this machine alone. */
export interface MemoryImage {
  /** All up to the last byte that is not 0. */
  bytes: Uint8Array;
  /** Of the whole memory. */
  size: number;
}

interface WithMemory {
  module: { HEAPU8: Uint8Array };
}

/**
 * A machine of its own. Every run starts from the same bytes, so nothing of one run can reach the
 * next, whatever it did inside; NOTES.md has what this costs beside a new runtime.
 */
export async function createMachine(): Promise<Machine> {
  const quickjs: QuickJSWASMModule = await newQuickJSWASMModuleFromVariant(
    variant as unknown as QuickJSSyncVariant,
  );
  const memory = (): Uint8Array => (quickjs as unknown as WithMemory).module.HEAPU8;
  const runtime = quickjs.newRuntime();
  const vm = runtime.newContext();
  return {
    runtime,
    vm,
    mark() {
      const heap = memory();
      let end = heap.length;
      while (end > 0 && heap[end - 1] === 0) end -= 1;
      return { bytes: heap.slice(0, end), size: heap.length };
    },
    reset({ bytes, size }) {
      const heap = memory();
      if (heap.length !== size) return false;
      heap.set(bytes);
      return true;
    },
  };
}
