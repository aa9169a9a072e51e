import { randomUUID } from 'node:crypto';
import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import { ProjectFile } from '../../../preload/contract/interchange/project-file.ts';
import { type Difference, differences, type Json } from '../canonical.ts';
import { listText } from './list-text.ts';
import { hashOf } from './read-source.ts';
import { joined, type Segment, segmentsOf } from './segments.ts';
import { locate, type Source, type SourceFile } from './source.ts';

/** One place of the whole value to write; undefined takes it away. */
export interface PlaceEdit {
  path: (string | number)[];
  to: Json | undefined;
}

type Step = string | number;

const TOP_LEVEL = Object.keys(ProjectFile.shape);

/** Edits of one item: the smallest places in which it differs. */
export const editsOf = (path: readonly Step[], found: readonly Difference[]): PlaceEdit[] =>
  found.map(({ path: inner, to }) => ({ path: [...path, ...inner], to }));

/**
 * Texts of the files with some places changed: comments, order and spelling of all others stay. New fields of the
 * top level stand in the order of the schema, indented as the file is, with its line ends.
 *
 * @returns by the name of the file; files that stay as they are are left out.
 */
export function editTexts(source: Source, edits: readonly PlaceEdit[]): Map<string, string> {
  const texts = new Map<string, string>();
  let now = source;
  for (const { path, to } of edits) {
    const { file, path: inner } = placeToEdit(now, path, to);
    const text = written(file.text, inner, to);
    if (text === file.text) continue;
    texts.set(file.name, text);
    now = replaced(now, file, text);
  }
  return texts;
}

/** The same files in the order of these keys: properties move with the comments above and beside them. */
export function reorder(
  source: Source,
  path: readonly Step[],
  keys: readonly string[],
): Map<string, string> {
  const { file, node } = locate(source, path);
  if (node?.type !== 'object' || node.children === undefined) return new Map();
  const parts = segmentsOf(file.text, node);
  const ranks = new Map(keys.map((key, at) => [key, at]));
  const rankOf = ({ node: one }: Segment): number | undefined =>
    ranks.get(String(one.children?.[0]?.value));
  const moved = parts.list.filter((part) => rankOf(part) !== undefined);
  const inOrder = moved.toSorted((a, b) => (rankOf(a) ?? 0) - (rankOf(b) ?? 0));
  let next = 0;
  const list = parts.list.map((part) =>
    rankOf(part) === undefined ? part : (inOrder[next++] ?? part),
  );
  const body = joined(list, parts.trailingComma);
  const text = file.text.slice(0, parts.from) + body + file.text.slice(parts.to);
  return text === file.text ? new Map() : new Map([[file.name, text]]);
}

/** Where an edit goes: into the file that the place stands in, else where its parent does. */
function placeToEdit(source: Source, path: readonly Step[], to: Json | undefined) {
  const whole = locate(source, path);
  const last = path.at(-1);
  if (whole.path.length > 0 || last === undefined || to !== undefined) return whole;
  // What stands in a file of its own goes where it is named.
  const parent = locate(source, path.slice(0, -1));
  return { file: parent.file, path: [...parent.path, last] };
}

function written(text: string, path: Step[], to: Json | undefined): string {
  const formattingOptions = formatOf(text);
  const list = Array.isArray(to) ? listWritten(text, path, to) : undefined;
  if (list !== undefined) return list;
  const getInsertionIndex = (present: string[]): number => {
    const [first] = path;
    if (path.length !== 1 || typeof first !== 'string') return present.length;
    const rank = TOP_LEVEL.indexOf(first);
    const at = present.findIndex((name) => TOP_LEVEL.indexOf(name) > rank);
    return at < 0 ? present.length : at;
  };
  if (path.length === 0) return `${JSON.stringify(to, null, 2)}${formattingOptions.eol}`;
  return applyEdits(text, modify(text, path, to, { formattingOptions, getInsertionIndex }));
}

/** A list entry by entry: comments of those that stay do, too. */
function listWritten(text: string, path: Step[], to: Json[]): string | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const node = tree && findNodeAtLocation(tree, path);
  if (node?.type !== 'array') return undefined;
  const { insertSpaces, tabSize, eol } = formatOf(text);
  const unit = insertSpaces ? ' '.repeat(tabSize) : '\t';
  const list = listText(text, node, to, { unit, eol });
  return list?.changed.reduce(
    (now, { at, from, to: entry }) =>
      differences(from, entry).reduce(
        (inner, one) => written(inner, [...path, at, ...one.path], one.to),
        now,
      ),
    list.text,
  );
}

/** As the file is written: its indentation and its line ends, two blanks and LF where it does not tell. */
function formatOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const [, indent = '  '] = /\n([ \t]+)["}\]]/.exec(text) ?? [];
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 4 : indent.length,
    eol: /\r?\n/.exec(text)?.[0] ?? '\n',
  };
}

function replaced(source: Source, file: SourceFile, text: string): Source {
  const tree = parseTree(text, [], { allowTrailingComma: true }) ?? file.tree;
  const next = { ...file, text, tree };
  const files = new Map(source.files).set(file.name, next);
  return { ...source, files, main: file === source.main ? next : source.main };
}

/**
 * Writes texts, each file by one rename, where they still are as they were read.
 *
 * @returns hashes of what was written by the name of the file; undefined where a file changed meanwhile: then nothing
 * was written, and it is to be read again.
 */
export async function writeTexts(
  source: Source,
  texts: ReadonlyMap<string, string>,
): Promise<Map<string, string> | undefined> {
  const ready: { from: string; to: string }[] = [];
  const hashes = new Map<string, string>();
  try {
    for (const [name, text] of texts) {
      const file = source.files.get(name);
      if (file === undefined) continue;
      if (!(await isAsRead(file))) return undefined;
      const { mode } = await lstat(file.path);
      const from = join(dirname(file.path), `.backstitch-${randomUUID().slice(0, 8)}.tmp`);
      ready.push({ from, to: file.path });
      await writeFile(from, text, { mode: mode & 0o777, flag: 'wx', flush: true });
      hashes.set(name, hashOf(text));
    }
    for (const file of source.files.values()) {
      if (texts.has(file.name) && !(await isAsRead(file))) return undefined;
    }
    while (ready.length > 0) {
      const [next] = ready;
      if (next !== undefined) await rename(next.from, next.to);
      ready.shift();
    }
    return hashes;
  } finally {
    for (const { from } of ready) await rm(from, { force: true });
  }
}

async function isAsRead(file: SourceFile): Promise<boolean> {
  const stats = await lstat(file.path).catch(() => undefined);
  if (stats?.isFile() !== true) return false;
  const text = await readFile(file.path, 'utf8');
  return hashOf(text.replace(/^\uFEFF/, '')) === file.hash;
}
