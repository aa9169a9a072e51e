import type { ImportSource } from '../../../main/interchange/imports/source.ts';

/** A file in memory, in pieces that end anywhere. */
export function sourceOf(bytes: Buffer, beside: ImportSource['beside'] = null): ImportSource {
  return {
    sizeBytes: bytes.length,
    bytesRead: () => 0,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
    },
    slice: async (from, to) => bytes.subarray(from, to),
    beside,
  };
}
