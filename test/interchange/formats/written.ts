import { unzipSync } from 'fflate';
import { FORMATS, type WriteHow } from '../../../main/interchange/formats/formats.ts';
import type { Portable } from '../../../main/interchange/portable.ts';
import type { ExportFormat } from '../../../preload/contract/interchange/exports.ts';

export interface Written {
  /** All of it, as it would be downloaded. */
  whole: Buffer;
  /** The file; of a zip, the one that was asked for. */
  main: Uint8Array;
  isZip: boolean;
  /** Of a zip; empty otherwise. */
  files: Map<string, Uint8Array>;
}

/** Captures as an export would write them, without an engine. */
export async function written(
  format: ExportFormat,
  captures: readonly Portable[],
  main?: string,
  options: Partial<WriteHow['options']> = {},
): Promise<Written> {
  const { write, extension } = FORMATS[format];
  const lines: string[] = [];
  let isZip = extension === 'zip';
  const pieces: Uint8Array[] = [];
  const how: WriteHow = {
    meta: { version: '1.0.0', createdAt: 1, redaction: 'none' },
    spool: {
      append: (line) => Promise.resolve(void lines.push(line)),
      async *read() {
        for (const line of lines) yield Buffer.from(line);
      },
    },
    options: { runner: null, shape: 'batch', ...options },
    signatureHeaders: (provider) => (provider === 'github' ? ['x-hub-signature-256'] : []),
    isZip: () => {
      isZip = true;
    },
  };
  async function* each(): AsyncGenerator<Portable> {
    yield* captures;
  }
  for await (const piece of write(each(), how)) {
    pieces.push(typeof piece === 'string' ? Buffer.from(piece) : Uint8Array.from(piece));
  }
  const whole = Buffer.concat(pieces);
  const files = new Map(isZip ? Object.entries(unzipSync(whole)) : []);
  const named = main === undefined ? undefined : files.get(main);
  return { whole, main: named ?? whole, isZip, files };
}
