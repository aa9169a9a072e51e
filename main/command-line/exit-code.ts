import { BackstitchError } from '../lib/errors.ts';

/** What a command ends with, beside 0. The numbers are part of what scripts rely on. */
export const EXIT = {
  /** The answer is no; or `serve` could not start. */
  no: 1,
  /** The command line or a search has a mistake. Nothing was done. */
  mistake: 2,
  notRunning: 3,
  /** Token, permission, a host that needs an allow. */
  refused: 4,
  /** What was named does not exist, or the engine failed. */
  failed: 5,
  interrupted: 130,
  terminated: 143,
} as const;

const BY_CODE: Readonly<Record<string, number>> = {
  BAD_ARGUMENT: EXIT.mistake,
  BAD_INPUT: EXIT.mistake,
  SEARCH_INVALID: EXIT.mistake,
  PROJECT_INVALID: EXIT.mistake,
  EXPECTATION_INVALID: EXIT.mistake,
  SUITE_INVALID: EXIT.mistake,
  SCHEMA_INVALID: EXIT.mistake,
  REDACTION_INVALID: EXIT.mistake,
  IMPORT_INVALID: EXIT.mistake,
  IMPORT_TOO_LARGE: EXIT.mistake,
  NOT_RUNNING: EXIT.notRunning,
  UNAUTHORIZED: EXIT.refused,
  FORBIDDEN: EXIT.refused,
  ENGINE_FILE_UNSAFE: EXIT.refused,
  TARGET_REFUSED: EXIT.refused,
  TARGET_NEEDS_ALLOW: EXIT.refused,
  ENGINE_FAILED: EXIT.failed,
};

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof BackstitchError)) return EXIT.no;
  return BY_CODE[error.code] ?? (error.code.endsWith('_NOT_FOUND') ? EXIT.failed : EXIT.no);
}
