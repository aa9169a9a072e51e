import { readdirSync } from 'node:fs';
import { relative } from 'node:path';

const MOST_FILES = 20;

/**
 * Folders with more than 20 files beside each other: by then a second topic has moved in.
 *
 * @param without names of folders that are not looked into
 * @returns one sentence per full folder, with its path from `root`
 */
export function fullFolders(root: string, without: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const folder = relative(root, entry.parentPath).replaceAll('\\', '/');
    if (!entry.isFile() || folder.split('/').some((name) => without.includes(name))) continue;
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => `${folder || '.'} has ${count} files.`);
}
