import { constants, crc32, createInflateRaw } from 'node:zlib';
import {
  contentAt,
  DEFLATED,
  endOf,
  headsOf,
  LOCAL_BYTES,
  shown,
  STORED,
  TAIL_BYTES,
  type ZipHead,
  ZipRefused,
} from '../../../lib/zip/directory.ts';
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
  const heads = await readDirectory(source, limits.entries);
  const files = new Map<string, ZipEntry>();
  // What really came out, of all files: the directory may lie.
  const spent = { bytes: 0 };
  let told = 0;
  for (const head of heads) {
    if (!limits.names.test(head.path)) {
      throw new Unreadable(`“${shown(head.path)}” ${limits.strange}`);
    }
    if (files.has(head.path)) throw new Unreadable(`${shown(head.path)} is in it twice.`);
    told += head.bytes;
    if (told > limits.bytes) throw tooLarge(limits);
    if (isOver(head.bytes, head.packedBytes, limits)) throw tooDense(head.path, limits);
    files.set(head.path, {
      name: head.path,
      sizeBytes: head.bytes,
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

async function readDirectory(source: ImportSource, most: number): Promise<ZipHead[]> {
  const { sizeBytes } = source;
  try {
    const end = endOf(await source.slice(Math.max(0, sizeBytes - TAIL_BYTES), sizeBytes));
    if (end.count > most) {
      throw new Unreadable(`It holds ${end.count} files; ${most} at most are read.`);
    }
    const to = Math.min(end.offset + end.bytes, sizeBytes);
    return [...headsOf(await source.slice(Math.min(end.offset, to), to), end)];
  } catch (error) {
    if (!(error instanceof ZipRefused)) throw error;
    throw new Unreadable(`The zip cannot be read: ${error.message}.`);
  }
}

async function* unpack(
  source: ImportSource,
  head: ZipHead,
  limits: ZipLimits,
  spent: { bytes: number },
): AsyncGenerator<Buffer> {
  const { path, bytes, packedBytes } = head;
  let size = 0;
  let crc = 0;
  for await (const piece of inflated(packedOf(source, head), head)) {
    size += piece.length;
    spent.bytes += piece.length;
    if (size > bytes) throw damaged(path);
    crc = crc32(piece, crc);
    if (isOver(size, packedBytes, limits)) throw tooDense(path, limits);
    // A body that several captures have is unpacked for each of them.
    if (spent.bytes > limits.bytes * REPEATS) throw tooLarge(limits);
    yield piece;
  }
  if (size !== bytes || crc !== head.crc) throw damaged(path);
}

async function* packedOf(source: ImportSource, head: ZipHead): AsyncGenerator<Buffer> {
  const { path, offset, packedBytes } = head;
  const from = contentAt(await source.slice(offset, offset + LOCAL_BYTES), head);
  if (from === undefined) throw damaged(path);
  for (let at = from; at < from + packedBytes; at += READ_BYTES) {
    const piece = await source.slice(at, Math.min(at + READ_BYTES, from + packedBytes));
    if (piece.length === 0) throw damaged(path);
    yield piece;
  }
}

async function* inflated(
  packed: AsyncGenerator<Buffer>,
  { path, method }: ZipHead,
): AsyncGenerator<Buffer> {
  if (method === STORED) return yield* packed;
  if (method !== DEFLATED) throw damaged(path);
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
    throw error instanceof Unreadable ? error : damaged(path);
  }
}
