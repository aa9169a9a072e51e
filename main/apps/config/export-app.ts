import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { Zip, ZipDeflate } from 'fflate';
import { BackstitchError } from '../../lib/errors.ts';
import { type AppFiles, fieldsOf, readJson } from './app-files.ts';
import { editJson, value } from './edit-json.ts';
import { onDisk } from './import-source.ts';

function no(message: string, hint: string): BackstitchError {
  return new BackstitchError('EXPORT_REFUSED', message, { hint, field: 'directory' });
}

const WEBHOOK = /\/incoming_webhooks\/[^/]+\/config\.json$/;

/** The files with the secrets of webhooks made empty. */
export function redacted(files: AppFiles): AppFiles {
  const out = new Map(files);
  for (const path of files.keys()) {
    if (path === 'secrets.json') out.set(path, Buffer.from('{}\n'));
    if (!WEBHOOK.test(path)) continue;
    const read = readJson(files, path);
    if (read.kind !== 'json') continue;
    const { secret } = fieldsOf(fieldsOf(read.file.value).options);
    if (typeof secret !== 'string' || secret === '') continue;
    const text = editJson(read.file.text, [{ path: ['options', 'secret'], to: value('') }]);
    out.set(path, Buffer.from(text));
  }
  return out;
}

/** Whether secrets stand in clear in the files. */
export function holdsSecrets(files: AppFiles): boolean {
  return [...redacted(files)].some(([path, bytes]) => files.get(path)?.equals(bytes) !== true);
}

/**
 * Writes an app into a folder. It is written beside it first and then put in its place; files of
 * the folder that are not of the app stay.
 *
 * @throws BackstitchError EXPORT_REFUSED
 */
export async function writeDirectory(
  files: AppFiles,
  directory: string,
  replace: boolean,
): Promise<string[]> {
  if (!isAbsolute(directory))
    throw no(`${directory} is not a full path.`, 'Start at the root of the disk.');
  const present = await entriesOf(directory);
  if (present === 'file') throw no(`${directory} is a file.`, 'Give a folder.');
  if (present.length > 0 && !replace) {
    throw no(
      `${directory} is not empty.`,
      'Files with the same names would be replaced; other files stay.',
    );
  }
  const paths = [...files.keys()].sort();
  try {
    if (present.length > 0) {
      for (const path of paths)
        await writeIfChanged(onDisk(directory, path), files.get(path) as Buffer);
      return paths;
    }
    const beside = join(dirname(directory), `.${basename(directory)}.backstitch-${process.pid}`);
    await rm(beside, { recursive: true, force: true });
    for (const path of paths) await writeIfChanged(onDisk(beside, path), files.get(path) as Buffer);
    await rm(directory, { recursive: true, force: true });
    await rename(beside, directory);
    return paths;
  } catch (error) {
    if (error instanceof BackstitchError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw no(`The folder cannot be written: ${why}`, 'Check its permissions.');
  }
}

async function entriesOf(directory: string): Promise<string[] | 'file'> {
  try {
    if (!(await stat(directory)).isDirectory()) return 'file';
    return await readdir(directory);
  } catch {
    // It does not exist yet: it will be made.
    return [];
  }
}

/** Leaves a file alone that holds these bytes already: watchers need not wake. */
export async function writeIfChanged(path: string, bytes: Buffer): Promise<boolean> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(bytes) === true) return false;
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.backstitch-${process.pid}`;
  await writeFile(beside, bytes);
  await rename(beside, path);
  return true;
}

export function writeZip(files: AppFiles): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  // File by file: by name in an object, one named `__proto__` would have no place.
  const zip = new Zip((error, part) => {
    if (error !== null) throw error;
    parts.push(part);
  });
  for (const [path, bytes] of files) {
    const file = new ZipDeflate(path, { level: 6 });
    zip.add(file);
    file.push(new Uint8Array(bytes), true);
  }
  zip.end();
  return new Uint8Array(Buffer.concat(parts));
}
