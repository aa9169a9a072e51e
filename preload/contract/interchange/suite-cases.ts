import { z } from 'zod';
import { CASE_VERDICTS } from '../../rules/suites/case-verdicts.ts';
import { AppId } from '../app-model.ts';
import { FunctionName, SideEffects } from '../apps/functions.ts';
import { Difference, IgnorePattern } from '../captures/compare.ts';
import { ReplayTarget } from '../replay-request.ts';
import { CaptureId, EpochMs, HeaderPair, ReplayId } from '../shapes.ts';

export const SuiteId = z.string().min(1).max(40).brand<'SuiteId'>();
export type SuiteId = z.infer<typeof SuiteId>;
export const SuiteRunId = z.coerce.number().int().positive().brand<'SuiteRunId'>();
export type SuiteRunId = z.infer<typeof SuiteRunId>;

/** A function of an app, which gets the request without the checks that stand before it: it alone is judged. */
export const FunctionTarget = z.object({
  kind: z.literal('function'),
  appId: AppId,
  of: FunctionName,
  sideEffects: SideEffects.default('record').describe(
    'record: what it asks services for is answered as before, and nothing is changed',
  ),
});
export type FunctionTarget = z.infer<typeof FunctionTarget>;

/** Who has to answer. */
export const SuiteTarget = z.discriminatedUnion('kind', [...ReplayTarget.options, FunctionTarget]);
export type SuiteTarget = z.infer<typeof SuiteTarget>;

/** How answers are held against those before: by status alone, also by the shape of the body, or all of it. */
export const AnswerMatch = z.enum(['status', 'shape', 'exact']);
export type AnswerMatch = z.infer<typeof AnswerMatch>;

/** What became of one case. */
export const CaseVerdict = z.enum(CASE_VERDICTS);
export type CaseVerdict = z.infer<typeof CaseVerdict>;

/** `200`, or `2xx`. */
export const StatusPattern = z.string().regex(/^[1-5](?:xx|\d\d)$/, 'Write 200, or 2xx');
const Statuses = z.array(StatusPattern).min(1).max(20);
export const Ignore = z.array(IgnorePattern).max(200);

/** How a suite is run, and what fails it. */
export const SuiteOptions = z.object({
  repeat: z
    .number()
    .int()
    .min(1)
    .max(5)
    .default(1)
    .describe('sends of each case; where the answers to them disagree, it is flaky'),
  concurrency: z.number().int().min(1).max(8).default(1).describe('cases at a time'),
  timeoutMs: z.number().int().min(1000).max(120_000).default(30_000),
  signature: z
    .enum(['fitting', 'resign', 'keep', 'strip'])
    .default('fitting')
    .describe('fitting: a fresh signature where the old one would be refused'),
  deliveryId: z
    .enum(['keep', 'new'])
    .default('keep')
    .describe('new: for handlers that drop what they had before'),
  body: AnswerMatch.default('shape'),
  ignore: Ignore.default([]).describe('paths of answers that may differ: body.id, header.x-served'),
  good: Statuses.nullable()
    .default(null)
    .describe('statuses that are right; null: 2xx, and 4xx for captures with a wrong signature'),
  strict: z.boolean().default(false).describe('also what changed, or is flaky, fails'),
  allowKnown: z.boolean().default(false).describe('what was bad before does not fail'),
  maxMs: z
    .number()
    .int()
    .min(1)
    .max(120_000)
    .nullable()
    .default(null)
    .describe('a case whose answers take longer, by their median, fails'),
});
export type SuiteOptions = z.infer<typeof SuiteOptions>;

/** Whose answer it was that a case is held against. */
export const BaselineFrom = z.enum(['expected', 'run', 'replay', 'forward', 'capture']);
export type BaselineFrom = z.infer<typeof BaselineFrom>;

export const CaseAnswer = z.object({
  at: EpochMs.nullable(),
  outcome: z.enum(['answered', 'failed', 'refused']),
  status: z.number().int().nullable(),
  error: z.string().nullable().describe('why there is no answer, in words'),
  errorCode: z.string().nullable(),
  totalMs: z.number().nullable(),
  headers: z.array(HeaderPair),
  sizeBytes: z.number().int(),
  cut: z.boolean().describe('only the first 64 KiB are kept'),
  bodyText: z.string().nullable().describe('null where it is not UTF-8'),
  replayId: ReplayId.nullable(),
});
export type CaseAnswer = z.infer<typeof CaseAnswer>;

export const CaseResult = z.object({
  n: z.number().int().describe('from 1, in the order of arrival'),
  captureId: CaptureId.nullable().describe('null where it came from a folder'),
  name: z.string().describe('the event, or method and path'),
  verdict: CaseVerdict,
  why: z.string().describe('one sentence; it holds no values of answers'),
  fails: z.boolean(),
  status: z.number().int().nullable(),
  expected: z.array(StatusPattern).describe('statuses that are right'),
  medianMs: z.number().nullable(),
  beforeFrom: BaselineFrom.nullable(),
  beforeStatus: z.number().int().nullable(),
  beforeMs: z.number().nullable(),
  slower: z.boolean().describe('three times as long as before, and 250 ms more'),
  tooSlow: z.boolean().describe('longer than `maxMs`'),
});
export type CaseResult = z.infer<typeof CaseResult>;

export const CaseDetail = CaseResult.extend({
  before: CaseAnswer.nullable(),
  answers: z.array(CaseAnswer).describe('one for each time it was sent'),
  differences: z
    .array(Difference)
    .describe('from the answer before to the first of these, 500 at most'),
  ignored: z.number().int().describe('differences that were ignored'),
  notes: z.array(z.string()),
});
export type CaseDetail = z.infer<typeof CaseDetail>;
