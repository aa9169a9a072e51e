/** Why a zip is not taken. */
export class ZipRefused extends Error {
  readonly why: 'too-large' | 'too-many' | 'unreadable';

  constructor(why: ZipRefused['why'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ZipRefused';
    this.why = why;
  }
}

export const unreadable = (why: string, cause?: unknown): ZipRefused =>
  new ZipRefused('unreadable', why, cause);

/** A file as the directory of a zip tells of it. Sizes may be anything. */
export interface ZipHead {
  path: string;
  method: number;
  crc: number;
  packedBytes: number;
  bytes: number;
  /** Where its local head stands. */
  offset: number;
}

/** Where the directory of a zip lies, and how many files it has; 65,535 stands for more than can be said. */
export interface ZipEnd {
  count: number;
  offset: number;
  bytes: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const ENCRYPTED = 1;
const IN_EXTRA = 0xffffffff;
const ZIP64_EXTRA = 1;
const MANY = 0xffff;

/** A zip ends within so many bytes from where its end is told of. */
export const TAIL_BYTES = END_BYTES + MAX_COMMENT;
/** A file begins with a head of so many bytes, and what that says of itself. */
export const LOCAL_BYTES = 30;
/** How the bytes of a file lie in a zip: as they are, or deflated. Nothing else is read. */
export const STORED = 0;
export const DEFLATED = 8;

/**
 * @param tail the last bytes of a zip, all or at least `TAIL_BYTES`
 * @throws ZipRefused
 */
export function endOf(tail: Buffer): ZipEnd {
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END) continue;
    const end = {
      count: tail.readUInt16LE(at + 10),
      bytes: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
    if (end.offset !== IN_EXTRA && end.bytes !== IN_EXTRA) return end;
    throw unreadable('it is larger than 4 GB');
  }
  throw unreadable('it has no table of contents: it was cut off');
}

/**
 * The files of a zip as its directory tells of them.
 *
 * @param directory the bytes that `end` names
 * @throws ZipRefused
 */
export function* headsOf(directory: Buffer, end: ZipEnd): Generator<ZipHead> {
  let at = 0;
  let count = 0;
  while (at < directory.length) {
    if (at + CENTRAL_BYTES > directory.length || directory.readUInt32LE(at) !== CENTRAL) {
      throw broken();
    }
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const nameAt = at + CENTRAL_BYTES;
    const next = nameAt + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
    if (next > directory.length) throw broken();
    const path = directory.toString('utf8', nameAt, nameAt + nameBytes);
    if ((directory.readUInt16LE(at + 8) & ENCRYPTED) !== 0) {
      throw unreadable(`${shown(path)} is encrypted`);
    }
    const head = {
      path,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    yield withLongSizes(
      head,
      directory.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes),
    );
    count += 1;
    at = next;
  }
  if (directory.length !== end.bytes || (end.count !== MANY && count < end.count)) throw broken();
}

const broken = (): ZipRefused => unreadable('its table of contents is broken');

/** A name of a hostile archive, fit to be printed. */
export const shown = (path: string): string => JSON.stringify(path.slice(0, 80)).slice(1, -1);

/** Programs that write as they go state sizes in a field of 64 bits, also where they are small. */
function withLongSizes(head: ZipHead, extra: Buffer): ZipHead {
  const wanted = (['bytes', 'packedBytes', 'offset'] as const).filter(
    (name) => head[name] === IN_EXTRA,
  );
  if (wanted.length === 0) return head;
  const long = { ...head };
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_EXTRA) continue;
    for (const [i, name] of wanted.entries()) {
      const from = at + 4 + i * 8;
      if (from + 8 > extra.length) throw broken();
      long[name] = Number(extra.readBigUInt64LE(from));
    }
    return long;
  }
  throw broken();
}

/** Where the bytes of a file begin, by its local head; undefined where there is none. */
export function contentAt(local: Buffer, { offset }: ZipHead): number | undefined {
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== LOCAL) return undefined;
  return offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
}
