import { readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { workerFile } from '../../lib/worker-file.ts';
import { ABSENT, OWN_SHIMS, PACKAGE_SHIMS } from './built-ins.ts';

/** A module's text, or why there is none. `id` names it to the loader and in stacks. */
export type ResolvedModule =
  | { ok: true; id: string; format: 'js' | 'json'; source: string }
  | { ok: false; message: string };

export interface ModuleSource {
  /** @param from id of the module that asks; '' for a function. */
  resolve(name: string, from: string): ResolvedModule;
  /** The same as JSON text in and out, in the form of a host call. */
  answer(json: string): string;
}

const MAX_FILE_BYTES = 5_000_000;
const OWN = 'own:';

/**
 * Finds what functions may require: shims of Node's modules, and the app's own packages.
 *
 * @param parts.dependencies folders that hold `node_modules`, the first that has a package counts.
 */
export function openModuleSource(parts: { dependencies: readonly string[] }): ModuleSource {
  const known = new Map<string, ResolvedModule>();

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
    return findApp(parts.dependencies, name, from);
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
      return JSON.stringify(resolve(name, from));
    },
  };
}

const no = (message: string): Extract<ResolvedModule, { ok: false }> => ({ ok: false, message });

const missing = (name: string): Extract<ResolvedModule, { ok: false }> =>
  no(
    `Cannot find module '${name}'. Add it to functions/package.json with its node_modules beside it, or install it into the app’s own store.`,
  );

function findBuiltIn(name: string): ResolvedModule | undefined {
  if (Object.hasOwn(ABSENT, name)) return no(`require("${name}"): ${ABSENT[name]}`);
  if (OWN_SHIMS.includes(name)) return readShim(name);
  const target = Object.hasOwn(PACKAGE_SHIMS, name) ? PACKAGE_SHIMS[name] : undefined;
  return target === undefined ? undefined : findOwn(target, '');
}

function shimFolder(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./shims/', import.meta.url)
    : new URL('./shims/', workerFile('functions/function-worker', 'function-worker'));
}

function readShim(name: string): ResolvedModule {
  const file = `${name.replaceAll('/', '-')}.js`;
  const source = readFileSync(new URL(file, shimFolder()), 'utf8');
  return { ok: true, id: `${OWN}shim/${name}`, format: 'js', source };
}

const ownRequire = createRequire(import.meta.url);
/** Our own `node_modules`, wherever the package is installed. */
const ownRoot = (): string => {
  const file = ownRequire.resolve('buffer/');
  return file.slice(0, file.lastIndexOf(`${sep}buffer${sep}`));
};

function findOwn(name: string, from: string): ResolvedModule {
  const root = ownRoot();
  const base = from === '' || from.startsWith('shim/') ? join(root, '_.js') : join(root, from);
  return readWithin(root, base, name, OWN);
}

function findApp(folders: readonly string[], name: string, from: string): ResolvedModule {
  // A package sees what lies beside it; a function sees every folder.
  const asking = /^app(\d*):(.*)$/.exec(from);
  let why: ResolvedModule = missing(name);
  for (const [at, folder] of folders.entries()) {
    const prefix = `app${at === 0 ? '' : at}:`;
    if (asking !== null && asking[1] !== (at === 0 ? '' : `${at}`)) continue;
    const root = join(folder, 'node_modules');
    const base = asking === null ? join(folder, '_.js') : join(root, asking[2] ?? '');
    const found = readWithin(root, base, name, prefix);
    if (found.ok) return found;
    // A package that is there and cannot run says more than one that is not.
    if (found.message !== missing(name).message) why = found;
  }
  return why;
}

/** Resolves as Node does, and reads only what really lies below `root`. */
function readWithin(root: string, base: string, name: string, prefix: string): ResolvedModule {
  let file: string;
  let realRoot: string;
  try {
    realRoot = realpathSync(root);
    file = realpathSync(createRequire(base).resolve(name));
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    return /exports|ESM|No "exports"/.test(text) ? esModule(name) : missing(name);
  }
  if (!file.startsWith(realRoot + sep)) return missing(name);
  if (file.endsWith('.mjs')) file = requireTarget(file, realRoot, name) ?? file;
  if (file.endsWith('.node')) return no(`require("${name}"): native addons cannot run here`);
  if (file.endsWith('.mjs') || isEsModule(file, realRoot)) return esModule(name);
  if (statSync(file).size > MAX_FILE_BYTES) return no(`require("${name}"): the file is too large`);
  const format = file.endsWith('.json') ? 'json' : 'js';
  const id = prefix + relative(realRoot, file).split(sep).join('/');
  return { ok: true, id, format, source: readFileSync(file, 'utf8').replace(/^#!.*/, '') };
}

/** Node prefers `module-sync` since it can require ES modules; the sandbox cannot: ask again. */
function requireTarget(file: string, root: string, name: string): string | undefined {
  for (let dir = dirname(file); dir.startsWith(root + sep); dir = dirname(dir)) {
    const described = readPackage(dir);
    if (described === undefined) continue;
    const own = typeof described.name === 'string' ? described.name : '';
    const subpath = name.startsWith(`${own}/`) ? `.${name.slice(own.length)}` : '.';
    const exported = described.exports as Record<string, unknown> | string | undefined;
    const entry =
      typeof exported === 'object' && exported !== null && subpath in exported
        ? exported[subpath]
        : exported;
    const target = pickRequire(entry);
    return target === undefined ? undefined : join(dir, target);
  }
  return undefined;
}

function pickRequire(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry.endsWith('.mjs') ? undefined : entry;
  if (Array.isArray(entry)) return entry.map(pickRequire).find((target) => target !== undefined);
  if (typeof entry !== 'object' || entry === null) return undefined;
  for (const [condition, target] of Object.entries(entry)) {
    if (!['node', 'require', 'default'].includes(condition)) continue;
    const found = pickRequire(target);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readPackage(dir: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    // No package.json in this folder: the one above decides.
    return undefined;
  }
}

const esModule = (name: string): ResolvedModule =>
  no(
    `require("${name}"): the package is an ES module and cannot be required; use a version with CommonJS`,
  );

function isEsModule(file: string, root: string): boolean {
  if (!file.endsWith('.js')) return false;
  for (let dir = dirname(file); dir.startsWith(root); dir = dirname(dir)) {
    const described = readPackage(dir);
    if (described !== undefined) return described.type === 'module';
  }
  return false;
}
