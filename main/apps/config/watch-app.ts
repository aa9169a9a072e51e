import { rm } from 'node:fs/promises';
import { watch } from 'chokidar';
import type { WatchState } from '../../../preload/contract/apps.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AppFiles } from './app-files.ts';
import { compareFiles } from './changes.ts';
import { writeIfChanged } from './export-app.ts';
import { onDisk, readFolder } from './import-source.ts';
import { readRoot } from './reading/read-app.ts';

interface WatchParts {
  clock: Clock;
  log: (message: string, error: unknown) => void;
  present: () => AppFiles;
  onFiles: (files: AppFiles) => Promise<void>;
  onState: () => void;
}

export interface Watching extends Disposable {
  directory: string;
  state(): WatchState;
}

/** Editors write a file in several steps: what changes within this time is read once. */
const SETTLE_MS = 120;

/** Reads an app again whenever a file of its folder changed. */
export function watchFolder(directory: string, parts: WatchParts): Watching {
  const { clock } = parts;
  const state: WatchState = { directory, since: clock.now(), lastReadAt: null, problem: null };
  let cancel: (() => void) | undefined;
  let reading = Promise.resolve();
  let closed = false;

  const watcher = watch(directory, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => /[\\/](node_modules|\.git)([\\/]|$)|\.backstitch-\d+$/.test(path),
  });
  watcher.on('all', soon);
  watcher.on('error', (error) => tell(error));
  // Changes made while nobody watched are read first.
  soon();

  function soon(): void {
    cancel?.();
    cancel = clock.after(SETTLE_MS, () => {
      reading = reading.then(read);
    });
  }
  function tell(error: unknown): void {
    state.problem = error instanceof Error ? error.message : String(error);
    parts.onState();
  }
  async function read(): Promise<void> {
    if (closed) return;
    try {
      const { files } = await readFolder(directory);
      if (readRoot(files) === undefined) throw new Error('The folder no longer contains an app.');
      const changed = compareFiles(parts.present(), files).some(({ change }) => change !== 'same');
      state.lastReadAt = clock.now();
      state.problem = null;
      if (changed && !closed) await parts.onFiles(files);
      else parts.onState();
    } catch (error) {
      tell(error);
    }
  }
  return {
    directory,
    state: () => ({ ...state }),
    [Symbol.dispose]() {
      closed = true;
      cancel?.();
      watcher.close().catch((error: unknown) => parts.log('A watcher did not end.', error));
    },
  };
}

/** Writes what was changed in the window to the folder, and nothing else. */
export async function writeBack(
  { directory }: Watching,
  before: AppFiles,
  after: AppFiles,
  log: (message: string, error: unknown) => void,
): Promise<void> {
  try {
    for (const { path, change } of compareFiles(before, after)) {
      if (change === 'same') continue;
      const target = onDisk(directory, path);
      if (change === 'removed') await rm(target, { force: true });
      else await writeIfChanged(target, after.get(path) as Buffer);
    }
  } catch (error) {
    log('A change could not be written to the watched folder.', error);
  }
}
