import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { AppFunction, AppId, FunctionLimits, Revision } from '../app-model.ts';
import { errors } from '../errors.ts';
import { FunctionRun, RunId, RunSummary } from './function-runs.ts';
import { CaptureId, EpochMs, HeaderPair } from '../shapes.ts';

export const FunctionView = AppFunction.omit({
  source: true,
  runAsUserIdScriptSource: true,
}).extend({
  appId: AppId,
  revision: Revision,
});
export type FunctionView = z.infer<typeof FunctionView>;

export const FunctionWhole = AppFunction.extend({
  appId: AppId,
  revision: Revision,
  limits: FunctionLimits,
});
export type FunctionWhole = z.infer<typeof FunctionWhole>;

/** What services do for a try: really act, note and answer as before, or refuse. */
export const SideEffects = z.enum(['live', 'record', 'forbid']);
export type SideEffects = z.infer<typeof SideEffects>;

/** A function of an app: that of a webhook, or a named one. */
export const FunctionName = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('webhook'), service: z.string(), webhook: z.string() }),
  z.object({ kind: z.literal('function'), name: z.string() }),
]);
export type FunctionName = z.infer<typeof FunctionName>;

/** Which code is tried: as it is saved, or as it stands in the editor. */
export const TrialSource = z.object({
  appId: AppId,
  /** The webhook or the named function whose settings apply. */
  of: FunctionName,
  source: z.string().max(5_000_000).nullable().describe('null: as saved'),
  sideEffects: SideEffects.default('record'),
});

/** An answer as the sender would see it. */
export const TrialReply = z.object({
  status: z.number().int(),
  headers: z.array(HeaderPair),
  body: z.string().describe('UTF-8, at most 64 KB'),
  bodyCut: z.boolean(),
});

export const Trial = z.object({
  run: FunctionRun.omit({ id: true })
    .nullable()
    .describe('null where a check refused the request before the function ran'),
  refused: z.string().nullable().describe('which check refused it, and why'),
  reply: TrialReply.nullable().describe('null for a named function'),
});
export type Trial = z.infer<typeof Trial>;

/** One row of “run on the last captures”. */
export const Comparison = z.object({
  captureId: CaptureId,
  receivedAt: EpochMs,
  method: z.string(),
  target: z.string(),
  before: TrialReply.nullable().describe('what was answered then'),
  after: TrialReply.nullable().describe('what the edited function would answer'),
  differs: z.array(z.enum(['status', 'headers', 'body'])),
  error: z.string().nullable(),
  skipped: z.string().nullable().describe('why it was not run'),
  durationMs: z.number(),
  durationBeforeMs: z.number().nullable().describe('from arrival to reply then; null if unknown'),
  logs: z.number().int(),
  hostCalls: z.number().int(),
});
export type Comparison = z.infer<typeof Comparison>;

/** A line of a function in which a text was found. */
export const SourceHit = z.object({
  of: FunctionName,
  line: z.number().int().describe('counted from 1'),
  text: z.string().describe('the line without blanks around it, at most 200 characters'),
});
export type SourceHit = z.infer<typeof SourceHit>;

const byApp = z.object({ appId: AppId });
const byFunction = byApp.extend({ name: z.string().min(1).max(200) });
const onChange = errors('APP_NOT_FOUND', 'APP_INVALID', 'APP_CHANGED', 'STORE_UNAVAILABLE');
const onTrial = errors(
  'APP_NOT_FOUND',
  'WEBHOOK_NOT_FOUND',
  'FUNCTION_NOT_FOUND',
  'APP_INVALID',
  'CAPTURE_NOT_FOUND',
);

export const functions = {
  list: oc
    .route({ method: 'GET', path: '/functions', summary: 'Named functions' })
    .input(z.object({ appId: AppId.optional() }))
    .output(z.array(FunctionView))
    .errors(errors('APP_NOT_FOUND')),
  get: oc
    .route({ method: 'GET', path: '/functions/one', summary: 'One function with its source' })
    .input(byFunction)
    .output(FunctionWhole)
    .errors(errors('APP_NOT_FOUND', 'FUNCTION_NOT_FOUND')),
  save: oc
    .route({ method: 'PUT', path: '/functions', summary: 'Add or change a function; live at once' })
    .input(
      byApp.extend({
        function: AppFunction.omit({ problem: true }),
        oldName: z.string().max(200),
        revision: Revision.nullable(),
      }),
    )
    .output(FunctionWhole)
    .errors(onChange),
  saveLimits: oc
    .route({
      method: 'PUT',
      path: '/apps/{appId}/functions/{name}/limits',
      summary: 'Limits of a function',
    })
    .input(byFunction.extend({ limits: FunctionLimits.nullable() }))
    .output(FunctionWhole)
    .errors(onChange),
  remove: oc
    .route({
      method: 'DELETE',
      path: '/apps/{appId}/functions/{name}',
      summary: 'Delete a function',
    })
    .input(byFunction)
    .output(z.object({ removed: z.boolean() }))
    .errors(onChange),
  /** Runs saved or edited code once, on a capture or on arguments given as EJSON. */
  try: oc
    .route({ method: 'POST', path: '/functions/try', summary: 'Run a function once' })
    .input(
      TrialSource.extend({
        captureId: CaptureId.nullable(),
        args: z.string().max(5_000_000).describe('EJSON array; used where captureId is null'),
        userId: z.string().max(200).default('').describe('"" is the system user'),
        withoutSecrets: z.boolean().default(false).describe('values of Secrets are not there'),
      }),
    )
    .output(Trial)
    .errors(onTrial),
  /** Runs it on the newest captures of its webhook; a row as soon as each is done. */
  compare: oc
    .route({
      method: 'POST',
      path: '/functions/compare',
      summary: 'Run a function on its newest captures and compare the replies',
    })
    .input(TrialSource.extend({ last: z.number().int().min(1).max(500) }))
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('start'), total: z.number().int() }),
          z.object({ kind: z.literal('row'), row: Comparison }),
          z.object({ kind: z.literal('end'), changed: z.number().int(), failed: z.number().int() }),
        ]),
      ),
    )
    .errors(onTrial),
  find: oc
    .route({ method: 'GET', path: '/functions/find', summary: 'Find a text in all functions' })
    .input(byApp.extend({ text: z.string().min(1).max(200) }))
    .output(z.object({ items: z.array(SourceHit), more: z.boolean() }))
    .errors(errors('APP_NOT_FOUND')),
  runs: oc
    .route({ method: 'GET', path: '/runs', summary: 'Kept runs, newest first' })
    .input(
      z.object({
        appId: AppId.optional(),
        name: z.string().max(500).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        before: z.string().max(60).optional(),
      }),
    )
    .output(z.object({ items: z.array(RunSummary), next: z.string().nullable() })),
  run: oc
    .route({ method: 'GET', path: '/runs/{id}', summary: 'One run with everything in it' })
    .input(z.object({ id: RunId }))
    .output(FunctionRun)
    .errors(errors('RUN_NOT_FOUND')),
  runOf: oc
    .route({
      method: 'GET',
      path: '/captures/{id}/run',
      summary: 'The run a capture led to: waits for it',
    })
    .input(z.object({ id: CaptureId }))
    .output(FunctionRun.nullable()),
};
