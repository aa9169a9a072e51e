import type { RunError, SourcePlace } from '../../../preload/contract/apps/function-runs.ts';

/** Stands before a function's source: columns of its first line are this far to the right. */
export const FIRST_LINE = '(function (exports, context, require) {';

type Frame = RunError['stack'][number];

const FRAME = /^\s*at (?:(.*?) \()?([^()\s]+?)(?::(\d+))?(?::(\d+))?\)?$/;
const USER = 'user:';
const MAX_FRAMES = 50;

/** Frames of a QuickJS stack, in lines and columns of the author's own source. */
export function readStack(stack: string): Frame[] {
  return stack
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, MAX_FRAMES)
    .flatMap((line) => readFrame(line));
}

/** The innermost line of a stack that is the author's own; undefined where none is. */
export function placeIn(stack: string): SourcePlace | undefined {
  for (const text of stack.split('\n', MAX_FRAMES)) {
    const match = FRAME.exec(text);
    const name = sourceOf(match?.[2] ?? '');
    const line = Number(match?.[3] ?? 0);
    if (name !== undefined && line > 0) return { name, line };
  }
  return undefined;
}

/** The same as text for a line of the log; '' where no frame is the author's. */
export const shownStack = (stack: string): string =>
  readStack(stack)
    .map(({ text }) => `\n    ${text}`)
    .join('');

/** What an author's file is called; undefined for any other file. */
function sourceOf(file: string): string | undefined {
  if (!file.startsWith(USER)) return undefined;
  try {
    return decodeURIComponent(file.slice(USER.length));
  } catch {
    // A function may be named like a frame: what is no name of ours names nothing.
    return undefined;
  }
}

function readFrame(text: string): Frame[] {
  const match = FRAME.exec(text);
  const file = match?.[2] ?? '';
  // Frames of our own scripts say nothing to the author.
  if (file.startsWith('backstitch:') || file === 'native') return [];
  const name = match?.[1] ?? '';
  if (!file.startsWith(USER))
    return [{ text: text.trim(), function: name, line: null, column: null }];
  const line = Number(match?.[3] ?? 0);
  const column = Number(match?.[4] ?? 0);
  const source = sourceOf(file) ?? file;
  const own = line === 1 ? Math.max(1, column - FIRST_LINE.length) : column;
  const called = name === '' || name === '<anonymous>' ? source : name;
  const place = line === 0 ? '' : `:${line}${column === 0 ? '' : `:${own}`}`;
  return [
    {
      text: `at ${called} (${source}${place})`,
      function: called,
      line: line === 0 ? null : line,
      column: column === 0 ? null : own,
    },
  ];
}
