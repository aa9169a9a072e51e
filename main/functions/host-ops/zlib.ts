import * as node from 'node:zlib';
import { z } from 'zod';
import type { HostOperation } from './operation.ts';
import { buffer, exact, oneOf, text } from './read.ts';

const MAX_OUTPUT = 64 * 1024 * 1024;
const NAMES = [
  'deflate',
  'inflate',
  'gzip',
  'gunzip',
  'deflateRaw',
  'inflateRaw',
  'unzip',
  'brotliCompress',
  'brotliDecompress',
] as const;

const whole = z.number().int().optional().catch(undefined);
/** What is taken of Node's options. Sizes of buffers are ours. */
const Options = z
  .object({
    level: whole,
    windowBits: whole,
    memLevel: whole,
    strategy: whole,
    finishFlush: whole,
    params: z.record(z.string(), z.number().int()).optional().catch(undefined),
  })
  .catch({});
type Options = z.infer<typeof Options>;

const RUN: Record<(typeof NAMES)[number], (input: Buffer, options: Options) => Buffer> = {
  deflate: node.deflateSync,
  inflate: node.inflateSync,
  gzip: node.gzipSync,
  gunzip: node.gunzipSync,
  deflateRaw: node.deflateRawSync,
  inflateRaw: node.inflateRawSync,
  unzip: node.unzipSync,
  brotliCompress: node.brotliCompressSync,
  brotliDecompress: node.brotliDecompressSync,
};

/** One-shot compression. What would unpack to more than 64 MB is an error. */
export const zlib: Record<string, HostOperation> = {
  zlibConstants: () => JSON.stringify(node.constants),
  /** @throws Error with Node's code in front: `Z_DATA_ERROR: incorrect header check`. */
  zlib: (name, input, options) => {
    const chosen = oneOf(text(name, 'the method'), NAMES, 'zlib method');
    const given = options === undefined ? {} : Options.parse(JSON.parse(text(options, 'options')));
    const limited = { ...given, maxOutputLength: MAX_OUTPUT };
    try {
      return exact(RUN[chosen](buffer(input, 'the input'), limited));
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error;
      if (error.code === 'ERR_BUFFER_TOO_LARGE')
        throw new Error(`${chosen} gives more than 64 MB`, { cause: error });
      throw new Error(`${String(error.code)}: ${error.message}`, { cause: error });
    }
  },
};
