import { findNodeAtLocation, type Node, parseTree, type ParseError } from 'jsonc-parser';

/** An app as its files: path inside the app, with `/`, to bytes. The one truth about it. */
export type AppFiles = ReadonlyMap<string, Buffer>;

/** An app's files as they were found, and where. */
export interface FoundApp {
  files: AppFiles;
  /** Folder on disk; null for an archive. */
  directory: string | null;
  /** What is shown as the root. */
  root: string;
  /** Several apps are below: one of these is meant. */
  choices: string[];
  refused: { path: string; message: string }[];
}

/** A JSON file as it stands: its text, and what is in it. */
export interface JsonFile {
  path: string;
  text: string;
  root: Node;
  value: unknown;
}

export type ReadJson =
  | { kind: 'absent' }
  | { kind: 'broken'; message: string }
  | { kind: 'json'; file: JsonFile };

const BOM = '\uFEFF';

export function textOf(files: AppFiles, path: string): string | undefined {
  return files.get(path)?.toString('utf8');
}

/** Reads a JSON file. An empty one counts as absent; comments, a BOM and repeated keys are borne. */
export function readJson(files: AppFiles, path: string): ReadJson {
  const raw = textOf(files, path);
  if (raw === undefined) return { kind: 'absent' };
  const text = raw.startsWith(BOM) ? raw.slice(1) : raw;
  if (text.trim() === '') return { kind: 'absent' };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const line = text.slice(0, error?.offset ?? 0).split('\n').length;
    return { kind: 'broken', message: `This is not JSON; look at line ${line}.` };
  }
  return { kind: 'json', file: { path, text, root, value: valueOf(root) } };
}

/** Plain value of a node; of a key that stands twice the last one counts. */
function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value as unknown;
  const out: Record<string, unknown> = {};
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    Object.defineProperty(out, String(key.value), {
      value: valueOf(value),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return out;
}

export type Fields = Record<string, unknown>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

export const stringOf = (value: unknown, fallback = ''): string =>
  typeof value === 'string' ? value : fallback;

export const booleanOf = (value: unknown, fallback = false): boolean =>
  typeof value === 'boolean' ? value : fallback;

/** The text of a field as it stands in the file, '' where it is absent. */
export function rawField(file: JsonFile, path: readonly (string | number)[]): string {
  const node = findNodeAtLocation(file.root, [...path]);
  if (node === undefined) return '';
  return dedent(file.text.slice(node.offset, node.offset + node.length), file.text, node.offset);
}

/** Takes away the indentation of the line a value begins in; edits put it back. */
function dedent(raw: string, text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const margin = /^[ \t]*/.exec(line)?.[0] ?? '';
  return margin === '' ? raw : raw.replaceAll(`\n${margin}`, '\n');
}

/** Names of the folders right below `folder`, in order. */
export function foldersIn(files: AppFiles, folder: string): string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const names = new Set<string>();
  for (const path of files.keys()) {
    if (!path.startsWith(prefix)) continue;
    const [name, ...rest] = path.slice(prefix.length).split('/');
    if (name !== undefined && rest.length > 0) names.add(name);
  }
  return [...names].sort();
}

/** Names of the files right in `folder` that end so, in order. */
export function filesIn(files: AppFiles, folder: string, ending: string): string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  return [...files.keys()]
    .filter((path) => path.startsWith(prefix) && path.endsWith(ending))
    .map((path) => path.slice(prefix.length))
    .filter((name) => !name.includes('/'))
    .sort();
}
