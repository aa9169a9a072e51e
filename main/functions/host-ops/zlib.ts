import * as node from 'node:zlib';
import type { HostOperation } from './operation.ts';
import { buffer, exact, isRecord, oneOf, text } from './read.ts';

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

/** What is taken of Node's options. Sizes of buffers are ours. */
const TAKEN = ['level', 'windowBits', 'memLevel', 'strategy', 'finishFlush'] as const;
type Options = Partial<Record<(typeof TAKEN)[number], number>> & {
  params?: Record<string, number>;
};

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
    const given = options === undefined ? {} : readOptions(JSON.parse(text(options, 'options')));
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

/** What does not fit counts as not given. */
function readOptions(given: unknown): Options {
  if (!isRecord(given)) return {};
  const { params } = given;
  return {
    ...wholesOf(TAKEN.map((name) => [name, given[name]])),
    ...(isRecord(params) && { params: wholesOf(Object.entries(params)) }),
  };
}

function wholesOf(entries: [string, unknown][]): Record<string, number> {
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1])),
  );
}
