export type Params = Record<string, string | number>;

/** A way to walk the matches of a term, newest first, without looking at other captures. */
export interface Driver {
  from: string;
  /** The column that is the capture id, and the order. */
  key: string;
  where: string;
}

export interface Condition {
  /** Holds for `captures c`, whatever index is used. */
  where: string;
  driver: Driver | null;
  /** All captures between the bounds of a statement are listed for it before the first is looked at. */
  isListed?: boolean;
  /** The same, asked of each row by itself: dearer for many rows, and nothing is listed. */
  each?: string;
}

export interface Compiled {
  conditions: Condition[];
  /** Lowest id that counts, and the first that no longer does. */
  fromId: number;
  belowId: number;
  /** The start of a word is looked for: what has it is merged from all its endings, however few are asked. */
  hasPrefix: boolean;
  /** Parameters of all of it, by name. */
  params: Params;
  /** Where one start of a word is looked for that some words go on from in most captures. */
  guess?: Guess;
}

/**
 * The start of a word as the words that most captures have of it, and the search without it. What the first
 * finds is in the whole as well; where the second finds no more of the newest, it is the whole of them.
 */
export interface Guess {
  withWords: Compiled;
  without: Compiled;
}

export interface CompileContext {
  /** Smallest id of an arrival at that epoch ms or later. */
  firstIdAt: (ms: number) => number;
  /** Id of a header, query or body field in the index; undefined if no capture has it. */
  fieldId: (name: string) => number | undefined;
  /** Words that begin so, of those that most of the newest captures have. */
  commonWords?: (start: string) => string[];
}

/** Makes a value a parameter of the statement; the name that stands for it. */
export type Bind = (value: string | number) => string;

// Of a capture that is not indexed yet nobody can say that it lacks a word: a deletion of all that
// lack it must not take it along.
export const KNOWN = '+c.indexed = 1';

export const plain = (where: string): Condition => ({ where, driver: null });

/** A condition that an index of `captures` answers newest first, if its column is left bare. */
export function own(where: string): Condition {
  return {
    // The plus hides the column from the planner: only the condition that drives picks an index.
    where: where.replaceAll('c.', '+c.'),
    driver: { from: 'captures c', key: 'c.id', where },
  };
}

export function anyOf(alternatives: readonly string[]): string {
  return alternatives.length === 1 ? (alternatives[0] ?? '') : `(${alternatives.join(' OR ')})`;
}
