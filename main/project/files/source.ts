import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { ProjectProblem } from '../../../preload/contract/interchange/project.ts';

/** One file of a project as it was read. */
export interface SourceFile {
  /** Below the folder of the project, with `/`. */
  name: string;
  path: string;
  text: string;
  hash: string;
  tree: Node;
}

/** What a project stands in. */
export interface Source {
  /** Absolute folder: files that are named lie below it. */
  folder: string;
  main: SourceFile;
  files: ReadonlyMap<string, SourceFile>;
}

/** Where a place of the whole value stands: in which file, and where in it. */
export interface Place {
  file: SourceFile;
  path: (string | number)[];
  /** undefined where nothing stands there yet. */
  node: Node | undefined;
}

/** The name in `{"$file": "name"}`; undefined for anything else. */
export function fileNamed(node: Node | undefined): string | undefined {
  if (node?.type !== 'object' || node.children?.length !== 1) return undefined;
  const [key, value] = node.children[0]?.children ?? [];
  return key?.value === '$file' && value?.type === 'string' ? (value.value as string) : undefined;
}

/** Follows a path through the files; stops following where nothing stands. */
export function locate(source: Source, path: readonly (string | number)[]): Place {
  let place: Place = into(source, { file: source.main, path: [], node: source.main.tree });
  for (const step of path) {
    const node = place.node && findNodeAtLocation(place.node, [step]);
    place = into(source, { file: place.file, path: [...place.path, step], node });
  }
  return place;
}

function into(source: Source, place: Place): Place {
  const name = fileNamed(place.node);
  const file = name === undefined ? undefined : source.files.get(plainName(name));
  return file === undefined ? place : into(source, { file, path: [], node: file.tree });
}

/** As files are known by: `./a/b.json` is `a/b.json`. */
export const plainName = (name: string): string => name.replace(/^(?:\.\/)+/, '');

/** A problem with the line and column of an offset. */
export function problemAt(
  file: Pick<SourceFile, 'name' | 'text'>,
  offset: number,
  message: string,
): ProjectProblem {
  const before = file.text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1) + 1;
  return { message, file: file.name, line, column };
}

/** A problem of the place nearest to a path. */
export function problemIn(
  source: Source,
  path: readonly (string | number)[],
  message: string,
): ProjectProblem {
  for (let length = path.length; length >= 0; length -= 1) {
    const { file, node } = locate(source, path.slice(0, length));
    if (node !== undefined) return problemAt(file, node.offset, message);
  }
  return problemAt(source.main, 0, message);
}
