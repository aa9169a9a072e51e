import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { CASE_VERDICTS } from '../../rules/suites/case-verdicts.ts';
import { AppId } from '../app-model.ts';
import { FunctionName, SideEffects } from '../apps/functions.ts';
import { Difference, IgnorePattern } from '../captures/compare.ts';
import { errors } from '../errors.ts';
import { ReplayTarget } from '../replays.ts';
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
const Ignore = z.array(IgnorePattern).max(200);

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

const Counts = z.partialRecord(CaseVerdict, z.number().int());

export const SuiteSource = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('search'),
    search: z.string().max(2000),
    limit: z.number().int().min(1).max(1000).default(20).describe('how many, the newest first'),
  }),
  z.object({ kind: z.literal('captures'), ids: z.array(CaptureId).min(1).max(1000) }),
  z.object({ kind: z.literal('suite'), id: SuiteId }),
  z
    .object({ kind: z.literal('variants'), captureId: CaptureId })
    .describe('the capture as it came, then its body with one thing otherwise in each case'),
]);
export type SuiteSource = z.infer<typeof SuiteSource>;

export const SuiteRun = z.object({
  id: SuiteRunId,
  source: SuiteSource,
  what: z.string().describe('the suite, or the search, for people'),
  to: SuiteTarget,
  url: z.string().describe('of a function: its name and that of its app'),
  options: SuiteOptions,
  startedAt: EpochMs,
  endedAt: EpochMs.nullable(),
  state: z.enum(['running', 'finished', 'canceled', 'interrupted']),
  total: z.number().int(),
  done: z.number().int(),
  counts: Counts,
  slower: z.number().int(),
  failing: z.number().int().describe('cases that fail it'),
  ok: z.boolean().describe('finished, and nothing fails it'),
  against: SuiteRunId.nullable().describe('the run it was held against; null: what was last'),
});
export type SuiteRun = z.infer<typeof SuiteRun>;

export const SuiteName = z.string().trim().min(1).max(100);

export const Suite = z.object({
  id: SuiteId,
  name: SuiteName,
  cases: z.number().int(),
  body: AnswerMatch,
  ignore: Ignore,
  updatedAt: EpochMs,
});
export type Suite = z.infer<typeof Suite>;

/** A place in a suite that looks like a secret. */
export const SuiteSecret = z.object({
  n: z.number().int(),
  name: z.string(),
  path: z.string().describe('header.x-api-key, body.user.password'),
});
export type SuiteSecret = z.infer<typeof SuiteSecret>;

const bySuite = z.object({ id: SuiteId });
const byRun = z.object({ id: SuiteRunId });
const Folder = z.string().min(1).max(4000).describe('absolute path, where Backstitch runs');
const onSuite = errors('SUITE_NOT_FOUND', 'SUITE_INVALID', 'STORE_UNAVAILABLE');

