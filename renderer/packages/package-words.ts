import type { PackageView } from '../../preload/contract/apps/packages.ts';

type Asked = Pick<PackageView, 'wanted'>;

/** What installing without a version takes. */
export const usualVersion = ({ wanted }: Asked): string =>
  wanted === null ? 'the newest' : `what package.json asks for: ${wanted}`;

/** What the app says of a package. */
export const askedFor = ({ wanted }: Asked): string =>
  wanted === null ? 'not in package.json' : `package.json: ${wanted}`;

/** What is wrong with a package; null where nothing is. */
export function problemOf({ installed, fits }: PackageView): string | null {
  if (installed === null) return 'Missing';
  return fits ? null : 'Another version';
}

/** What was taken away, and what still needs it. */
export function removalWords(
  name: string,
  { removed, neededBy }: { removed: readonly string[]; neededBy: readonly string[] },
): string {
  if (neededBy.length > 0) return `${name} stays: ${neededBy.join(', ')} needs it.`;
  const [, ...others] = removed;
  if (others.length === 0) return `${name} was removed.`;
  const packages = others.length === 1 ? 'package' : 'packages';
  return `${name} was removed, with ${others.length} ${packages} that only it needed.`;
}
