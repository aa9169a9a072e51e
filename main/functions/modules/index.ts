import { readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { workerFile } from '../../lib/child-process/worker-file.ts';
import { ABSENT, BUILT_PACKAGES, OWN_SHIMS, PACKAGE_SHIMS, PARTS } from './built-ins.ts';
import { createResolver, type Resolver } from './resolve.ts';

/** A module's text, or why there is none. `id` names it to the loader and in stacks. */
export type ResolvedModule =
  | { ok: true; id: string; format: 'js' | 'json'; source: string }
  | { ok: false; message: string };

export interface ModuleSource {
  /** @param from id of the module that asks; '' for a function. */
  resolve(name: string, from: string): ResolvedModule;
  /**
   * The same as JSON text in and out, in the form of a host call. The text of code stays here: it is
   * asked for by the id of its module once it is compiled.
   */
  answer(json: string): string;
  /** @throws Error where no module of that id was found before. */
  codeOf(id: string): string;
}

const MAX_FILE_BYTES = 5_000_000;
const OWN = 'own:';

/** A folder with a `node_modules`, and how modules in it are named. */
interface Place {
  /** The real `node_modules`: nothing outside of it is read. */
  root: string;
  /** Folder that holds it. */
  top: string;
  prefix: string;
  resolver: Resolver;
}

/**
 * Finds what functions may require: shims of Node's modules, and the app's own packages.
 *
 * @param parts.dependencies folders that hold `node_modules`, the first that has a package counts.
 */
export function openModuleSource(parts: { dependencies: readonly string[] }): ModuleSource {
  const known = new Map<string, ResolvedModule>();
  const code = new Map<string, string>();
  const own = FROM_SOURCE ? placeOf(sourceFolder(), OWN) : undefined;
  const app = parts.dependencies.flatMap(
    (folder, at) => placeOf(folder, `app${at === 0 ? '' : at}:`) ?? [],
  );

  function find(name: string, from: string): ResolvedModule {
    const bare = name.startsWith('node:') ? name.slice(5) : name;
    if (from === '' && /^\.{0,2}\//.test(name)) {
      return no(
        `require("${name}"): a function cannot require a file; use context.functions.execute`,
      );
    }
    const builtIn = findBuiltIn(bare);
    if (builtIn !== undefined) return builtIn;
    if (from.startsWith(OWN)) return findOwn(name, from.slice(OWN.length));
    return findApp(name, from);
  }
  function findBuiltIn(name: string): ResolvedModule | undefined {
    if (Object.hasOwn(ABSENT, name)) return absent(name);
    if (OWN_SHIMS.includes(name)) return readShim(name);
    if (Object.hasOwn(PARTS, name)) return partOf(name);
    const target = Object.hasOwn(PACKAGE_SHIMS, name) ? PACKAGE_SHIMS[name] : undefined;
    return target === undefined ? undefined : findOwn(target, '');
  }
  function findOwn(name: string, from: string): ResolvedModule {
    // Shims ask for helpers of theirs by `./`.
    if (/^(?:shim|part)\//.test(from) && name.startsWith('./')) return readShim(name.slice(2));
    if (own === undefined) return readBuilt(name);
    // Its entry asks `util` for the function that `util` takes from it: each would find the other
    // half loaded.
    if (name === 'inherits') return findOwn('inherits/inherits_browser.js', from);
    const isOurs = from === '' || /^(?:shim|part)\//.test(from);
    return readFrom(own, isOurs ? own.top : dirname(join(own.root, from)), name);
  }
  function findApp(name: string, from: string): ResolvedModule {
    // A package sees what lies beside it; a function sees every folder.
    const asking = /^(app\d*:)(.*)$/.exec(from);
    let why: ResolvedModule = missing(name);
    for (const place of app) {
      if (asking !== null && asking[1] !== place.prefix) continue;
      const folder = asking === null ? place.top : dirname(join(place.root, asking[2] ?? ''));
      const found = readFrom(place, folder, name);
      if (found.ok) return found;
      // A package that is there and cannot run says more than one that is not.
      if (found.message !== missing(name).message) why = found;
    }
    return why;
  }
  function resolve(name: string, from: string): ResolvedModule {
    const key = `${from}\n${name}`;
    const found = known.get(key) ?? find(name, from);
    known.set(key, found);
    return found;
  }
  return {
    resolve,
    answer(json) {
      const { name, from } = JSON.parse(json) as { name: string; from: string };
      const found = resolve(name, from);
      if (!found.ok || found.format === 'json') return JSON.stringify(found);
      const { source, ...rest } = found;
      code.set(found.id, source);
      return JSON.stringify(rest);
    },
    codeOf(id) {
      const source = code.get(id);
      if (source === undefined) throw new Error(`there is no module ${id}`);
      return source;
    },
  };
}

const no = (message: string): Extract<ResolvedModule, { ok: false }> => ({ ok: false, message });

const missing = (name: string): Extract<ResolvedModule, { ok: false }> =>
  no(
    `Cannot find module '${name}'. Add it to functions/package.json with its node_modules beside it, or install it into the app’s own store.`,
  );

function placeOf(folder: string, prefix: string): Place | undefined {
  try {
    const root = realpathSync(join(folder, 'node_modules'));
    const top = dirname(root);
    return { root, top, prefix, resolver: createResolver(top) };
  } catch {
    // No packages there.
    return undefined;
  }
}

const FROM_SOURCE = import.meta.url.endsWith('.ts');

/** Where `node_modules` of this checkout is. The build has made one file of each package instead. */
function sourceFolder(): string {
  const file = createRequire(import.meta.url).resolve('buffer/');
  return file.slice(0, file.lastIndexOf(`${sep}node_modules${sep}`));
}

function shimFolder(): URL {
  return FROM_SOURCE
    ? new URL('./shims/', import.meta.url)
    : new URL('./shims/', workerFile('functions/function-worker', 'function-worker'));
}

function readShim(name: string): ResolvedModule {
  const source = readFileSync(new URL(`${name}.js`, shimFolder()), 'utf8');
  return { ok: true, id: `${OWN}shim/${name}`, format: 'js', source };
}

/** A package of ours as the build made it. */
function readBuilt(name: string): ResolvedModule {
  const built = BUILT_PACKAGES.find((one) => one.name === name);
  return built === undefined ? missing(name) : readShim(`packages/${built.file}`);
}

/** A module that was never there: it can be loaded, and says its name when it is used. */
function absent(name: string): ResolvedModule {
  const source = `module.exports = require('./parts/absent')(${JSON.stringify(name)}, ${JSON.stringify(ABSENT[name])});`;
  return { ok: true, id: `${OWN}shim/absent/${name}`, format: 'js', source };
}

/** `stream/promises`: what another module has under a name. */
function partOf(name: string): ResolvedModule {
  const source = `module.exports = ${PARTS[name]};`;
  return { ok: true, id: `${OWN}part/${name}`, format: 'js', source };
}

/** Resolves as Node does, and reads only what really lies below the `node_modules`. */
function readFrom({ root, prefix, resolver }: Place, folder: string, name: string): ResolvedModule {
  const found = resolver.find(name, folder);
  if (!found.ok) {
    if (found.why === 'import-only') return esModule(name);
    return found.why === 'missing' ? missing(name) : no(`the package does not export '${name}'`);
  }
  const file = realpathSync(found.file);
  if (!file.startsWith(root + sep)) return missing(name);
  if (file.endsWith('.node')) return no(`require("${name}"): native addons cannot run here`);
  if (resolver.isEsModule(file)) return esModule(name);
  if (statSync(file).size > MAX_FILE_BYTES) return no(`require("${name}"): the file is too large`);
  const format = file.endsWith('.json') ? 'json' : 'js';
  const id = prefix + relative(root, file).split(sep).join('/');
  return { ok: true, id, format, source: readFileSync(file, 'utf8').replace(/^#!.*/, '') };
}

const esModule = (name: string): ResolvedModule =>
  no(
    `require("${name}"): the package is an ES module and cannot be required; use a version with CommonJS`,
  );
