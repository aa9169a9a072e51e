import { crc32, inflateRawSync } from 'node:zlib';

/** Why a zip is not taken. */
export class ZipRefused extends Error {
  readonly why: 'too-large' | 'too-many' | 'unreadable';

  constructor(why: ZipRefused['why'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ZipRefused';
    this.why = why;
  }
}

interface Limits {
  /** Of all files together, as they come out. */
  maxBytes: number;
  maxFiles: number;
  /** Which files are taken, by their path. */
  wants: (path: string) => boolean;
}

interface Entry {
  path: string;
  method: number;
  crc: number;
  packedBytes: number;
  bytes: number;
  offset: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const ENCRYPTED = 1;
const IN_EXTRA = 0xffffffff;
const ZIP64_EXTRA = 1;
const STORED = 0;
const DEFLATED = 8;

/**
 * Reads the files of a zip. What counts against the limits is what really comes out: the sizes that
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
  for (const entry of readDirectory(zip)) {
    if (entry.path.endsWith('/') || !wants(entry.path)) continue;
    count += 1;
    if (count > maxFiles) throw new ZipRefused('too-many', `it holds more than ${maxFiles} files`);
    const bytes = unpack(zip, entry, left);
    left -= bytes.length;
    files.set(entry.path, bytes);
  }
  return files;
}

function* readDirectory(zip: Buffer): Generator<Entry> {
  const end = findEnd(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  // Archives of more than 65,535 files say so elsewhere; ours never are: read on while there is one.
  for (let i = 0; count === 0xffff ? at < end : i < count; i += 1) {
    if (at + CENTRAL_BYTES > zip.length || zip.readUInt32LE(at) !== CENTRAL) {
      if (count === 0xffff) return;
      throw unreadable('its table of contents is broken');
    }
    const nameBytes = zip.readUInt16LE(at + 28);
    const extraBytes = zip.readUInt16LE(at + 30);
    const nameAt = at + CENTRAL_BYTES;
    const next = nameAt + nameBytes + extraBytes + zip.readUInt16LE(at + 32);
    if (next > zip.length) throw unreadable('its table of contents is broken');
    const path = zip.toString('utf8', nameAt, nameAt + nameBytes);
    if ((zip.readUInt16LE(at + 8) & ENCRYPTED) !== 0) throw unreadable(`${path} is encrypted`);
    const entry = {
      path,
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packedBytes: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    };
    const extra = zip.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes);
    yield withLongSizes(entry, extra);
    at = next;
  }
}

function findEnd(zip: Buffer): number {
  for (
    let at = zip.length - END_BYTES;
    at >= Math.max(0, zip.length - END_BYTES - MAX_COMMENT);
    at -= 1
  ) {
    if (zip.readUInt32LE(at) === END) return at;
  }
  throw unreadable('it has no table of contents');
}

/** Programs that write as they go state sizes in a field of 64 bits, also where they are small. */
function withLongSizes(entry: Entry, extra: Buffer): Entry {
  const wanted = (['bytes', 'packedBytes', 'offset'] as const).filter(
    (name) => entry[name] === IN_EXTRA,
  );
  if (wanted.length === 0) return entry;
  const long = { ...entry };
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_EXTRA) continue;
    for (const [i, name] of wanted.entries()) {
      const from = at + 4 + i * 8;
      if (from + 8 > extra.length) throw unreadable('its table of contents is broken');
      long[name] = Number(extra.readBigUInt64LE(from));
    }
    return long;
  }
  throw unreadable('its table of contents is broken');
}

function unpack(zip: Buffer, entry: Entry, left: number): Buffer {
  const { path, method, offset } = entry;
  if (offset + LOCAL_BYTES > zip.length || zip.readUInt32LE(offset) !== LOCAL) {
    throw unreadable(`${path} is not where it should be`);
  }
  const from = offset + LOCAL_BYTES + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const packed = zip.subarray(from, from + entry.packedBytes);
  if (packed.length !== entry.packedBytes) throw unreadable(`${path} ends too early`);
  const bytes = inflate(packed, method, path, left);
  if (bytes.length > left) throw tooLarge();
  if (bytes.length !== entry.bytes) {
    throw unreadable(`${path} says ${entry.bytes} bytes and has ${bytes.length}`);
  }
  if (crc32(bytes) !== entry.crc) throw unreadable(`${path} is damaged`);
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

const unreadable = (why: string, cause?: unknown): ZipRefused =>
  new ZipRefused('unreadable', why, cause);
