import { spawn } from 'node:child_process';
import { packageRoot } from '../../lib/version.ts';
import { prepareDataDir } from '../../store/data-dir.ts';
import { findElectron } from './fetch-electron.ts';
import { printError } from '../print.ts';
import type { ServeArguments } from '../serve-arguments.ts';

/**
 * Opens the desktop window and waits until it is closed. Where Electron is not to be had, says why
 * in one line.
 *
 * @returns false if the browser face should open instead.
 * @throws BackstitchError DATA_DIR_UNUSABLE
 */
export async function openDesktop(args: ServeArguments): Promise<boolean> {
  prepareDataDir(args.dataDir);
  const electron = await findElectron({
    dataDir: args.dataDir,
    onDownload: () => printError('Fetching Electron, once …'),
  });
  if (!electron.ok) {
    printError(`The desktop window is not available: ${electron.why}`);
    return false;
  }
  const [first, ...more] = process.argv.slice(2);
  const flags = first === undefined || first === 'open' ? more : [first, ...more];
  const child = spawn(electron.path, [packageRoot(), ...flags], { stdio: 'inherit' });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  process.exitCode = code;
  return true;
}
