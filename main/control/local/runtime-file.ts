import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { BackstitchError, errorCode } from '../../lib/errors.ts';

/** How a running engine is reached by programs of the same user. */
export interface RuntimeFile {
  format: 1;
  version: string;
  pid: number;
  /** Epoch ms. */
  startedAt: number;
  /** `GET /health` answers the same: what listens there is the engine that wrote this. */
  instance: string;
  /** Local socket or pipe with REST; null where the system gives none. */
  socket: string | null;
  /** `http://127.0.0.1:<port>`; null for the desktop face, which opens no port. */
  control: string | null;
  intake: string;
  publicUrl: string | null;
  face: 'desktop' | 'browser';
  /** The Bearer token of this run; worthless once the run has ended. */
  token: string;
}

const FORMAT = 1;
const MAX_BYTES = 65_536;
const fileOf = (dataDir: string): string => join(dataDir, 'engine.json');

/**
 * Says in the data directory how this engine is reached, for this user only. The file is there whole or
 * not at all.
 *
 * @returns takes it back; a file that another run wrote stays.
 */
export function publishEngine(dataDir: string, facts: Omit<RuntimeFile, 'format'>): () => void {
  const file = fileOf(dataDir);
  const draft = `${file}.${process.pid}`;
  // A new file: the mode of one that is there, or where a link leads, would stay what it is.
  rmSync(draft, { force: true });
  const text = JSON.stringify({ format: FORMAT, ...facts } satisfies RuntimeFile, null, 2);
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
  return () => withdrawEngine(dataDir, facts.instance);
}

/** Deletes the file, if it is still the one of that run. */
export function withdrawEngine(dataDir: string, instance: string): void {
  try {
    if (readEngineFile(dataDir)?.instance !== instance) return;
  } catch {
    // Not to be trusted, so not of that run.
    return;
  }
  rmSync(fileOf(dataDir), { force: true });
}

/**
 * What the last engine of a data directory said. It may have ended since.
 *
 * @returns undefined where there is none, or nothing that can be read as one.
 * @throws BackstitchError ENGINE_FILE_UNSAFE for a file that others may have written or read;
 *   NOT_RUNNING for one of a later version.
 */
export function readEngineFile(dataDir: string): RuntimeFile | undefined {
  const text = readSafely(fileOf(dataDir));
  if (text === undefined) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    // Of no use, whoever wrote it.
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { format } = read as { format?: unknown };
  if (typeof format === 'number' && format > FORMAT) {
    throw new BackstitchError('NOT_RUNNING', 'A newer Backstitch runs there than this one.', {
      hint: 'Update this one.',
    });
  }
  return isRuntimeFile(read) ? read : undefined;
}

function readSafely(file: string): string | undefined {
  let handle: number;
  try {
    // Where links are not followed, one cannot lead to a file of somebody else's making.
    handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return undefined;
    if (errorCode(cause) === 'ELOOP') throw unsafe(file, 'is a link', cause);
    throw unsafe(file, 'cannot be read', cause);
  }
  try {
    const found = fstatSync(handle);
    const { uid, mode, size } = found;
    const why = distrust({ uid, mode, isFile: found.isFile() }, process.getuid?.());
    if (why !== undefined) throw unsafe(file, why);
    return size > MAX_BYTES ? undefined : readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}

/**
 * Why a file is not to be believed.
 *
 * @param ownUid of this process; undefined where the system has no such thing, and the folder's own
 *   access list guards it.
 */
export function distrust(
  { uid, mode, isFile }: { uid: number; mode: number; isFile: boolean },
  ownUid: number | undefined,
): string | undefined {
  if (!isFile) return 'is no file';
  if (ownUid === undefined) return undefined;
  if (uid !== ownUid) return 'belongs to another user';
  if ((mode & 0o077) !== 0) return 'can be read or written by others';
  return undefined;
}

function unsafe(file: string, why: string, cause?: unknown): BackstitchError {
  return new BackstitchError('ENGINE_FILE_UNSAFE', `${file} ${why}: it is not used.`, {
    hint: 'Stop Backstitch, delete the file, and start it again.',
    cause,
  });
}

function isRuntimeFile(read: object): read is RuntimeFile {
  const { format, pid, startedAt, ...texts } = read as Record<string, unknown>;
  const isText = (name: string): boolean => typeof texts[name] === 'string';
  const isTextOrNull = (name: string): boolean => texts[name] === null || isText(name);
  return (
    [format, pid, startedAt].every((value) => typeof value === 'number') &&
    ['version', 'instance', 'intake', 'face', 'token'].every(isText) &&
    ['socket', 'control', 'publicUrl'].every(isTextOrNull)
  );
}
