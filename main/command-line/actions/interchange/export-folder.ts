import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { BackstitchError } from '../../../lib/errors.ts';
import { readZipFiles } from '../../../lib/zip/read-zip.ts';
import { bad } from '../../refusals.ts';

/** More than an export can hold: it is read from our own engine. */
const LIMITS = { maxBytes: 4 * 1024 ** 3, maxFiles: 500_000 };

/** A test file is written once: after that it belongs to who changed it. */
const TEST_FILE = /^(?:fixtures\.test\.[cm]js|test_fixtures\.py)$/;
/** The file of a zip that has files beside it. */
const MAIN_FILE = /^captures\.[\w.]+$/;

/**
 * Writes the files of a zip into a folder, or its main file under a name and the others beside it. All or nothing: a
 * file that is in the way refuses all.
 *
 * @throws BackstitchError BAD_ARGUMENT where a file is in the way, EXPORT_FAILED
 */
export function writeFolder(
  zip: Buffer,
  to: { folder: string } | { file: string },
  force: boolean,
): void {
  const folder = 'folder' in to ? to.folder : dirname(to.file);
  const pathOf = (name: string): string =>
    'file' in to && MAIN_FILE.test(name) ? to.file : join(folder, name);
  const files = [...readZipFiles(zip, { ...LIMITS, wants: () => true })]
    .map(([name, bytes]) => ({ name, path: resolve(pathOf(name)), bytes }))
    .filter(({ name, path }) => !(TEST_FILE.test(name) && existsSync(path)));
  for (const { name, path } of files) {
    // Names are ours; should one ever lead outside, nothing is written.
    if (!path.startsWith(resolve(folder) + sep)) {
      throw new BackstitchError('EXPORT_FAILED', `${name} does not lie in the folder.`);
    }
  }
  const taken = force ? undefined : files.find(({ path }) => existsSync(path));
  if (taken !== undefined) {
    throw bad(`${taken.path} exists already.`, 'Choose another folder, or add --force.');
  }
  try {
    for (const { path, bytes } of files) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      // What was captured is for this user alone.
      writeFileSync(path, bytes, { mode: 0o600 });
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackstitchError('EXPORT_FAILED', `The folder could not be written: ${why}`, {
      cause,
    });
  }
}
