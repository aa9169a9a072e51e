import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies } from 'semver';
import { z } from 'zod';
import type { PackageVersion, Registry } from './registry.ts';

/** A package in its place: `path` is that of its folder below the store, with slashes. */
export interface Placed {
  path: string;
  name: string;
  version: string;
  /** Name to range: what it needs to run. */
  needs: Record<string, string>;
  /** What it works beside, where that is there. */
  peers: Record<string, string>;
  /** Where it comes from; undefined for one that is there already. */
  from: PackageVersion | undefined;
}

const names = z.record(z.string(), z.string()).default({}).catch({});
const Manifest = z.object({
  name: z.string().optional(),
  version: z.string().default('0.0.0'),
  dependencies: names,
  peerDependencies: names,
});

const MAX_PACKAGES = 500;
const MAX_DEPTH = 20;

/**
 * Plans what is to be fetched so that a package can be required: it at the top, what it needs beside
 * it where the name is free, else inside. Others that needed another version of something that is
 * replaced get theirs inside.
 *
 * @param folder the store: packages already in its `node_modules` are used where they fit.
 * @returns new packages, those on the outside first.
 * @throws Error in words
 */
export async function planInstall(
  registry: Registry,
  folder: string,
  name: string,
  range: string,
): Promise<Placed[]> {
  const places = new Map(readPlaced(folder, '').map((one) => [one.path, one]));
  const fresh: Placed[] = [];

  function put(path: string, alias: string, from: PackageVersion): void {
    if (fresh.length >= MAX_PACKAGES)
      throw new Error(`it needs more than ${MAX_PACKAGES} packages`);
    for (const old of places.keys()) {
      if (old === path || old.startsWith(`${path}/`)) places.delete(old);
    }
    const one = { path, name: alias, version: from.version, needs: needsOf(from), peers: {}, from };
    places.set(path, one);
    fresh.push(one);
  }
  async function provide(dependent: Placed, need: string, wanted: string): Promise<void> {
    const found = findFrom(places, dependent.path, need);
    const { target, spec } = readSpec(need, wanted);
    if (found && fits(found.version, spec)) return;
    const from = await registry.pick(target, spec);
    const top = `node_modules/${need}`;
    const path = places.has(top) ? `${dependent.path}/${top}` : top;
    if (path.split('/node_modules/').length > MAX_DEPTH) throw new Error('it is nested too deeply');
    put(path, need, from);
  }

  const asked = readSpec(name, range);
  const first = await registry.pick(asked.target, asked.spec);
  put(`node_modules/${name}`, name, first);
  // Those that stood beside the one that was there may need it as it was.
  for (const one of places.values()) {
    const wanted = one.from === undefined ? one.needs[name] : undefined;
    if (wanted !== undefined) await provide(one, name, wanted);
  }
  // It grows while it is walked: each new package has needs of its own.
  for (const one of fresh) {
    for (const [need, wanted] of Object.entries(one.needs)) await provide(one, need, wanted);
  }
  return fresh.filter((one) => places.get(one.path) === one);
}

/** Peers are installed too, as npm does; what is optional is left out: it is mostly native code. */
function needsOf(version: PackageVersion): Record<string, string> {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = version;
  const peers = Object.entries(peerDependencies).filter(
    ([peer]) => peerDependenciesMeta[peer]?.optional !== true,
  );
  const all = { ...Object.fromEntries(peers), ...dependencies };
  const left = version.optionalDependencies ?? {};
  return Object.fromEntries(Object.entries(all).filter(([need]) => !Object.hasOwn(left, need)));
}

/** Walks up from a package's folder, as `require` does. */
export function findFrom(
  places: Map<string, Placed>,
  path: string,
  need: string,
): Placed | undefined {
  const folders = path.split('/node_modules/');
  for (let depth = folders.length; depth > 0; depth -= 1) {
    const inside = folders.slice(0, depth).join('/node_modules/');
    const found = places.get(`${inside}/node_modules/${need}`);
    if (found !== undefined) return found;
  }
  return places.get(`node_modules/${need}`);
}

const fits = (version: string, spec: string): boolean =>
  spec === '' || spec === 'latest' || satisfies(version, spec, { loose: true });

/** `npm:other@^1` is another package under this name. */
function readSpec(name: string, wanted: string): { target: string; spec: string } {
  const alias = /^npm:(@?[^@]+)(?:@(.*))?$/.exec(wanted);
  if (alias !== null) return { target: alias[1] ?? '', spec: alias[2] ?? '' };
  if (/^(?:git|github|https?|file|link|workspace)|\//.test(wanted)) {
    throw new Error(`${name} comes from ${wanted}: only registries are asked`);
  }
  return { target: name, spec: wanted };
}

/** What is in a store: packages with their nested ones. */
export function readPlaced(folder: string, inside: string): Placed[] {
  const at = inside === '' ? 'node_modules' : `${inside}/node_modules`;
  const names = namesIn(join(folder, at)).flatMap((name) =>
    name.startsWith('@')
      ? namesIn(join(folder, at, name)).map((below) => `${name}/${below}`)
      : [name],
  );
  return names.flatMap((name) => {
    const path = `${at}/${name}`;
    const described = readManifest(join(folder, path, 'package.json'));
    if (described === undefined) return [];
    const { version, dependencies: needs, peerDependencies: peers } = described;
    return [{ path, name, version, needs, peers, from: undefined }, ...readPlaced(folder, path)];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch {
    // There is none.
    return [];
  }
}

function readManifest(file: string): z.infer<typeof Manifest> | undefined {
  try {
    return Manifest.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    // No package: some folder beside them.
    return undefined;
  }
}
