import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppFiles } from '../config/app-files.ts';
import type { CodeSurroundings } from '../config/code/code-notes.ts';
import { operatorRefusal, sessionWords } from '../documents/names.ts';
import { ABSENT, OWN_SHIMS, PACKAGE_SHIMS, PARTS } from '../../functions/modules/built-ins.ts';
import { PACKAGE_ARCHIVES } from '../../functions/modules/unpack-packages.ts';

/**
 * What functions of an app find beside its files.
 *
 * @param directory folder the app was read from; null for an archive
 * @param store folder of packages that were installed for it here; null before it is imported
 */
export function codeSurroundings(
  files: AppFiles,
  directory: string | null,
  store: string | null,
): CodeSurroundings {
  const folders = [
    ...(directory === null ? [] : [join(directory, 'functions')]),
    ...(store === null ? [] : [store]),
  ];
  // What an archive of packages holds is seen once it is unpacked, after the import.
  const isPacked = PACKAGE_ARCHIVES.some((name) => files.has(`functions/${name}`));
  const bare = (name: string): string => (name.startsWith('node:') ? name.slice(5) : name);
  const isBuiltIn = (name: string): boolean =>
    OWN_SHIMS.includes(name) || Object.hasOwn(PARTS, name) || Object.hasOwn(PACKAGE_SHIMS, name);
  return {
    operator: operatorRefusal,
    session: sessionWords,
    absentModule: (name) =>
      Object.hasOwn(ABSENT, bare(name)) ? (ABSENT[bare(name)] ?? '') : undefined,
    hasPackage(name) {
      if (isBuiltIn(bare(name)) || isPacked) return true;
      const [, own] = /^((?:@[\w.-]+\/)?[\w.-]+)(?:\/|$)/.exec(name) ?? [];
      if (own === undefined || own.startsWith('.')) return false;
      return folders.some((folder) =>
        existsSync(join(folder, 'node_modules', own, 'package.json')),
      );
    },
  };
}
