import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { type Node, parseTree, type ParseError } from 'jsonc-parser';
import type { z } from 'zod';
import { Expectation } from '../../../../preload/contract/interchange/expectations.ts';
import { branchOf } from '../../../../preload/contract/interchange/expectations/assertions.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import { jsonWords, memberOf, nearest, nodeOf, valueOf } from '../../../lib/json/json-tree.ts';
import { withNamedFiles } from './named-files.ts';
import { placeIn, refusal, type Source } from './places.ts';

/** An expectation to be judged, and where it is from. */
export interface Named {
  /** File, as a person reads it, or `command line`. */
  from: string;
  expectation: Expectation;
  /** `file:line:column` of a field, such as `each.0.json`; undefined where there is no file. */
  placeOf?: (field: string) => string;
}

const LARGEST = 8 * 1024 * 1024;

/**
 * Reads a file of expectations: one, a list, or a list below `expectations`, as JSON in which comments and a
 * comma at the end may stand. Files that it names are looked for beside it.
 *
 * @param path absolute
 * @throws BackstitchError EXPECTATION_INVALID with file, line and column
 */
export async function readExpectationFile(path: string): Promise<Named[]> {
  const source = await readSource(path);
  const { name, text } = source;
  const mistakes: ParseError[] = [];
  const tree = parseTree(text, mistakes, { allowTrailingComma: true });
  const [first] = mistakes;
  if (first !== undefined) throw refusal(source, first.offset, jsonWords(first));
  const nodes = tree === undefined ? [] : nodesIn(tree);
  if (nodes.length === 0) {
    throw refusal(source, tree?.offset ?? 0, 'Write an expectation, or a list of some.');
  }
  const named: Named[] = [];
  for (const node of nodes) {
    const read = Expectation.safeParse(valueOf(node, text));
    if (!read.success) throw mistakeAt(source, node, read.error.issues[0]);
    const expectation = await withNamedFiles(read.data, {
      folder: dirname(path),
      refuse: (at, message) => refusal(source, nearest(node, at).offset, message),
    });
    const placeOf = (field: string): string =>
      placeIn(source, nearest(node, field === '' ? [] : field.split('.')).offset);
    named.push({ from: name, expectation, placeOf });
  }
  return named;
}

async function readSource(path: string): Promise<Source> {
  const near = relative(process.cwd(), path);
  const name = near === '' || near.startsWith('..') ? path : near;
  try {
    const bytes = await readFile(path);
    if (bytes.length <= LARGEST) {
      return { name, text: bytes.toString('utf8').replace(/^\uFEFF/, '') };
    }
  } catch (cause) {
    const message = `The file ${name} cannot be read.`;
    throw new BackstitchError('EXPECTATION_INVALID', message, { cause });
  }
  throw new BackstitchError('EXPECTATION_INVALID', `The file ${name} is larger than 8 MB.`);
}

function nodesIn(tree: Node): Node[] {
  if (tree.type === 'array') return tree.children ?? [];
  if (tree.type !== 'object') return [];
  const list = memberOf(tree, 'expectations');
  return list?.type === 'array' ? (list.children ?? []) : [tree];
}

/** An issue of the schema, at its place; within an assertion, that of the form it was meant to have. */
function mistakeAt(
  source: Source,
  node: Node,
  issue: z.core.$ZodIssue | undefined,
): BackstitchError {
  if (issue === undefined) return refusal(source, node.offset, 'This is no expectation.');
  const at = nearest(node, issue.path);
  const inner =
    issue.code === 'invalid_union'
      ? branchOf({ input: valueOf(at, source.text), errors: issue.errors })
      : null;
  if (inner === null) return refusal(source, nodeOf(issue, at).offset, issue.message);
  return refusal(source, nodeOf(inner, nearest(at, inner.path)).offset, inner.message);
}
