import { crc32, inflateRawSync } from 'node:zlib';
import {
  contentAt,
  DEFLATED,
  endOf,
  headsOf,
  LOCAL_BYTES,
  STORED,
  TAIL_BYTES,
  unreadable,
  type ZipHead,
  ZipRefused,
} from './directory.ts';

interface Limits {
  /** Of all files together, as they come out. */
  maxBytes: number;
  maxFiles: number;
  /** Which files are taken, by their path. */
  wants: (path: string) => boolean;
}

/**
 * Reads the files of a zip that is in memory. What counts against the limits is what really comes out: the sizes that
 * an archive states may be anything. A file that is not what the archive says is a refusal, never
 * cut short.
 *
 * @throws ZipRefused
 */
export function readZipFiles(
  zip: Buffer,
  { maxBytes, maxFiles, wants }: Limits,
): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let left = maxBytes;
  let count = 0;
  const end = endOf(zip.subarray(Math.max(0, zip.length - TAIL_BYTES)));
  for (const head of headsOf(zip.subarray(end.offset, end.offset + end.bytes), end)) {
    if (head.path.endsWith('/') || !wants(head.path)) continue;
    count += 1;
    if (count > maxFiles) throw new ZipRefused('too-many', `it holds more than ${maxFiles} files`);
    const bytes = unpack(zip, head, left);
    left -= bytes.length;
    files.set(head.path, bytes);
  }
  return files;
}

function unpack(zip: Buffer, head: ZipHead, left: number): Buffer {
  const { path, method, offset } = head;
  const from = contentAt(zip.subarray(offset, offset + LOCAL_BYTES), head);
  if (from === undefined) throw unreadable(`${path} is not where it should be`);
  const packed = zip.subarray(from, from + head.packedBytes);
  if (packed.length !== head.packedBytes) throw unreadable(`${path} ends too early`);
  const bytes = inflate(packed, method, path, left);
  if (bytes.length > left) throw tooLarge();
  if (bytes.length !== head.bytes) {
    throw unreadable(`${path} says ${head.bytes} bytes and has ${bytes.length}`);
  }
  if (crc32(bytes) !== head.crc) throw unreadable(`${path} is damaged`);
  return bytes;
}

function inflate(packed: Buffer, method: number, path: string, left: number): Buffer {
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw unreadable(`${path} is packed in a way that is not known here`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, left) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw unreadable(`${path} is damaged`, error);
  }
}

const tooLarge = (): ZipRefused => new ZipRefused('too-large', 'it unpacks to too much');
