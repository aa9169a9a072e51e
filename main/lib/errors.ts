import { ERRORS, type ErrorCode } from '../../preload/rules/error-table.ts';

interface ErrorDetails {
  /** What to do next. */
  hint?: string;
  /** Input field that is wrong. */
  field?: string;
  /** Host that needs an allow. */
  host?: string;
  /** Where in a text it is wrong, in UTF-16 units; `to` is exclusive. */
  place?: { from: number; to: number };
  cause?: unknown;
}

/** An error meant for a person. Its code is one of the table in `preload/rules/error-table.ts`. */
export class BackstitchError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly field: string | undefined;
  readonly host: string | undefined;
  readonly place: { from: number; to: number } | undefined;

  constructor(code: ErrorCode, message: string = ERRORS[code].message, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'BackstitchError';
    this.code = code;
    this.hint = details.hint;
    this.field = details.field;
    this.host = details.host;
    this.place = details.place;
  }
}

/** Reads the `code` of a system or SQLite error; '' where there is none. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