/** What a handler answers now, held against what was answered before. */
export const suites = {
  start: oc
    .route({
      method: 'POST',
      path: '/suite-runs',
      summary: 'Send captures of a search, or a suite, to a handler and judge its answers',
    })
    .input(
      z.object({
        source: SuiteSource,
        to: SuiteTarget,
        options: SuiteOptions.prefault({}),
        against: SuiteRunId.optional().describe('an earlier run; left out: what was last'),
      }),
    )
    .output(SuiteRun)
    .errors(
      errors(
        'SUITE_NOT_FOUND',
        'SUITE_RUN_NOT_FOUND',
        'SUITE_INVALID',
        'SUITE_BUSY',
        'SEARCH_INVALID',
        'TARGET_REFUSED',
        'TARGET_NEEDS_ALLOW',
        'APP_NOT_FOUND',
        'FUNCTION_NOT_FOUND',
        'WEBHOOK_NOT_FOUND',
        'STORE_UNAVAILABLE',
      ),
    ),
  runs: oc
    .route({ method: 'GET', path: '/suite-runs', summary: 'The last 50 runs, newest first' })
    .output(z.array(SuiteRun)),
  run: oc
    .route({ method: 'GET', path: '/suite-runs/{id}', summary: 'One run with its counts' })
    .input(byRun)
    .output(SuiteRun)
    .errors(errors('SUITE_RUN_NOT_FOUND')),
  cases: oc
    .route({
      method: 'GET',
      path: '/suite-runs/{id}/cases',
      summary: 'What became of each case, in the order of arrival',
    })
    .input(
      byRun.extend({
        verdict: CaseVerdict.optional(),
        after: z.coerce.number().int().min(0).default(0).describe('number of a case'),
        limit: z.coerce.number().int().min(1).max(1000).default(1000),
      }),
    )
    .output(z.array(CaseResult))
    .errors(errors('SUITE_RUN_NOT_FOUND')),
  case: oc
    .route({
      method: 'GET',
      path: '/suite-runs/{id}/cases/{n}',
      summary: 'One case with the answers, before and now, and how they differ',
    })
    .input(byRun.extend({ n: z.coerce.number().int().min(1) }))
    .output(CaseDetail)
    .errors(errors('SUITE_RUN_NOT_FOUND')),
  cancel: oc
    .route({ method: 'POST', path: '/suite-runs/{id}/cancel', summary: 'Stop a run' })
    .input(byRun)
    .output(SuiteRun)
    .errors(errors('SUITE_RUN_NOT_FOUND')),
  /** Ids only: whoever reads it asks again. */
  live: oc
    .route({ method: 'GET', path: '/suite-runs/live', summary: 'Which runs and suites change' })
    .output(eventIterator(z.object({ runId: SuiteRunId.nullable() }))),
  list: oc
    .route({ method: 'GET', path: '/suites', summary: 'Saved suites, by name' })
    .output(z.array(Suite)),
  get: oc
    .route({ method: 'GET', path: '/suites/{id}', summary: 'One suite' })
    .input(bySuite)
    .output(Suite)
    .errors(errors('SUITE_NOT_FOUND')),
  save: oc
    .route({
      method: 'POST',
      path: '/suites',
      summary: 'Keep the answers of a run as what a handler must answer',
    })
    .input(
      z.object({
        name: SuiteName,
        runId: SuiteRunId,
        cases: z
          .array(z.number().int())
          .min(1)
          .max(1000)
          .optional()
          .describe('numbers of cases; left out: all that were answered'),
      }),
    )
    .output(Suite)
    .errors({ ...onSuite, ...errors('SUITE_RUN_NOT_FOUND') }),
  update: oc
    .route({
      method: 'PUT',
      path: '/suites/{id}',
      summary: 'Change the name of a suite, or how it judges',
    })
    .input(bySuite.extend({ name: SuiteName, body: AnswerMatch, ignore: Ignore }))
    .output(Suite)
    .errors(onSuite),
  remove: oc
    .route({ method: 'DELETE', path: '/suites/{id}', summary: 'Delete a suite' })
    .input(bySuite)
    .errors(onSuite),
  secrets: oc
    .route({
      method: 'GET',
      path: '/suites/{id}/secrets',
      summary: 'What of a suite looks like a secret, and would be written to its folder',
    })
    .input(bySuite)
    .output(z.array(SuiteSecret))
    .errors(errors('SUITE_NOT_FOUND')),
  export: oc
    .route({
      method: 'POST',
      path: '/suites/{id}/export',
      summary: 'Write a suite as a folder of files, for git and CI',
    })
    .input(bySuite.extend({ directory: Folder }))
    .output(z.object({ directory: z.string(), cases: z.number().int() }))
    .errors(onSuite),
  import: oc
    .route({ method: 'POST', path: '/suites/import', summary: 'Keep a folder of files as a suite' })
    .input(z.object({ directory: Folder }))
    .output(Suite)
    .errors(onSuite),
};
