import { z } from 'zod';
import { AnswerMatch, StatusPattern } from '../../../preload/contract/interchange/suite-cases.ts';
import { IgnorePattern } from '../../../preload/contract/captures/compare.ts';
import { HeaderPair } from '../../../preload/contract/shapes.ts';

/** Where `suite.json` may point: into its own folder, by plain names. */
export const CASE_PATH = /^cases\/[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.json$/;

export const SUITE_FILE = 'suite.json';
export const CASES_FOLDER = 'cases';

/** `suite.json`. `format` goes up where what stands here changes its meaning. */
export const SuiteFile = z.strictObject({
  format: z.literal(1, { error: 'This Backstitch reads format 1 only' }),
  name: z.string().trim().min(1).max(100),
  defaults: z
    .strictObject({
      status: z.array(StatusPattern).min(1).max(20).default(['2xx']),
      body: AnswerMatch.default('shape'),
      ignore: z.array(IgnorePattern).max(200).default([]),
    })
    .prefault({}),
  cases: z.array(z.string().regex(CASE_PATH, 'Write cases/NAME.json')).min(1).max(1000),
});

const Bytes = {
  body: z.string().optional(),
  bodyBase64: z.base64().optional(),
};

/** A file below `cases`. */
export const CaseFile = z.strictObject({
  name: z.string().trim().min(1).max(300).optional(),
  method: z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,40}$/, 'This is no method'),
  target: z
    .string()
    .max(8000)
    .regex(/^\/[\x21-\x7E]*$/, 'A target begins with /, and has no spaces'),
  headers: z
    .array(HeaderPair)
    .max(500)
    .refine((all) => all.every(isHeader), 'A header has a line break, or is no header'),
  ...Bytes,
  provider: z.string().max(100).nullable().default(null),
  resign: z.boolean().default(true),
  expect: z
    .strictObject({
      status: z.array(StatusPattern).min(1).max(20).optional(),
      right: z.boolean().default(true).describe('false: it was answered wrongly when it was kept'),
      headers: z.array(HeaderPair).max(500).default([]),
      ...Bytes,
      ms: z.number().min(0).optional().describe('how long the answer took'),
    })
    .prefault({}),
});
export type CaseFile = z.infer<typeof CaseFile>;

function isHeader([name, value]: [string, string]): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) && /^[\t\x20-\x7E\x80-\xFF]*$/.test(value);
}

/** Bytes as text where text says exactly them, else as base64. */
export function written(bytes: Buffer): { body: string } | { bodyBase64: string } {
  const body = bytes.toString();
  return Buffer.from(body).equals(bytes) ? { body } : { bodyBase64: bytes.toString('base64') };
}

/** undefined where neither is given. */
export function bytesOf(given: {
  body?: string | undefined;
  bodyBase64?: string | undefined;
}): Buffer | undefined {
  if (given.bodyBase64 !== undefined) return Buffer.from(given.bodyBase64, 'base64');
  return given.body === undefined ? undefined : Buffer.from(given.body);
}
