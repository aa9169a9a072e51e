import type { Portable } from '../portable.ts';

/** What was read of a file at one place: a capture, or why there is none. */
export type ReadEntry =
  | {
      index: number;
      capture: Portable;
      /** Its bytes are not the original ones: its source does not keep them. */
      rebuilt: boolean;
      /** Carries everything we know of a capture, because we wrote it. */
      ours: boolean;
      /** What the file says of it that is not taken, in words: scripts, values that are made up. */
      notTaken?: readonly string[];
    }
  | { index: number; problem: string };

/** One line from what a schema says of a value that it does not take. */
export function schemaProblem(error: {
  issues: readonly { path: PropertyKey[]; message: string }[];
}): string {
  const [first] = error.issues;
  if (first === undefined) return 'It has another shape.';
  const path = first.path.map(String).join('.');
  return path === '' ? first.message : `${path}: ${first.message}`;
}

/** A file that cannot be read on, in words for people. */
export class Unreadable extends Error {}

/** One entry, or why it cannot be read: what is wrong with it says nothing of the next one. */
export async function entryOrProblem(
  index: number,
  read: () => ReadEntry | Promise<ReadEntry>,
): Promise<ReadEntry> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Unreadable) return { index, problem: error.message };
    // JSON is parsed at any depth, and written only as deep as the stack.
    if (error instanceof RangeError) return { index, problem: 'This entry is nested too deeply.' };
    throw error;
  }
}
