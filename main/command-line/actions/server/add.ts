import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AddOn, addOnsFolder, addOnSpecs } from '../../../lib/packages/add-ons.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import { prepareDataDir } from '../../../store/data-dir.ts';
import { print } from '../../print.ts';
import { windowsCommand } from '../../running/windows-command.ts';

/** Nothing of a package runs while it is installed. */
const FLAGS = ['--save-exact', '--ignore-scripts', '--no-audit', '--no-fund'];

/**
 * Installs add-ons into a data folder, beside those that are there.
 *
 * @throws BackstitchError ADD_ON_FAILED, DATA_DIR_UNUSABLE
 */
export async function runAdd(names: readonly AddOn[], dataDir: string): Promise<void> {
  prepareDataDir(dataDir);
  const folder = addOnsFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n', { mode: 0o600 });
  const specs = [...new Set(names)].flatMap(addOnSpecs);
  const words = ['npm', 'install', '--prefix', folder, ...FLAGS, ...specs];
  await runNpm(words, folder);
  print(`Installed ${specs.join(', ')} into ${folder}`);
}

async function runNpm(words: readonly string[], cwd: string): Promise<void> {
  const [file = '', ...args] = words;
  const command =
    process.platform === 'win32'
      ? windowsCommand(words, process.env)
      : { file, args, verbatim: false };
  const child = spawn(command.file, command.args, {
    cwd,
    // What npm says is no answer of ours.
    stdio: ['ignore', 2, 2],
    windowsVerbatimArguments: command.verbatim,
  });
  const why = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code) => resolve(code === 0 ? undefined : `it ended with ${code}`));
  });
  if (why === undefined) return;
  throw new BackstitchError('ADD_ON_FAILED', `npm could not install the packages: ${why}.`, {
    hint: `The line was: ${words.join(' ')}`,
  });
}
