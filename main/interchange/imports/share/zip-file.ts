import { constants, createInflateRaw } from 'node:zlib';
import { Unreadable } from '../../formats/entry.ts';
import type { ImportSource } from '../source.ts';

/** What a zip may be. Checked before anything of it is unpacked, and again while it is. */
export interface ZipLimits {
  entries: number;
  /** Of all files together, as they come out. */
  bytes: number;
  /** How many times larger a file may come out than it lies in the zip, above 1 MB. */
  ratio: number;
  names: RegExp;
  /** What is said of a name that is not among them, behind it. */
  strange: string;
}

/** A file in a zip, as the directory tells of it. */
export interface ZipEntry {
  name: string;
  sizeBytes: number;
  /** Its bytes as they come out; throws Unreadable where they are not what was told. */
  open: () => AsyncGenerator<Buffer>;
}

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const ENCRYPTED = 1;
const ZIP64 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
const READ_BYTES = 256 * 1024;
const SMALL_BYTES = 1024 * 1024;
/** How often all that a zip holds may be unpacked, in the whole. */
const REPEATS = 4;

/**
 * The files of a zip by their names, without reading more than its directory. Nothing is ever written
 * under a name of the archive.
 *
 * @throws Unreadable
 */
export async function openZip(
  source: ImportSource,
  limits: ZipLimits,
): Promise<Map<string, ZipEntry>> {
  const directory = await readDirectory(source, limits.entries);
  const files = new Map<string, ZipEntry>();
  // What really came out, of all files: the directory may lie.
  const spent = { bytes: 0 };
  let told = 0;
  for (const head of headsOf(directory)) {
    if (!limits.names.test(head.name)) {
      throw new Unreadable(`“${shown(head.name)}” ${limits.strange}`);
    }
    if (files.has(head.name)) throw new Unreadable(`${shown(head.name)} is in it twice.`);
    told += head.sizeBytes;
    if (told > limits.bytes) throw tooLarge(limits);
    if (isOver(head.sizeBytes, head.packedBytes, limits)) throw tooDense(head.name, limits);
    files.set(head.name, {
      name: head.name,
      sizeBytes: head.sizeBytes,
      open: () => unpack(source, head, limits, spent),
    });
  }
  return files;
}

const isOver = (bytes: number, packed: number, { ratio }: ZipLimits): boolean =>
  bytes > SMALL_BYTES && bytes > packed * ratio;
const tooLarge = ({ bytes }: ZipLimits): Unreadable =>
  new Unreadable(`It would be larger than ${Math.round(bytes / 1024 ** 2)} MB unpacked.`);
const tooDense = (name: string, { ratio }: ZipLimits): Unreadable =>
  new Unreadable(`${shown(name)} would be more than ${ratio} times larger unpacked.`);
const damaged = (name: string): Unreadable => new Unreadable(`${shown(name)} is damaged.`);
/** A name of a hostile archive, fit to be printed. */
const shown = (name: string): string => JSON.stringify(name.slice(0, 80)).slice(1, -1);

interface Head {
  name: string;
  method: number;
  packedBytes: number;
  sizeBytes: number;
  offset: number;
}

async function readDirectory(source: ImportSource, most: number): Promise<Buffer> {
  const { sizeBytes } = source;
  const from = Math.max(0, sizeBytes - END_BYTES - MAX_COMMENT);
  const tail = await source.slice(from, sizeBytes);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at -= 1;
  if (at < 0) throw new Unreadable('The zip has no table of contents: it was cut off.');
  const count = tail.readUInt16LE(at + 10);
  const length = tail.readUInt32LE(at + 12);
  const offset = tail.readUInt32LE(at + 16);
  if (count > most) throw new Unreadable(`It holds ${count} files; ${most} at most are read.`);
  if (offset === ZIP64 || length === ZIP64) throw new Unreadable('The zip is larger than 4 GB.');
  const directory = await source.slice(offset, offset + length);
  if (directory.length !== length || length > sizeBytes) {
    throw new Unreadable('The table of contents of the zip is broken.');
  }
  return directory;
}

function* headsOf(directory: Buffer): Generator<Head> {
  let at = 0;
  while (at < directory.length) {
    if (at + CENTRAL_BYTES > directory.length || directory.readUInt32LE(at) !== CENTRAL) {
      throw new Unreadable('The table of contents of the zip is broken.');
    }
    const nameBytes = directory.readUInt16LE(at + 28);
    const nameAt = at + CENTRAL_BYTES;
    const name = directory.toString('utf8', nameAt, nameAt + nameBytes);
    if ((directory.readUInt16LE(at + 8) & ENCRYPTED) !== 0) {
      throw new Unreadable(`${shown(name)} is encrypted.`);
    }
    yield {
      name,
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      sizeBytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    at = nameAt + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
}

async function* unpack(
  source: ImportSource,
  head: Head,
  limits: ZipLimits,
  spent: { bytes: number },
): AsyncGenerator<Buffer> {
  const { name, sizeBytes, packedBytes } = head;
  let size = 0;
  for await (const piece of inflated(packedOf(source, head), head)) {
    size += piece.length;
    spent.bytes += piece.length;
    if (size > sizeBytes) throw damaged(name);
    if (isOver(size, packedBytes, limits)) throw tooDense(name, limits);
    // A body that several captures have is unpacked for each of them.
    if (spent.bytes > limits.bytes * REPEATS) throw tooLarge(limits);
    yield piece;
  }
  if (size !== sizeBytes) throw damaged(name);
}

async function* packedOf(source: ImportSource, head: Head): AsyncGenerator<Buffer> {
  const { name, offset, packedBytes } = head;
  const local = await source.slice(offset, offset + LOCAL_BYTES);
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== LOCAL) throw damaged(name);
  const from = offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  for (let at = from; at < from + packedBytes; at += READ_BYTES) {
    const piece = await source.slice(at, Math.min(at + READ_BYTES, from + packedBytes));
    if (piece.length === 0) throw damaged(name);
    yield piece;
  }
}

async function* inflated(
  packed: AsyncGenerator<Buffer>,
  { name, method }: Head,
): AsyncGenerator<Buffer> {
  if (method === STORED) return yield* packed;
  if (method !== DEFLATED) throw damaged(name);
  const inflate = createInflateRaw({ finishFlush: constants.Z_FINISH });
  const feeding = (async () => {
    for await (const piece of packed) {
      if (inflate.destroyed) return;
      if (!inflate.write(piece)) {
        await new Promise<void>((resolve) => {
          inflate.once('drain', resolve);
          inflate.once('close', resolve);
        });
      }
    }
    inflate.end();
  })();
  feeding.catch((error: unknown) => inflate.destroy(error as Error));
  try {
    for await (const piece of inflate) yield piece as Buffer;
    await feeding;
  } catch (error) {
    throw error instanceof Unreadable ? error : damaged(name);
  }
}
