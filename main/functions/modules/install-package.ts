import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BackstitchError } from '../../lib/errors.ts';

const NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/i;
const TIMEOUT_MS = 120_000;

/**
 * Puts an npm package into an app's own store. Scripts of packages are never run.
 *
 * @param folder the store; gets a `node_modules`.
 * @param range a version or range; '' takes the newest.
 * @returns name and version that were installed.
 * @throws BackstitchError APP_INVALID
 */
export async function installPackage(folder: string, name: string, range: string): Promise<string> {
  if (!NAME.test(name))
    throw no(`“${name}” is no name of an npm package.`, 'Write it as in require().');
  if (/[\s;&|<>`$]/.test(range) && !/^[\d.^~<>= |*x-]+$/.test(range)) {
    throw no(`“${range}” is no version range.`, 'For instance ^1.2.0, or nothing for the newest.');
  }
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private":true}\n', { mode: 0o600 });
  const spec = range === '' ? name : `${name}@${range}`;
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev', '--loglevel=error'];
  const { code, text } = await runNpm(['install', ...flags, '--', spec], folder);
  if (code !== 0) {
    throw no(
      `npm could not install ${spec}.`,
      text.trim().split('\n').slice(0, 5).join(' ') || 'It said nothing.',
    );
  }
  const installed: unknown = JSON.parse(
    readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'),
  );
  const version =
    typeof installed === 'object' && installed !== null && 'version' in installed
      ? installed.version
      : '';
  return `${name}@${String(version)}`;
}

function no(message: string, hint: string): BackstitchError {
  return new BackstitchError('APP_INVALID', message, { hint, field: 'name' });
}

/** npm as it stands beside this Node, or on the path. */
function npmCommand(): { command: string; prefix: string[] } {
  const beside = [
    join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
  ].find((path) => existsSync(path));
  return beside === undefined
    ? { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', prefix: [] }
    : { command: process.execPath, prefix: [beside] };
}

function runNpm(args: string[], cwd: string): Promise<{ code: number; text: string }> {
  const { command, prefix } = npmCommand();
  return new Promise((resolve) => {
    const child = spawn(command, [...prefix, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
    });
    let text = '';
    const gather = (chunk: Buffer): void => {
      text = (text + chunk.toString('utf8')).slice(0, 10_000);
    };
    child.stdout.on('data', gather);
    child.stderr.on('data', gather);
    child.on('error', (error) =>
      resolve({ code: 1, text: `npm cannot be started: ${error.message}` }),
    );
    child.on('close', (code) => resolve({ code: code ?? 1, text }));
  });
}
