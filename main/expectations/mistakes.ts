import { type Node, parseTree, type ParseError } from 'jsonc-parser';
import type { z } from 'zod';
import {
  Expectation,
  type ExpectationMistake,
} from '../../preload/contract/interchange/expectations.ts';
import { branchOf } from '../../preload/contract/interchange/expectations/assertions.ts';
import { BackstitchError } from '../lib/errors.ts';
import { jsonWords, nearest, nodeOf, valueOf } from '../lib/json/json-tree.ts';

/** A parser that calls itself must not be led deeper; what means something is ten deep. */
const DEEPEST = 200;

/**
 * What is wrong with the text of an expectation, each with its place.
 *
 * @param refuse throws a BackstitchError with its field for what only the use of an expectation shows
 */
export function mistakesIn(
  text: string,
  refuse: (expectation: Expectation) => void,
): ExpectationMistake[] {
  if (isTooDeep(text)) return [{ path: '', from: 0, to: 0, message: 'This is nested too deep.' }];
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first !== undefined || tree === undefined) {
    const from = first?.offset ?? 0;
    const message = first === undefined ? 'Write an object: { … }.' : jsonWords(first);
    return [{ path: '', from, to: from + (first?.length ?? 0), message }];
  }
  const read = Expectation.safeParse(valueOf(tree, text));
  if (!read.success) {
    return read.error.issues
      .map((issue) => mistakeOf(issue, tree, text))
      .toSorted((a, b) => a.from - b.from);
  }
  try {
    refuse(read.data);
    return [];
  } catch (error) {
    if (!(error instanceof BackstitchError)) throw error;
    const path = error.field ?? '';
    const node = nearest(tree, path === '' ? [] : path.split('.'));
    return [mistake(path, node, error.message)];
  }
}

/** Within an assertion, that of the form it was meant to have. */
function mistakeOf(issue: z.core.$ZodIssue, tree: Node, text: string): ExpectationMistake {
  const at = nearest(tree, issue.path);
  const inner =
    issue.code === 'invalid_union'
      ? branchOf({ input: valueOf(at, text), errors: issue.errors })
      : null;
  if (inner === null) return mistake(issue.path.join('.'), nodeOf(issue, at), issue.message);
  const path = [...issue.path, ...inner.path].join('.');
  return mistake(path, nodeOf(inner, nearest(at, inner.path)), inner.message);
}

const mistake = (path: string, { offset, length }: Node, message: string): ExpectationMistake => ({
  path,
  from: offset,
  to: offset + length,
  message,
});

/** Brackets within texts count too: nobody writes two hundred of them. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
