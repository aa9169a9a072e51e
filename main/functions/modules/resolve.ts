import { readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { exports as exportsOf, imports as importsOf, type Package } from 'resolve.exports';

/** Where a module was found, or why none can be loaded. */
export type Found =
  | { ok: true; file: string }
  | { ok: false; why: 'missing' | 'not-exported' | 'import-only' };

const MISSING: Found = { ok: false, why: 'missing' };
const EXTENSIONS = ['', '.js', '.json', '.node'];
/** What holds for `require` in Node: `resolve.exports` adds `node` and `default`. */
const CONDITIONS = { require: true } as const;

/**
 * Finds the file that `require(name)` means, as Node does. Node's own resolution reads each
 * package.json once for the life of a thread, so that another version would only be found after a
 * restart; this one remembers nothing that it was not made for.
 *
 * @param top no folder above this one is looked into.
 * @see https://nodejs.org/api/modules.html#all-together
 */
export function createResolver(top: string) {
  const packages = new Map<string, Package | undefined>();

  function packageIn(folder: string): Package | undefined {
    if (!packages.has(folder)) packages.set(folder, readPackage(folder));
    return packages.get(folder);
  }
  /** The folders from here to the top, the nearest first. */
  function* foldersFrom(folder: string): Generator<string> {
    for (let at = folder; at === top || at.startsWith(top + sep); at = dirname(at)) yield at;
  }
  /** The package that a file is part of. */
  function scopeOf(folder: string): { folder: string; described: Package } | undefined {
    for (const at of foldersFrom(folder)) {
      if (at.endsWith(`${sep}node_modules`)) return undefined;
      const described = packageIn(at);
      if (described !== undefined) return { folder: at, described };
    }
    return undefined;
  }
  function asPath(path: string): Found {
    const file = path.endsWith('/') ? undefined : asFile(path);
    if (file !== undefined) return { ok: true, file };
    const main: unknown = packageIn(path)?.main;
    const wanted = typeof main === 'string' && main !== '' ? join(path, main) : undefined;
    const found = (wanted && (asFile(wanted) ?? asIndex(wanted))) ?? asIndex(path);
    return found === undefined ? MISSING : { ok: true, file: found };
  }
  function asExported(folder: string, described: Package, subpath: string): Found {
    const targets = attempt(() => exportsOf(described, subpath, CONDITIONS)) ?? [];
    const file = targets.map((target) => join(folder, target)).find(isFile);
    if (file !== undefined) return { ok: true, file };
    const imported = attempt(() => exportsOf(described, subpath)) ?? [];
    return { ok: false, why: imported.length > 0 ? 'import-only' : 'not-exported' };
  }
  function asPackage(name: string, from: string): Found {
    const [, own = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(name) ?? [];
    if (own === '') return MISSING;
    const scope = scopeOf(from);
    if (scope?.described.name === own && hasExports(scope.described)) {
      return asExported(scope.folder, scope.described, `.${rest}`);
    }
    for (const at of foldersFrom(from)) {
      if (at.endsWith(`${sep}node_modules`)) continue;
      const folder = join(at, 'node_modules', own);
      const described = packageIn(folder);
      if (hasExports(described)) return asExported(folder, described, `.${rest}`);
      const found = asPath(folder + rest);
      if (found.ok) return found;
    }
    return MISSING;
  }
  function asImport(name: string, from: string): Found {
    const scope = scopeOf(from);
    const targets = scope && attempt(() => importsOf(scope.described, name, CONDITIONS));
    for (const target of targets ?? []) {
      const path = target.startsWith('./') && scope ? join(scope.folder, target) : target;
      const found = target.startsWith('./') ? asPath(path) : asPackage(path, from);
      if (found.ok) return found;
    }
    return MISSING;
  }

  return {
    /** @param from folder of the module that asks. */
    find(name: string, from: string): Found {
      if (/^\.{0,2}\/|^\.{1,2}$/.test(name)) {
        return name.startsWith('/') ? MISSING : asPath(join(from, name) + tail(name));
      }
      return name.startsWith('#') ? asImport(name, from) : asPackage(name, from);
    },
    /** Whether `require` of this file would have to load an ES module. */
    isEsModule(file: string): boolean {
      if (file.endsWith('.mjs')) return true;
      return file.endsWith('.js') && scopeOf(dirname(file))?.described['type'] === 'module';
    },
  };
}

export type Resolver = ReturnType<typeof createResolver>;

/** `require('./')` and `require('..')` mean a folder, never a file of that name. */
const tail = (name: string): string => (/(?:^|\/)\.{0,2}$/.test(name) ? '/' : '');

const hasExports = (described: Package | undefined): described is Package =>
  described?.exports !== undefined && described.exports !== null;

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function asFile(path: string): string | undefined {
  return EXTENSIONS.map((extension) => path + extension).find(isFile);
}

const asIndex = (folder: string): string | undefined => asFile(join(folder, 'index'));

/** It throws for what a package does not export. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function readPackage(folder: string): Package | undefined {
  return attempt(() => {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Package) : undefined;
  });
}
