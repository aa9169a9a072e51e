import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { readZipFiles } from '../../lib/zip/read-zip.ts';

/** Archives that may stand beside an app's functions, the first of them counts. */
export const PACKAGE_ARCHIVES = [
  'node_modules.zip',
  'node_modules.tar',
  'node_modules.tar.gz',
  'node_modules.tgz',
] as const;

const MAX_ARCHIVE = 15_000_000;
const MAX_UNPACKED = 300_000_000;
const MAX_FILES = 60_000;

interface Entry {
  path: string;
  bytes: Uint8Array;
}

/**
 * Unpacks an archive of npm packages into `folder/node_modules`, replacing what is there. Paths that
 * lead out of it, links and devices are left out.
 *
 * @returns what was left out, or why nothing was unpacked.
 */
export async function unpackPackages(
  archive: Uint8Array,
  name: string,
  folder: string,
): Promise<{ files: number; refused: string[] }> {
  if (archive.length > MAX_ARCHIVE) {
    return { files: 0, refused: [`${name} is larger than 15 MB, the vendor's limit`] };
  }
  let entries: Entry[];
  try {
    entries = name.endsWith('.zip') ? fromZip(archive) : await fromTar(archive, name);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { files: 0, refused: [`${name} cannot be unpacked: ${why}`] };
  }
  const root = join(folder, 'node_modules');
  rmSync(root, { recursive: true, force: true });
  const refused: string[] = [];
  let files = 0;
  for (const { path, bytes } of entries) {
    const inside = path.replace(/^(?:\.\/)?(?:node_modules\/)?/, '');
    if (!isSafe(inside)) {
      refused.push(`${path} points outside the folder`);
      continue;
    }
    const target = join(root, inside.split('/').join(sep));
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    writeFileSync(target, bytes, { mode: 0o600 });
    files += 1;
  }
  return { files, refused };
}

function isSafe(path: string): boolean {
  return (
    path !== '' &&
    !path.startsWith('/') &&
    !/[\\\0]|^[a-z]:/i.test(path) &&
    path.split('/').every((part) => part !== '..' && part !== '')
  );
}

function check(count: number, bytes: number): void {
  if (count > MAX_FILES || bytes > MAX_UNPACKED) throw new Error('it holds too much');
}

function fromZip(archive: Uint8Array): Entry[] {
  const files = readZipFiles(Buffer.from(archive), {
    maxBytes: MAX_UNPACKED,
    maxFiles: MAX_FILES,
    wants: () => true,
  });
  return [...files].map(([path, bytes]) => ({ path, bytes }));
}

async function fromTar(archive: Uint8Array, name: string): Promise<Entry[]> {
  const plain = name.endsWith('.tar')
    ? archive
    : gunzipSync(archive, { maxOutputLength: MAX_UNPACKED });
  const entries = await unpackTar(plain);
  const files = entries.filter((entry) => entry.header.type === 'file' && entry.data !== undefined);
  check(files.length, plain.length);
  return files.map((entry) => ({
    path: entry.header.name,
    bytes: entry.data ?? new Uint8Array(),
  }));
}
