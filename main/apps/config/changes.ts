import { createHash } from 'node:crypto';
import type { FileChange } from '../../../preload/contract/apps.ts';
import type { AppFiles } from './app-files.ts';

/** What becomes of each file between two states of an app. */
export function compareFiles(before: AppFiles, after: AppFiles): FileChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.map((path) => {
    const old = before.get(path);
    const next = after.get(path);
    if (old === undefined) return { path, change: 'added' };
    if (next === undefined) return { path, change: 'removed' };
    return { path, change: old.equals(next) ? 'same' : 'changed' };
  });
}

/** Short hash of some values: the revision of an item. */
export function revisionOf(...values: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
}
