import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { getMainFileMatchers, getNodeModuleFileMatcher } from 'app-builder-lib/out/fileMatcher.js';
import { Packager } from 'electron-builder';

const ROOT = join(import.meta.dirname, '../../..');

export interface Archived {
  path: string;
  bytes: number;
}

type Matchers = ReturnType<typeof getMainFileMatchers>;
type Filter = ReturnType<Matchers[number]['createFilter']>;

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
  type Main = Parameters<typeof getMainFileMatchers>;
  type Node = Parameters<typeof getNodeModuleFileMatcher>;
  const [main] = getMainFileMatchers(
    ROOT,
    '',
    expand,
    own as Main[3],
    { info } as unknown as Main[4],
    join(ROOT, 'dist'),
    false,
  );
  const node = getNodeModuleFileMatcher(
    ROOT,
    '',
    expand,
    own as Node[3],
    info as unknown as Node[4],
  );
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
  } else if (keep(path, stat as Parameters<Filter>[1])) {
    found.push({ path: relative(ROOT, path), bytes: stat.size });
  }
}
