import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** A line of Node that runs the package, where one is at hand. */
export interface FoundNode {
  major: number;
  /** Folder of its `node`. */
  folder: string | undefined;
  /** Why there is none. */
  why: string;
}

/**
 * The Node that runs this test, and the oldest line that is promised. Another Node weighs 120 MB, too much for every
 * `npm ci`: it is named by BACKSTITCH_NODE_22 (`npx --package=node@22 which node` brings one), or found in PATH.
 */
export function nodes(): FoundNode[] {
  const own = Number.parseInt(process.versions.node, 10);
  const why = 'There is no Node 22 here: name one with BACKSTITCH_NODE_22.';
  const named = process.env['BACKSTITCH_NODE_22'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (named !== undefined) folders.unshift(dirname(named));
  return [
    { major: own, folder: dirname(process.execPath), why: '' },
    { major: 22, folder: folders.find((folder) => majorIn(folder) === 22), why },
  ];
}

/** The line of the `node` in a folder; undefined where none is. */
export function majorIn(folder: string): number | undefined {
  const file = join(folder, 'node');
  if (!existsSync(file)) return undefined;
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return Number.parseInt(stdout.slice(1), 10);
}
