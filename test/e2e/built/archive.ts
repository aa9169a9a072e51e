import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as matching from 'app-builder-lib/out/fileMatcher.js';
import { Packager } from 'electron-builder';

interface Matcher {
  createFilter(): ReturnType<matching.FileMatcher['createFilter']>;
}
type ReadFiles = (
  root: string,
  to: string,
  expand: (pattern: string) => string,
  ...rest: unknown[]
) => Matcher[];
/** How the builder reads `files`: its types leave these two out. */
const { getMainFileMatchers, getNodeModuleFileMatcher } = matching as unknown as {
  getMainFileMatchers: ReadFiles;
  getNodeModuleFileMatcher: (...args: Parameters<ReadFiles>) => Matcher;
};

const ROOT = join(import.meta.dirname, '../../..');

export interface Archived {
  path: string;
  bytes: number;
}

type Filter = ReturnType<Matcher['createFilter']>;

/**
 * What goes into the archive of an installer, by the builder's own reading of `electron-builder.yml`: nothing is
 * packed, and Electron is not needed.
 *
 * @param platform as in `process.platform`
 * @param modules folders of the packages that come along, from the root
 */
export async function archived(
  platform: string,
  arch: string,
  modules: readonly string[],
): Promise<Archived[]> {
  const packager = new Packager({ projectDir: ROOT, config: 'electron-builder.yml' });
  await packager.validateConfig();
  const { config } = packager;
  const expand = (pattern: string): string =>
    pattern.replaceAll('${platform}', platform).replaceAll('${arch}', arch);
  const own = { linux: config.linux, darwin: config.mac, win32: config.win }[platform] ?? {};
  const info = {
    projectDir: ROOT,
    buildResourcesDir: 'resources',
    isPrepackedAppAsar: false,
    config,
    debugLogger: { isEnabled: false },
  };
  const [main] = getMainFileMatchers(ROOT, '', expand, own, { info }, join(ROOT, 'dist'), false);
  const node = getNodeModuleFileMatcher(ROOT, '', expand, own, info);
  const found: Archived[] = [];
  const keep = main!.createFilter();
  for (const name of readdirSync(ROOT)) {
    if (name !== 'node_modules' && name !== '.git') walk(join(ROOT, name), keep, found);
  }
  for (const folder of modules) walk(join(ROOT, folder), node.createFilter(), found);
  return found;
}

function walk(path: string, keep: Filter, found: Archived[]): void {
  const stat = lstatSync(path);
  if (stat.isDirectory()) {
    for (const name of readdirSync(path)) walk(join(path, name), keep, found);
  } else if (keep(path, stat)) {
    found.push({ path: relative(ROOT, path), bytes: stat.size });
  }
}
