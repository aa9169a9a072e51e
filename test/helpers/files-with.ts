import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a folder, at any depth, that hold a text. */
export function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}
