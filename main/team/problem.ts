import { BackstitchError } from '../lib/errors.ts';
import { codeOf, targetProblem } from '../lib/postgres/target.ts';
import type { ErrorCode } from '../../preload/rules/error-table.ts';

export type TeamErrorCode = Extract<ErrorCode, `TEAM_${string}`>;

export const refuse = (code: TeamErrorCode, message?: string, field?: string): BackstitchError =>
  new BackstitchError(code, message, field === undefined ? {} : { field });

/** What a failure means for the link: whether it is worth trying again soon. */
export type ProblemKind = 'away' | 'refused' | 'not-installed' | 'too-old' | 'taken' | 'moved';

export interface Problem {
  kind: ProblemKind;
  /** For a person; never with the password. */
  text: string;
}

/** What keeps a node from taking part, beside what the driver says. */
export class LinkProblem extends Error {
  readonly kind: ProblemKind;
  constructor(kind: ProblemKind, text: string) {
    super(text);
    this.name = 'LinkProblem';
    this.kind = kind;
  }
}

/** Login or database refused, or a right that is missing. */
const REFUSED = new Set(['28P01', '28000', '3D000', '42501']);
/** Schema, table or function that is not there. */
const NOT_INSTALLED = new Set(['3F000', '42P01', '42883']);

const WORDS: Readonly<Record<string, string>> = {
  42501: 'This login may not do that in the team.',
  '3F000': 'This database holds no team yet.',
  '42P01': 'This database holds no team yet.',
  42883: 'This database holds no team yet.',
};

/** An error of the driver, in words and with what follows from it. */
export function problemOf(error: unknown): Problem {
  if (error instanceof LinkProblem) return { kind: error.kind, text: error.message };
  if (error instanceof BackstitchError) return { kind: 'refused', text: error.message };
  const code = codeOf(error);
  const text = WORDS[code] ?? targetProblem(error);
  if (REFUSED.has(code)) return { kind: 'refused', text };
  return { kind: NOT_INSTALLED.has(code) ? 'not-installed' : 'away', text };
}

const CODES: Readonly<Record<ProblemKind, TeamErrorCode>> = {
  away: 'TEAM_UNREACHABLE',
  refused: 'TEAM_REFUSED',
  'not-installed': 'TEAM_NOT_INSTALLED',
  'too-old': 'TEAM_TOO_OLD',
  taken: 'TEAM_TAKEN',
  moved: 'TEAM_TAKEN',
};

/** Whether a state of the link is one of these. */
export const isProblem = (state: string): state is ProblemKind => state in CODES;

const HINTS: Partial<Record<ProblemKind, string>> = {
  'not-installed': 'An administrator of the database makes one: backstitch team init URL.',
  'too-old': 'Update Backstitch.',
};

/** The same as an error for a person. */
export function asTeamError(error: unknown): BackstitchError {
  if (error instanceof BackstitchError) return error;
  const { kind, text } = problemOf(error);
  const hint = HINTS[kind];
  return new BackstitchError(CODES[kind], text, { cause: error, ...(hint && { hint }) });
}
