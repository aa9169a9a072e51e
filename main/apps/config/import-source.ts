import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { BackstitchError } from '../../lib/errors.ts';
import { ZipRefused } from '../../lib/zip/directory.ts';
import { readZipFiles } from '../../lib/zip/read-zip.ts';
import { type AppFiles, fieldsOf, type FoundApp, readJson } from './app-files.ts';
import { readZipApart } from './archives/thread.ts';
import { ROOT_FILES } from './reading/read-app.ts';

const MAX_BYTES = 50_000_000;
const MAX_FILES = 20_000;
const PARENTS = 8;
const LEVELS_DOWN = 2;
const MAX_CHOICES = 100;
const SKIPPED = new Set(['node_modules', '.git', '.svn', '.DS_Store']);

function no(message: string, hint?: string): BackstitchError {
  return new BackstitchError('IMPORT_FAILED', message, {
    field: 'directory',
    ...(hint !== undefined && { hint }),
  });
}

/** Reads an app from a folder or a zip file on this machine. */
export async function readSource(path: string): Promise<FoundApp> {
  let real: string;
  try {
    real = await realpath(path);
  } catch {
    throw no(`${path} does not exist.`, 'Give the full path of the exported directory.');
  }
  const stat = await lstat(real);
  if (stat.isFile() && real.toLowerCase().endsWith('.zip')) {
    checkZipSize(stat.size);
    return readZipApart(await readBounded(real, MAX_BYTES), basename(real));
  }
  if (!stat.isDirectory()) throw no(`${path} is neither a folder nor a zip.`);
  return readDirectory(real);
}

async function readDirectory(start: string): Promise<FoundApp> {
  const above = await findAbove(start);
  if (above !== undefined) return found(await readFolder(above), above);
  const below = await findBelow(start, LEVELS_DOWN);
  const [only] = below;
  if (only === undefined) {
    throw no(
      `There is no app in ${start}.`,
      `The folder of an exported app contains one of ${ROOT_FILES.join(', ')}.`,
    );
  }
  if (below.length === 1) return found(await readFolder(only), only);
  return { files: new Map(), directory: start, root: start, choices: below.sort(), refused: [] };
}

/** Roots below a folder: exports often lie in a subfolder of a repository. */
async function findBelow(start: string, levels: number): Promise<string[]> {
  const out: string[] = [];
  for (const entry of await readdir(start, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory() || SKIPPED.has(entry.name) || out.length >= MAX_CHOICES) continue;
    const folder = join(start, entry.name);
    if (await isRoot(folder)) out.push(folder);
    else if (levels > 1) out.push(...(await findBelow(folder, levels - 1)));
  }
  return out.slice(0, MAX_CHOICES);
}

function found(read: { files: AppFiles; refused: FoundApp['refused'] }, folder: string): FoundApp {
  return { ...read, directory: folder, root: folder, choices: [] };
}

async function findAbove(start: string): Promise<string | undefined> {
  let folder = start;
  for (let i = 0; i <= PARENTS; i += 1) {
    if (await isRoot(folder)) return folder;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

/** A root file that is JSON and says a version; a nested `graphql/config.json` says none. */
async function isRoot(folder: string): Promise<boolean> {
  for (const name of ROOT_FILES) {
    try {
      const bytes = await readBounded(join(folder, name), MAX_BYTES);
      if (looksLikeRoot(new Map([[name, bytes]]), name)) return true;
    } catch {
      // Not there, or not to be read: the next name may be.
    }
  }
  return false;
}

function looksLikeRoot(files: AppFiles, name: string): boolean {
  const read = readJson(files, name);
  if (read.kind !== 'json') return false;
  const fields = fieldsOf(read.file.value);
  return fields.config_version !== undefined || name === 'root_config.json';
}

/** All files of a folder. Links are not followed, `node_modules` is left where it is. */
export async function readFolder(root: string): Promise<Pick<FoundApp, 'files' | 'refused'>> {
  const files = new Map<string, Buffer>();
  const refused: FoundApp['refused'] = [];
  let bytes = 0;
  async function walk(folder: string, prefix: string): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = prefix + entry.name;
      if (SKIPPED.has(entry.name)) {
        refused.push({ path, message: staysOut(entry.name) });
        continue;
      }
      if (entry.isSymbolicLink()) refused.push({ path, message: 'links are not followed' });
      else if (entry.isDirectory()) await walk(join(folder, entry.name), `${path}/`);
      else if (entry.isFile()) {
        checkCount(files.size + 1);
        const content = await readBounded(join(folder, entry.name), MAX_BYTES - bytes);
        bytes += content.length;
        files.set(path, content);
      }
    }
  }
  await walk(root, '');
  checkCase(files);
  return { files, refused };
}

