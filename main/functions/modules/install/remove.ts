import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findFrom, type Placed, readPlaced } from './tree.ts';

/** What became of a package that was to be removed. */
export interface Removal {
  /** `name@version`, with what nothing else needed. */
  removed: string[];
  /** Packages that need it, where it stays for them. */
  neededBy: string[];
}

/**
 * Removes a package from a store, with what only it needed.
 *
 * @param keep names that are wanted for themselves, whatever else needs them.
 */
export function removePackage(folder: string, name: string, keep: readonly string[]): Removal {
  const all = readPlaced(folder, '');
  const places = new Map(all.map((one) => [one.path, one]));
  const wanted = new Set([...keep, ...unneeded(all, places)]);
  wanted.delete(name);
  const needed = reachable([...wanted], places);
  const gone = drop(folder, all, needed);
  const own = places.get(`node_modules/${name}`);
  const neededBy =
    own === undefined || !needed.has(own.path)
      ? []
      : all.filter(
          (one) => findFrom(places, one.path, name) === own && needsOf(one).includes(name),
        );
  return {
    removed: gone.map((one) => `${one.name}@${one.version}`),
    neededBy: neededBy.map((one) => one.name),
  };
}

/**
 * Removes what nothing needs any more, as another version of a package may leave behind.
 *
 * @param wanted names that are wanted for themselves.
 */
export function prune(folder: string, wanted: readonly string[]): void {
  const all = readPlaced(folder, '');
  drop(folder, all, reachable(wanted, new Map(all.map((one) => [one.path, one]))));
}

function drop(folder: string, all: readonly Placed[], needed: ReadonlySet<string>): Placed[] {
  const gone = all.filter(({ path }) => !needed.has(path));
  // Those on the outside come first: what is nested in them goes with them.
  for (const { path } of gone) rmSync(join(folder, path), { recursive: true, force: true });
  return gone;
}

const needsOf = ({ needs, peers }: Placed): string[] => Object.keys({ ...peers, ...needs });

/** Names at the top that no other package asks for: they were installed for themselves. */
function unneeded(all: readonly Placed[], places: Map<string, Placed>): string[] {
  const asked = new Set(
    all.flatMap((one) => needsOf(one).map((need) => findFrom(places, one.path, need)?.path)),
  );
  return all
    .filter(({ path, name }) => path === `node_modules/${name}` && !asked.has(path))
    .map(({ name }) => name);
}

function reachable(names: readonly string[], places: Map<string, Placed>): Set<string> {
  const found = new Set<string>();
  const waiting = names.flatMap((name) => places.get(`node_modules/${name}`) ?? []);
  for (const one of waiting) {
    if (found.has(one.path)) continue;
    found.add(one.path);
    for (const need of needsOf(one)) {
      const at = findFrom(places, one.path, need);
      if (at !== undefined) waiting.push(at);
    }
  }
  return found;
}

/** Names of the packages that were put into a store for themselves. */
export function installedFor(folder: string): string[] {
  const all = readPlaced(folder, '');
  return unneeded(all, new Map(all.map((one) => [one.path, one])));
}
