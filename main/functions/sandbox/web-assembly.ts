/** A table of functions: what function pointers are numbers of. */
export interface WasmTable {
  get(index: number): unknown;
  /** @returns how long it was. */
  grow(by: number, value: unknown): number;
}

export interface WasmInstance {
  exports: Record<string, unknown>;
}

export type WasmModule = object;

/**
 * What we use of WebAssembly, which Node has and the types of Node do not name; those of browsers do,
 * and are not for this side.
 */
export const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: {
    Module: new (binary: Uint8Array<ArrayBuffer>) => WasmModule;
    Instance: new (module: WasmModule, imports?: unknown) => WasmInstance;
    Table: abstract new () => WasmTable;
  };
};
