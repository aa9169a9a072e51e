import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { watch } from 'chokidar';
import { FOLDER_NAME, hashOf } from './read-source.ts';
import type { Source } from './source.ts';

export interface Watching extends AsyncDisposable, Disposable {
  /** Watches the folders of all files that a project stands in. */
  follow(source: Source): void;
}

interface Parts {
  /** Hashes of what was written from here, by path: that is no news. */
  written: Map<string, string>;
  onChange: () => void;
  onError: (error: unknown) => void;
}

/** Tells of changes of `.json` files in the folder of a project, and in folders of files that it names. */
export function watchProject(directory: string, { written, onChange, onError }: Parts): Watching {
  const watcher = watch([directory, join(directory, FOLDER_NAME)], {
    ignoreInitial: true,
    followSymlinks: false,
    // Folders are told of by name: the rest of a repository is none of our business.
    depth: 0,
    ignored: (path, stats) =>
      /[\\/](?:node_modules|\.git)(?:[\\/]|$)/.test(path) ||
      (stats?.isFile() === true && !/\.jsonc?$/i.test(path)),
  });
  const folders = new Set([directory, join(directory, FOLDER_NAME)]);
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') {
      if (path === join(directory, FOLDER_NAME)) onChange();
      return;
    }
    isOurs(path)
      .then((ours) => (ours ? undefined : onChange()))
      .catch(onError);
  });
  watcher.on('error', onError);

  async function isOurs(path: string): Promise<boolean> {
    const hash = written.get(path);
    if (hash === undefined) return false;
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined && hashOf(text) === hash) return true;
    written.delete(path);
    return false;
  }
  const close = (): Promise<void> => watcher.close();
  return {
    follow(source) {
      const fresh = [...source.files.values()]
        .map(({ path }) => dirname(path))
        .filter((folder) => !folders.has(folder));
      for (const folder of fresh) folders.add(folder);
      if (fresh.length > 0) watcher.add(fresh);
    },
    [Symbol.dispose]: () => void close().catch(onError),
    [Symbol.asyncDispose]: close,
  };
}
