import { chmodSync, mkdirSync, openAsBlob, rmSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files on their way out or in. None of them outlives the engine. */
export interface TransferFolder {
  /** Opens a file of this name to write; only its owner may read it. */
  create: (
    name: string,
  ) => Promise<{ write: (bytes: Uint8Array) => Promise<void>; close: () => Promise<void> }>;
  blob: (name: string) => Promise<Blob>;
  read: (name: string) => AsyncIterable<Uint8Array>;
  size: (name: string) => Promise<number>;
  remove: (name: string) => Promise<void>;
}

/** Opens the folder below `dataDir`, empty: what an engine before left there is deleted. */
export function openTransferFolder(dataDir: string): TransferFolder {
  const folder = join(dataDir, 'transfer');
  rmSync(folder, { recursive: true, force: true });
  const path = (name: string): string => join(folder, name);
  const make = (): void => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  };
  return {
    async create(name) {
      // Made at the first use: most runs of the engine export nothing.
      make();
      const file = await open(path(name), 'wx', 0o600);
      return {
        async write(bytes) {
          await file.writeFile(bytes);
        },
        close: () => file.close(),
      };
    },
    blob: (name) => openAsBlob(path(name)),
    async *read(name) {
      const file = await open(path(name), 'r');
      yield* file.createReadStream();
    },
    size: async (name) => (await stat(path(name))).size,
    remove: (name) => rm(path(name), { force: true }),
  };
}
