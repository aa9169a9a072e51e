import { readPlace, readProblem } from '../../ui/read-problem.ts';

/** What stands before a query of which the plan is asked. */
export const PLAN_WORDS = 'EXPLAIN QUERY PLAN ';

/** Where the text of a tab is wrong; offsets are UTF-16 units, `to` exclusive. */
export interface Mistake {
  from: number;
  to: number;
  message: string;
}

/** The mistake that a run found, while the text is what was run; null where no place is known. */
export function mistakeOf(
  run: { kind: 'rows' | 'plan'; state: string; text: string; from: number; error: unknown },
  text: string,
): Mistake | null {
  if (run.state !== 'failed' || run.text !== text) return null;
  const place = readPlace(run.error);
  if (place === null) return null;
  const begin = run.from - (run.kind === 'plan' ? PLAN_WORDS.length : 0);
  const from = Math.max(run.from, begin + place.from);
  return { from, to: begin + place.to, message: readProblem(run.error).message };
}

/** A place as editors count it: line and column from 1. */
export function lineOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}
