import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../lib/errors.ts';

/** The systems' own limits are 104 and 108 bytes, with what ends the text. */
const LONGEST = 100;

/**
 * Where the local socket of a data directory is. The lock of the directory is held: what lies there is
 * left over, and is cleared away.
 *
 * @throws where no place for it is safe
 */
export function makeRoomForSocket(
  dataDir: string,
  platform: NodeJS.Platform = process.platform,
  temporary = tmpdir(),
): string {
  // A pipe has no folder that would guard it: nobody can guess its name, and the token guards the rest.
  if (platform === 'win32') return `\\\\.\\pipe\\backstitch-${randomBytes(16).toString('hex')}`;
  const beside = join(dataDir, 'engine.sock');
  const path = Buffer.byteLength(beside) <= LONGEST ? beside : elsewhere(dataDir, temporary);
  removeOld(path);
  return path;
}

/** Every system that is no Windows has it, and no path is shorter. */
const SHORT = '/tmp';

function elsewhere(dataDir: string, temporary: string): string {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const own = `backstitch-${process.getuid?.() ?? 0}`;
  const path = join(temporary, own, `${name}.sock`);
  const folder = join(Buffer.byteLength(path) <= LONGEST ? temporary : SHORT, own);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const isOurs = found.isDirectory() && found.uid === process.getuid?.();
  if (!isOurs || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} belongs to somebody else, or is open to others`);
  }
  return join(folder, `${name}.sock`);
}

function removeOld(path: string): void {
  try {
    if (lstatSync(path).isSocket()) rmSync(path);
    else throw new Error(`${path} is there, and no socket`);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
