import { ensureSyntaxTree } from '@codemirror/language';
import { linter, type Diagnostic } from '@codemirror/lint';
import type { EditorState, Extension } from '@codemirror/state';

/** More marks than this help nobody: the first ones are the cause of the rest. */
const MOST = 20;
const PARSE_MS = 200;

/**
 * Places where the text is not what its language allows, in the order of the text.
 *
 * @returns none for languages without a parser, and none where parsing takes too long.
 */
export function syntaxProblems(state: EditorState): Diagnostic[] {
  const tree = ensureSyntaxTree(state, state.doc.length, PARSE_MS);
  const found: Diagnostic[] = [];
  tree?.iterate({
    enter: (node) => {
      if (!node.type.isError || found.length >= MOST) return;
      const { from, to } = visible(state, node.from, node.to);
      const before = found.at(-1);
      if (before !== undefined && from <= before.to) return;
      found.push({ from, to, severity: 'error', message: messageAt(state, node.from, node.to) });
    },
  });
  return found;
}

/** A missing token has no width: the mark stands under the text before it instead. */
function visible(state: EditorState, from: number, to: number): { from: number; to: number } {
  if (to > from) return { from, to: Math.min(to, state.doc.lineAt(from).to) };
  const before = state.sliceDoc(Math.max(0, from - 500), from).trimEnd();
  const end = before === '' ? from : from - (Math.min(500, from) - before.length);
  return { from: Math.max(0, end - 1), to: end };
}

function messageAt(state: EditorState, from: number, to: number): string {
  const text =
    state
      .sliceDoc(from, Math.min(to, from + 24))
      .trim()
      .split('\n', 1)[0] ?? '';
  if (text !== '') return `${text} is not expected here.`;
  return from >= state.doc.length
    ? 'The text ends too early: a bracket or a quote is open.'
    : 'Something is missing here.';
}

/** Marks what is no syntax, a moment after the typing stops. */
export const SYNTAX_MARKS: Extension = linter((view) => syntaxProblems(view.state), { delay: 400 });
