import { readdir, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { BackstitchError } from '../../../lib/errors.ts';
import { openZip } from '../../formats/parts/zip.ts';
import { FILE_BYTES } from './archive.ts';

const REQUEST = 'request.json';
/** Fixtures lie in a folder for each, and somebody may sort those. */
const DEEPEST = 3;
const MOST_FILES = 20_000;

/**
 * The fixtures of a folder as the zip that an export of them is: of each folder with a `request.json` all files, and
 * nothing else that lies around. Links are not followed.
 *
 * @throws BackstitchError IMPORT_INVALID where there are none, IMPORT_TOO_LARGE
 */
export async function fixturesAt(folder: string): Promise<AsyncIterable<Uint8Array>> {
  const names = await Array.fromAsync(namesBelow(folder, '', 0));
  if (names.length === 0) {
    throw new BackstitchError('IMPORT_INVALID', `${folder} is a folder without fixtures.`, {
      hint: 'Name a file, or a folder that holds folders with a request.json.',
    });
  }
  return packed(folder, names);
}

async function* namesBelow(folder: string, below: string, depth: number): AsyncGenerator<string> {
  const all = await readdir(join(folder, below), { withFileTypes: true });
  const isFixture = all.some((one) => one.name === REQUEST && one.isFile());
  for (const one of all.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = posix.join(below, one.name);
    if (one.isFile() && isFixture) yield name;
    const isOwn = !one.name.startsWith('.') && one.name !== 'node_modules';
    if (one.isDirectory() && isOwn && depth < DEEPEST) yield* namesBelow(folder, name, depth + 1);
  }
}

async function* packed(folder: string, names: readonly string[]): AsyncGenerator<Uint8Array> {
  if (names.length > MOST_FILES) {
    throw new BackstitchError('IMPORT_INVALID', `The folder holds more than ${MOST_FILES} files.`, {
      hint: 'Import some of its subfolders at a time.',
    });
  }
  const zip = openZip();
  for (const name of names) {
    const path = join(folder, name);
    if ((await stat(path)).size > FILE_BYTES) throw new BackstitchError('IMPORT_TOO_LARGE');
    zip.add(name, await readFile(path));
    yield* zip.written();
  }
  yield* zip.end();
}
