import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { tempDir } from '../../helpers/temp-dir.ts';

export const ROOT = join(import.meta.dirname, '../../..');

export interface Packed {
  filename: string;
  /** Bytes of the tarball. */
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

export interface Ran {
  code: number;
  /** Both outputs. */
  said: string;
}

/**
 * The tarball as npm would publish it, installed into an empty folder as a user does: no sources, no
 * packages of development, no scripts of packages.
 */
export async function install() {
  const dir = tempDir();
  const folder = join(dir.path, 'project');
  mkdirSync(folder);
  const npm = (cwd: string, ...args: string[]) => promisify(execFile)('npm', args, { cwd });
  const { stdout } = await npm(ROOT, 'pack', '--json', '--pack-destination', dir.path);
  const [packed] = JSON.parse(stdout) as [Packed];
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"commonjs"}');
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await npm(folder, 'install', ...flags, join(dir.path, packed.filename));
  return {
    folder,
    packed,
    /** Names of all packages that came with it, itself included. */
    packages: () => packagesIn(join(folder, 'node_modules')),
    write(files: Record<string, string>): void {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
    },
    /** Lends a package of this checkout, such as a test runner. */
    lend(name: string): void {
      const to = join(folder, 'node_modules', name);
      if (existsSync(to)) return;
      mkdirSync(dirname(to), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), to);
    },
    run: (program: string, ...args: string[]) => runIn(folder, '', program, args),
    /** As `run`, with a folder in front of PATH: where the Node is that runs it. */
    runWith: (first: string, program: string, ...args: string[]) =>
      runIn(folder, first, program, args),
    [Symbol.dispose]: () => dir[Symbol.dispose](),
  };
}

function runIn(folder: string, first: string, program: string, args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    // Of this test run, which a runner below would take for its own.
    const { VITEST: _, NODE_OPTIONS: __, ...env } = process.env;
    const path = [first, join(folder, 'node_modules/.bin'), env['PATH']].filter(Boolean).join(':');
    const options = { cwd: folder, env: { ...env, PATH: path, NO_COLOR: '1', CI: '1' } };
    const child = execFile(program, args, options, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, said: out + err });
    });
  });
}

function packagesIn(modules: string): string[] {
  return readdirSync(modules, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?:^|node_modules\/)(?:@[^/]+\/)?[^/@.]+\/package\.json$/.test(path))
    .map((path) => dirname(path));
}

/** Files of a page: code blocks whose first line is a comment with a name. */
export function filesOf(page: string): Record<string, string> {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = text.matchAll(/^```\w+\n(?:#|\/\/) (\S+\.\w+)\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, name = '', code = '']) => [name, code]));
}
