import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';

/** What may still be written. */
export interface Room {
  bytes: number;
  files: number;
}

/**
 * Unpacks the archive of a package into a folder. Its one top folder goes, whatever its name is;
 * links and devices are left out.
 *
 * @throws Error where a path leads out of the folder, or where it is too much.
 */
export async function unpackTarball(archive: Buffer, folder: string, room: Room): Promise<void> {
  const plain = gunzipSync(archive, { maxOutputLength: Math.max(1, room.bytes) });
  room.bytes -= plain.length;
  for (const { header, data } of await unpackTar(plain)) {
    if (header.type !== 'file' || data === undefined) continue;
    room.files -= 1;
    if (room.files < 0) throw new Error('it has too many files');
    const inside = header.name.replace(/^(?:\.\/)?[^/]*\//, '');
    if (!isInside(inside)) throw new Error(`${header.name} points outside the package`);
    const target = join(folder, inside.split('/').join(sep));
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    writeFileSync(target, data, { mode: 0o600 });
  }
}

function isInside(path: string): boolean {
  const parts = path.split('/');
  return !/[\\\0]|^[a-z]:/i.test(path) && parts.every((part) => part !== '' && part !== '..');
}
