import * as node from 'node:zlib';
import type { HostOperation } from './index.ts';
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
] as const;

const LIMIT = { maxOutputLength: MAX_OUTPUT };
const RUN: Record<(typeof NAMES)[number], (input: Buffer) => Buffer> = {
  deflate: (input) => node.deflateSync(input),
  inflate: (input) => node.inflateSync(input, LIMIT),
  gzip: (input) => node.gzipSync(input),
  gunzip: (input) => node.gunzipSync(input, LIMIT),
  deflateRaw: (input) => node.deflateRawSync(input),
  inflateRaw: (input) => node.inflateRawSync(input, LIMIT),
  unzip: (input) => node.unzipSync(input, LIMIT),
};

/** One-shot compression. What would unpack to more than 64 MB is an error. */
export const zlib: Record<string, HostOperation> = {
  zlib: (name, input) => {
    const chosen = oneOf(text(name, 'the method'), NAMES, 'zlib method');
    try {
      return exact(RUN[chosen](buffer(input, 'the input')));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ERR_BUFFER_TOO_LARGE')
        throw new Error(`${chosen} gives more than 64 MB`, { cause: error });
      throw error;
    }
  },
};
