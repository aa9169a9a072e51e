import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepareDataDir } from '../store/data-dir.ts';

/**
 * Makes the folder for Chromium's own files, inside the data directory: Electron refuses one that is
 * not there. The lock for a single instance lies in it, so that there is one app per data directory.
 *
 * @returns its path.
 * @throws BackstitchError DATA_DIR_UNUSABLE
 */
export function prepareProfile(dataDir: string): string {
  prepareDataDir(dataDir);
  const profile = join(dataDir, 'desktop');
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  return profile;
}
