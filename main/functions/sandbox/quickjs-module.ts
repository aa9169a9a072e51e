import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { workerFile } from '../../lib/child-process/worker-file.ts';
import { wasm, type WasmInstance, type WasmModule, type WasmTable } from './web-assembly.ts';

/** Under this name the table of functions is exported: no name of the build is as long. */
const TABLE = 'table';
const EXPORTS = 7;
const HEADER_BYTES = 8;
const KIND_TABLE = 1;

let compiled: WasmModule | undefined;

/**
 * QuickJS as it was built, but for one more export: the table that its function pointers are
 * numbers of. Through it a hook of ours can be put where QuickJS looks for one.
 */
export function quickjsModule(): WasmModule {
  if (compiled !== undefined) return compiled;
  const built = readFileSync(quickjsFile());
  compiled = new wasm.Module(withTableExported(built));
  return compiled;
}

/** From source it is a package's; the build puts it beside the workers. */
function quickjsFile(): string | URL {
  if (!import.meta.url.endsWith('.ts')) {
    return new URL('./quickjs.wasm', workerFile('functions/function-worker', 'function-worker'));
  }
  return createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
}

/** The table of an instance of `quickjsModule()`. */
export function tableOf(instance: WasmInstance): WasmTable {
  const table = instance.exports[TABLE];
  if (table instanceof wasm.Table) return table;
  throw new Error('QuickJS has no table of functions');
}

/**
 * Adds an export of table 0 to a WebAssembly binary that has exports.
 *
 * @throws where there is no section of exports.
 * @see https://webassembly.github.io/spec/core/binary/modules.html#export-section
 */
export function withTableExported(binary: Uint8Array): Uint8Array<ArrayBuffer> {
  for (let at = HEADER_BYTES; at < binary.length;) {
    const size = readNumber(binary, at + 1);
    const end = size.next + size.value;
    if (binary[at] === EXPORTS) {
      const count = readNumber(binary, size.next);
      const name = new TextEncoder().encode(TABLE);
      const section = [
        ...writeNumber(count.value + 1),
        ...binary.subarray(count.next, end),
        name.length,
        ...name,
        KIND_TABLE,
        0,
      ];
      return Uint8Array.from(
        Buffer.concat([
          binary.subarray(0, at),
          Uint8Array.from([EXPORTS, ...writeNumber(section.length), ...section]),
          binary.subarray(end),
        ]),
      );
    }
    at = end;
  }
  throw new Error('this WebAssembly exports nothing');
}

/** An unsigned LEB128, as WebAssembly writes its numbers. */
function readNumber(bytes: Uint8Array, from: number): { value: number; next: number } {
  let value = 0;
  for (let at = from, shift = 0; ; at += 1, shift += 7) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at + 1 };
  }
}

function writeNumber(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
