import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { quickjsModule, tableOf } from './quickjs-module.ts';
import { createRejections, type Rejections } from './rejections.ts';
import { wasm, type WasmTable } from './web-assembly.ts';

/** A QuickJS whose linear memory can be put back to a moment in one copy. */
export interface Machine {
  runtime: QuickJSRuntime;
  vm: QuickJSContext;
  /** Rejections of the run in progress. */
  rejections: Rejections;
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

/**
 * A machine of its own. Every run starts from the same bytes, so nothing of one run can reach the
 * next, whatever it did inside; NOTES.md has what this costs beside a new runtime.
 */
export async function createMachine(): Promise<Machine> {
  let table: WasmTable | undefined;
  const quickjs: QuickJSWASMModule = await newQuickJSWASMModuleFromVariant(
    newVariant(variant as unknown as QuickJSSyncVariant, {
      emscriptenModule: {
        instantiateWasm(imports, onSuccess) {
          const instance = new wasm.Instance(quickjsModule(), imports);
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
      let end = heap.length;
      while (end > 0 && heap[end - 1] === 0) end -= 1;
      return { bytes: heap.slice(0, end), size: heap.length };
    },
    reset({ bytes, size }) {
      rejections.forget();
      const heap = memory();
      if (heap.length !== size) return false;
      heap.set(bytes);
      return true;
    },
  };
}
