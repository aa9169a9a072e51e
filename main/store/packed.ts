import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';

/** Bytes below this are left as they are: see NOTES.md of the captures for what was measured. */
export const LEAST_PACKED_BYTES = 2048;
/** More than this is never packed, so that unpacking never takes long or much memory. */
const MOST_PACKED_BYTES = 1024 * 1024;
/** What does not get smaller than this share is not worth a look at every read. */
const WORTH_IT = 0.75;
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/**
 * Bytes as zstd, made in the thread pool. They were unpacked again and compared before they are given out:
 * whoever throws the original away has nothing else.
 *
 * @returns null where they are better left as they are.
 */
export async function pack(bytes: Buffer): Promise<Buffer | null> {
  if (bytes.length < LEAST_PACKED_BYTES || bytes.length > MOST_PACKED_BYTES) return null;
  const packed = await compress(bytes, LEVEL);
  if (packed.length > bytes.length * WORTH_IT) return null;
  return bytes.equals(await decompress(packed)) ? packed : null;
}

/** What `pack` was given. Null of nothing, and of the empty mark of what is not packed. */
export function unpack(packed: Buffer | null): Buffer | null {
  if (packed === null || packed.length === 0) return null;
  return zstdDecompressSync(packed, { maxOutputLength: MOST_PACKED_BYTES });
}

/** Gives a connection `unpack(packed)`, so that SQL reads `coalesce(body, unpack(packed))`. */
export function addUnpack(db: Database): void {
  db.function('unpack', { deterministic: true }, (packed: unknown) =>
    unpack(packed as Buffer | null),
  );
}
