import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parseSync } from 'vite';

/** A text of a source as it stands there: a string, a piece of a template, or text between tags. */
export interface SourceText {
  file: string;
  line: number;
  text: string;
}

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** What a node says itself; a place in a template (`${…}`) becomes an ellipsis. */
function ownText(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type === 'JSXText') return String(node['value']);
  if (node.type !== 'TemplateLiteral') return undefined;
  const quasis = node['quasis'] as { value: { cooked: string | null } }[];
  return quasis.map(({ value }) => value.cooked ?? '').join('…');
}

/** All nodes of a tree, parents first; paths of imports are left out: they are no texts. */
function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesOf(item);
    return;
  }
  if (!isNode(value)) return;
  yield value;
  const isFromElsewhere = /^(Import|ExportAll|ExportNamed)/.test(value.type);
  for (const [key, child] of Object.entries(value)) {
    if (isFromElsewhere && key === 'source') continue;
    yield* nodesOf(child);
  }
}

/** Runs of spaces and line breaks count as one space, as they do in a page. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The texts of one source, each with its line, counted from 1. Comments are not among them. */
export function textsOf(file: string, source: string): SourceText[] {
  const { program } = parseSync(file, source);
  return [...nodesOf(program)].flatMap((node) => {
    const text = flat(ownText(node) ?? '');
    if (text === '') return [];
    const start = node.start + (/^\s*/.exec(source.slice(node.start))?.[0].length ?? 0);
    return [{ file, line: source.slice(0, start).split('\n').length, text }];
  });
}

/** The texts of every `.ts` and `.tsx` under a folder. Paths are from `root`, with `/`. */
export function textsUnder(root: string, folder: string): SourceText[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .toSorted()
    .flatMap((file) => {
      const path = [folder, ...file.split(sep)].join('/');
      return textsOf(path, readFileSync(join(root, path), 'utf8'));
    });
}
