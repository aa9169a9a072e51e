import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { CaptureId, EpochMs } from '../shapes.ts';
import {
  AnswerMatch,
  CaseDetail,
  CaseResult,
  CaseVerdict,
  Ignore,
  SuiteId,
  SuiteOptions,
  SuiteRunId,
  SuiteTarget,
} from './suite-cases.ts';

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
