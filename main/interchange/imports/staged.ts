import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import { BackstitchError, errorCode } from '../../lib/errors.ts';
import type { TransferFolder } from '../transfer-folder.ts';
import type { ImportSource } from './source.ts';
import { fixturesAt } from './texts/folder.ts';

const MOST_BYTES = 1024 ** 3;
/** What a file refers to is held in memory. */
const BESIDE_BYTES = 64 * 1024 * 1024;

/** A file in the transfer folder, whole. */
export interface Staged {
  source: ImportSource;
  sha256: string;
}

/**
 * Writes bytes as they come into the transfer folder.
 *
 * @param nearby the path of the file that they are, where it lies on this machine: what stands in it may name
 *   others beside it.
 * @throws BackstitchError IMPORT_TOO_LARGE
 */
export async function stage(
  folder: TransferFolder,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  nearby: string | null = null,
): Promise<Staged> {
  const hash = createHash('sha256');
  const file = await folder.create(name);
  try {
    await write(bytes, file.write, hash);
  } catch (error) {
    await file.close();
    await folder.remove(name);
    throw error;
  }
  await file.close();
  const [blob, sizeBytes] = [await folder.blob(name), await folder.size(name)];
  let bytesRead = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const piece of folder.read(name)) {
      bytesRead += piece.length;
      yield piece;
    }
  }
  return {
    sha256: hash.digest('hex'),
    source: {
      sizeBytes,
      bytesRead: () => bytesRead,
      chunks,
      async slice(from, to) {
        const bytes = Buffer.from(await blob.slice(from, to).arrayBuffer());
        bytesRead += bytes.length;
        return bytes;
      },
      beside: nearby === null ? null : (wanted) => besides(nearby, wanted),
    },
  };
}

async function write(
  bytes: AsyncIterable<Uint8Array>,
  put: (piece: Uint8Array) => Promise<void>,
  hash: Hash,
): Promise<void> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > MOST_BYTES) throw new BackstitchError('IMPORT_TOO_LARGE');
    hash.update(piece);
    await put(piece);
  }
}

/** A file below the folder of another; null for any other, links out of it included. */
async function besides(path: string, wanted: string): Promise<Buffer | null> {
  try {
    const folder = await realpath(dirname(path));
    const found = await realpath(resolve(folder, wanted));
    if (!found.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return null;
    await using file = await open(found, 'r');
    const { size } = await file
      .stat()
      .then((facts) => ({ size: facts.isFile() ? facts.size : -1 }));
    return size < 0 || size > BESIDE_BYTES ? null : await file.readFile();
  } catch {
    // Not there, or not for us: either way it cannot be read.
    return null;
  }
}

/**
 * The bytes of a file of this machine, or of a folder with fixtures.
 *
 * @throws BackstitchError IMPORT_INVALID, IMPORT_TOO_LARGE
 */
export async function fileAt(
  path: string,
): Promise<{ name: string; bytes: AsyncIterable<Uint8Array>; sizeBytes: number | null }> {
  const found = await stat(path).catch((cause: unknown) => {
    const why = errorCode(cause) === 'ENOENT' ? 'is not there' : 'cannot be read';
    throw new BackstitchError('IMPORT_INVALID', `${path} ${why}.`, { cause });
  });
  if (found.isDirectory()) {
    return { name: basename(path), bytes: await fixturesAt(path), sizeBytes: null };
  }
  // Of a pipe or a device nobody knows where it ends.
  if (!found.isFile()) {
    throw new BackstitchError('IMPORT_INVALID', `${path} is no file.`, {
      hint: 'Name the file itself.',
    });
  }
  if (found.size > MOST_BYTES) throw new BackstitchError('IMPORT_TOO_LARGE');
  return { name: basename(path), bytes: createReadStream(path), sizeBytes: found.size };
}
