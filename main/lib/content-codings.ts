import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createInflate,
  createInflateRaw,
  createUnzip,
  createZstdDecompress,
  inflateRawSync,
  inflateSync,
  unzipSync,
  zstdDecompressSync,
} from 'node:zlib';
import { packedAs } from '../decode/magic.ts';

/** Content codings of a header value, in the order they were applied. */
export function codings(contentEncoding: string | undefined): string[] {
  return (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

// 'deflate' should be zlib-wrapped, but raw deflate is common on the wire: the first byte tells.
const isZlib = (first: number): boolean => (first & 0x0f) === 8;

function decoder(coding: string, first: number): Transform | undefined {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createUnzip();
    case 'deflate':
      return isZlib(first) ? createInflate() : createInflateRaw();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    default:
      return undefined;
  }
}

export interface Decoded {
  bytes: Buffer;
  /** Codings undone, outermost first. */
  encodings: string[];
  problem: string | null;
  cut: boolean;
}

/**
 * Undoes content codings for viewing. Stops at `maxBytes` of output: a small body can unpack to
 * more than memory holds. On a fault the bytes come back as sent, with the problem in words.
 */
export async function decodeBody(
  bytes: Buffer,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Decoded> {
  let current = bytes;
  let cut = false;
  const encodings: string[] = [];
  for (const coding of codings(contentEncoding).toReversed()) {
    const through = decoder(coding, current[0] ?? 0);
    if (!through) {
      return { bytes, encodings: [], cut: false, problem: `Unknown coding “${coding}”.` };
    }
    try {
      const step = await collect(current, through, maxBytes);
      current = step.bytes;
      cut ||= step.cut;
      encodings.push(coding);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { bytes, encodings: [], cut: false, problem: `It is not valid ${coding}: ${why}.` };
    }
  }
  return { bytes: current, encodings, problem: null, cut };
}

async function collect(
  input: Buffer,
  through: Transform,
  maxBytes: number,
): Promise<{ bytes: Buffer; cut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  let cut = false;
  await pipeline([input], through, async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= maxBytes) continue;
      cut = true;
      break;
    }
  }).catch((error: unknown) => {
    // Leaving the loop early ends the pipeline with an error; that is the cut, not a fault.
    if (!cut) throw error;
  });
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), cut };
}

/**
 * As `decodeBody`; then gzip and zstd are undone, too, where only the first bytes tell of them. For
 * readers to whom the packed bytes are of no use.
 */
export async function unpackBody(
  bytes: Buffer,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Decoded> {
  const told = await decodeBody(bytes, contentEncoding, maxBytes);
  const packed = packedAs(told.bytes);
  if (packed === null || told.cut || told.problem !== null) return told;
  const more = await decodeBody(told.bytes, packed, maxBytes);
  return more.problem === null
    ? { ...more, encodings: [...told.encodings, ...more.encodings] }
    : { ...told, problem: more.problem };
}

/** As `unpackBody`, at once and for small bodies only: undefined if it fails or is too large. */
export function unpackSmall(
  bytes: Buffer,
  contentEncoding: string | undefined,
  maxOutputLength: number,
): Buffer | undefined {
  const told = decodeSmall(bytes, contentEncoding, maxOutputLength);
  const packed = told && packedAs(told);
  return packed ? (decodeSmall(told, packed, maxOutputLength) ?? told) : told;
}

/** As `decodeBody`, at once and for small bodies only: undefined if it fails or is too large. */
export function decodeSmall(
  bytes: Buffer,
  contentEncoding: string | undefined,
  maxOutputLength: number,
): Buffer | undefined {
  let current = bytes;
  try {
    for (const coding of codings(contentEncoding).toReversed()) {
      if (coding === 'gzip' || coding === 'x-gzip')
        current = unzipSync(current, { maxOutputLength });
      else if (coding === 'br') current = brotliDecompressSync(current, { maxOutputLength });
      else if (coding === 'zstd') current = zstdDecompressSync(current, { maxOutputLength });
      else if (coding === 'deflate') {
        const inflate = isZlib(current[0] ?? 0) ? inflateSync : inflateRawSync;
        current = inflate(current, { maxOutputLength });
      } else return undefined;
    }
  } catch {
    // Not decodable: the body is kept as sent and simply not found by its words.
    return undefined;
  }
  return current;
}
