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

const RUN: Record<(typeof NAMES)[number], (input: Buffer) => Buffer> = {
  deflate: (input) => node.deflateSync(input),
  inflate: (input) => node.inflateSync(input, { maxOutputLength: MAX_OUTPUT }),
  gzip: (input) => node.gzipSync(input),
  gunzip: (input) => node.gunzipSync(input, { maxOutputLength: MAX_OUTPUT }),
  deflateRaw: (input) => node.deflateRawSync(input),
  inflateRaw: (input) => node.inflateRawSync(input, { maxOutputLength: MAX_OUTPUT }),
  unzip: (input) => node.unzipSync(input, { maxOutputLength: MAX_OUTPUT }),
};

/** One-shot compression. What would unpack to more than 64 MB is an error. */
export const zlib: Record<string, HostOperation> = {
  zlib: (name, input) => {
    const chosen = oneOf(text(name, 'the method'), NAMES, 'zlib method');
    return exact(RUN[chosen](buffer(input, 'the input')));
  },
};