function staysOut(name: string): string {
  return name === 'node_modules'
    ? 'not imported; functions use the packages in the folder'
    : 'not imported';
}

function checkCount(count: number): void {
  if (count > MAX_FILES) throw no(`The app has more than ${MAX_FILES} files.`);
}

/** A file that is no larger than it may be: its size is asked for before a byte is read. */
async function readBounded(file: string, maxBytes: number): Promise<Buffer> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  if (size > maxBytes) {
    throw no('The app is larger than 50 MB.', 'Leave out hosted files and archives.');
  }
  const bytes = Buffer.alloc(size);
  let length = 0;
  // A file that grows meanwhile is read as long as it was.
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

/** Two names that differ by case alone would be one file elsewhere. */
function checkCase(files: AppFiles): void {
  const seen = new Map<string, string>();
  for (const path of files.keys()) {
    const same = seen.get(path.toLowerCase());
    if (same !== undefined) throw no(`${same} and ${path} differ only in case; rename one.`);
    seen.set(path.toLowerCase(), path);
  }
}

/**
 * Reads an app out of a zip, whose root may be one folder down. Call it in a worker: the engine has
 * to take requests meanwhile.
 *
 * @throws BackstitchError IMPORT_FAILED
 */
export function readZip(zip: Uint8Array, name: string): FoundApp {
  checkZipSize(zip.length);
  const files = new Map<string, Buffer>();
  const refused: FoundApp['refused'] = [];
  for (const [path, content] of entriesOf(Buffer.from(zip.buffer, zip.byteOffset, zip.length))) {
    if (isSafe(path)) files.set(path, content);
    else refused.push({ path, message: 'the path points outside the app' });
  }
  checkCase(files);
  const roots = [
    ...new Set([...files.keys()].map((path) => path.split('/').slice(0, -1).join('/'))),
  ]
    .filter((folder) => ROOT_FILES.some((file) => looksLikeRoot(within(files, folder), file)))
    .sort((a, b) => a.length - b.length);
  const [root] = roots;
  if (root === undefined)
    throw no('There is no app in the zip.', `It needs one of ${ROOT_FILES.join(', ')}.`);
  return {
    files: within(files, root),
    directory: null,
    root: join(name, root),
    choices: [],
    refused,
  };
}

function checkZipSize(bytes: number): void {
  if (bytes > MAX_BYTES) throw no('The zip is larger than 50 MB.');
}

function entriesOf(zip: Buffer): Map<string, Buffer> {
  try {
    return readZipFiles(zip, {
      maxBytes: MAX_BYTES,
      maxFiles: MAX_FILES,
      wants: (path) => !path.split('/').some((part) => SKIPPED.has(part)),
    });
  } catch (error) {
    if (!(error instanceof ZipRefused)) throw error;
    if (error.why === 'too-many') throw no(`The app has more than ${MAX_FILES} files.`);
    if (error.why === 'unreadable') throw no(`The zip cannot be read: ${error.message}.`);
    throw no('The zip unpacks to more than 50 MB.', 'Leave out hosted files and archives.');
  }
}

function within(files: AppFiles, folder: string): AppFiles {
  if (folder === '') return files;
  return new Map(
    [...files]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, bytes]) => [path.slice(folder.length + 1), bytes]),
  );
}

function isSafe(path: string): boolean {
  const parts = path.split('/');
  return (
    !path.startsWith('/') &&
    !path.includes('\\') &&
    !/^[a-z]:/i.test(path) &&
    !path.includes('\0') &&
    parts.every((part) => part !== '..' && part !== '')
  );
}

/** The path below a root; only for paths that passed `isSafe`. */
export const onDisk = (root: string, path: string): string => join(root, path.split('/').join(sep));
