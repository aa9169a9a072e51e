import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';

/** One import of another room: where it stands, and what it asks for. Paths are from the root. */
export interface Crossing {
  file: string;
  line: number;
  from: string;
  to: string;
  target: string;
}

/** Room and rooms it may import. A room stands below those that import it, so there are no circles. */
export type Rooms = Readonly<Record<string, readonly string[]>>;

// `from '…'`, `import '…'`, `import('…')` and `new URL('…')`, with a path that begins with a dot.
const IMPORT = /\b(?:from|import|new URL)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** The paths a source imports from beside itself, each with its line, counted from 1. */
export function importsOf(source: string): { line: number; path: string }[] {
  return [...source.matchAll(IMPORT)].map((match) => ({
    line: source.slice(0, match.index).split('\n').length,
    path: match[1] ?? '',
  }));
}

/** Halls of a table: folders whose own folders are rooms each; the files right inside join those. */
export const hallsOf = (rooms: Rooms): string[] => [
  ...new Set(Object.keys(rooms).flatMap((room) => /^(.+)\//.exec(room)?.[1] ?? [])),
];

/** A room is a folder right under the root or under a hall; a file beside them is a room of its own. */
export function roomOf(path: string, halls: readonly string[]): string {
  const parts = path.split('/');
  const upTo = (depth: number): string => parts.slice(0, depth).join('/');
  let depth = 1;
  while (halls.includes(upTo(depth)) && parts.length > depth + 1) depth += 1;
  return upTo(depth);
}

/** All folders of a root that are rooms. */
export function roomsBelow(root: string, halls: readonly string[]): string[] {
  const foldersOf = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  return foldersOf(root).flatMap((room) =>
    halls.includes(room)
      ? [room, ...foldersOf(join(root, room)).map((inner) => `${room}/${inner}`)]
      : [room],
  );
}

/** The sources below some folders of a root and what each imports of it; paths are from the root. */
function sourcesOf(root: string, folders: readonly string[]) {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file).split(sep).join('/'),
      ),
    )
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => {
      const all = importsOf(readFileSync(join(root, file), 'utf8')).map(({ line, path }) => ({
        line,
        target: relative(root, join(root, dirname(file), path))
          .split(sep)
          .join('/'),
      }));
      const isOfRoot = (target: string): boolean =>
        /^\w.*\.tsx?$/.test(target) && existsSync(join(root, target));
      return { file, imports: all.filter(({ target }) => isOfRoot(target)) };
    });
}

/** Which file below a root imports which. */
export const importsBelow = (root: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    sourcesOf(root, ['.']).map(({ file, imports }) => [file, imports.map(({ target }) => target)]),
  );

/** All imports below a root that lead from one room into another. */
export function crossingsOf(
  root: string,
  halls: readonly string[] = [],
  folders: readonly string[] = ['.'],
): Crossing[] {
  return sourcesOf(root, folders).flatMap(({ file, imports }) =>
    imports
      .map(({ line, target }) => ({
        file,
        line,
        from: roomOf(file, halls),
        to: roomOf(target, halls),
        target,
      }))
      .filter(({ from, to }) => from !== to),
  );
}

/** Reads a table: a JSON object of rooms and the rooms each may import. */
export const readRooms = (path: string): Rooms =>
  z.record(z.string(), z.array(z.string())).parse(JSON.parse(readFileSync(path, 'utf8')));

/** Imports that the table does not allow, one sentence each. */
export function forbidden(rooms: Rooms, crossings: readonly Crossing[]): string[] {
  return crossings
    .filter(({ from, to }) => rooms[from]?.includes(to) !== true)
    .map(({ file, line, from, to }) => `${file}:${line} imports ${to}, which ${from} may not.`);
}

/** What the table names and nobody imports, and rooms that it does not name. */
export function outdated(rooms: Rooms, crossings: readonly Crossing[], folders: readonly string[]) {
  const used = new Set(crossings.map(({ from, to }) => `${from} ${to}`));
  const unused = Object.entries(rooms).flatMap(([from, allowed]) =>
    allowed
      .filter((to) => !used.has(`${from} ${to}`))
      .map((to) => `${from} may import ${to}, but does not.`),
  );
  const missing = folders
    .filter((room) => !Object.hasOwn(rooms, room))
    .map((room) => `${room} is not in the table.`);
  return [...unused, ...missing];
}

/** Rooms that would import something above themselves: the order of the table forbids circles. */
export function upwards(rooms: Rooms): string[] {
  const order = Object.keys(rooms);
  return Object.entries(rooms).flatMap(([from, allowed]) =>
    allowed
      .filter((to) => !(order.indexOf(to) >= 0 && order.indexOf(to) < order.indexOf(from)))
      .map((to) => `${from} imports ${to}, which is not above it in the table.`),
  );
}

/** Imports of a room's inner folders from outside. `open` rooms are collections: all is on show. */
export function intrusions(crossings: readonly Crossing[], open: readonly string[]): string[] {
  return crossings
    .filter(({ to, target }) => target.slice(to.length).split('/').length > 2 && !open.includes(to))
    .map(({ file, line, target }) => `${file}:${line} reaches into ${target}.`);
}

/** Files that import each other around a circle, imports of types too: the linter passes those. */
export function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) found.push([...way.slice(at), file].join(' > '));
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}
