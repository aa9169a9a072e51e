import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = join(ROOT, 'out/main/cli.js');
/** What the engine is built from. */
const MADE_OF = ['main', 'preload', 'package-lock.json', 'electron.vite.config.ts'];

let known: string | undefined;

/**
 * What to start as `backstitch`: the build where nothing it is made of was changed after it, which
 * starts in two thirds of the time, else the sources.
 */
export function engineEntry(): string {
  return (known ??= isBuilt() ? BUILT : join(ROOT, 'main/cli.ts'));
}

function isBuilt(): boolean {
  const built = changedAt(BUILT);
  return MADE_OF.map((name) => join(ROOT, name)).every((path) =>
    [path, ...below(path)].every((file) => changedAt(file) <= built),
  );
}

/** Files and folders: a file that is gone changed its folder. */
function below(path: string): string[] {
  if (statSync(path).isFile()) return [];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names.map((name) => join(path, name));
}

/** -1 where there is nothing. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;
}
