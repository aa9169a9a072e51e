import { ValidationError } from '@orpc/contract';
import { ORPCError } from '@orpc/server';
import { ERRORS, type ErrorCode } from '../../preload/rules/error-table.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

/** Refusals of the transport itself; procedures never throw them. */
const TRANSPORT_ERRORS = {
  NOT_FOUND: { status: 404, message: 'The API has nothing under this path and method.' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'This address can only be read.' },
  PAYLOAD_TOO_LARGE: { status: 413, message: 'The request body is larger than 64 MB.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'The API accepts JSON bodies only.' },
  TOO_MANY_STREAMS: {
    status: 429,
    message: 'As many live streams as Backstitch serves are open already.',
  },
  INTERNAL: { status: 500, message: 'Backstitch failed; its log says why.' },
} as const;

export type PublicCode = ErrorCode | keyof typeof TRANSPORT_ERRORS;

const PUBLIC_ERRORS: Record<PublicCode, { status: number; message: string }> = {
  ...ERRORS,
  ...TRANSPORT_ERRORS,
};

interface PublicData {
  hint?: string;
  field?: string;
  host?: string;
  place?: { from: number; to: number };
}

/** An error in the one form that every transport sends: code, status, message, data. */
export function publicError(
  code: PublicCode,
  message?: string,
  data: PublicData = {},
): ORPCError<PublicCode, PublicData> {
  const { status, message: standard } = PUBLIC_ERRORS[code];
  return new ORPCError(code, { status, message: message ?? standard, data: present(data) });
}

/** Turns whatever a call threw into what its caller may see; the rest goes to the log. */
export function toPublicError(error: unknown, log: Log): ORPCError<PublicCode, PublicData> {
  if (error instanceof BackstitchError) return publicError(error.code, error.message, error);
  if (error instanceof ORPCError) {
    if (isPublic(error)) return error;
    if (error.code === 'BAD_REQUEST') return badInput(error);
  }
  log.error({ err: error }, 'A call failed in a way nobody foresaw.');
  return publicError('INTERNAL');
}

// Only errors made by `publicError` pass: another library's ORPCError may carry inner words.
function isPublic(error: ORPCError<string, unknown>): error is ORPCError<PublicCode, PublicData> {
  return Object.hasOwn(PUBLIC_ERRORS, error.code);
}

function badInput(error: ORPCError<string, unknown>): ORPCError<PublicCode, PublicData> {
  const issue = error.cause instanceof ValidationError ? error.cause.issues[0] : undefined;
  if (issue === undefined) return publicError('BAD_INPUT');
  const field = (issue.path ?? [])
    .map((step) => String(typeof step === 'object' ? step.key : step))
    .join('.');
  if (field === '') return publicError('BAD_INPUT', sentence('The request', issue.message));
  return publicError('BAD_INPUT', sentence(`The field "${field}"`, issue.message), { field });
}

/** Words about any value go on from its name (`must be text`); those of one value are a sentence. */
const sentence = (what: string, words: string): string =>
  /^[a-z“]/u.test(words) ? `${what} ${words}.` : `${what} is wrong. ${words}.`;

function present({ hint, field, host, place }: PublicData): PublicData {
  return {
    ...(hint !== undefined && { hint }),
    ...(field !== undefined && { field }),
    ...(host !== undefined && { host }),
    ...(place !== undefined && { place: { from: place.from, to: place.to } }),
  };
}
