import { z } from 'zod';
import { AppId } from '../app-model.ts';
import { CaptureId, EpochMs, HeaderPair } from '../shapes.ts';

/** One verdict on one expression or operand, with those below it that led to it. */
export interface ExplainNode {
  /** Place in the expression: `%or.0.%%user.type`. '' for the whole. */
  path: string;
  /** What was checked, in words: `%%args.url.host is one of ["example.com"]`. */
  text: string;
  /** null where it was not reached: an earlier operand had decided. */
  verdict: boolean | null;
  /** What the left side held, as short JSON text; absent where there is no left side. */
  found?: string | undefined;
  /** Why it could not be decided; it then counts as false. */
  error?: string | undefined;
  children: ExplainNode[];
}
export const ExplainNode: z.ZodType<ExplainNode> = z.lazy(() =>
  z.object({
    path: z.string(),
    text: z.string(),
    verdict: z.boolean().nullable(),
    found: z.string().optional(),
    error: z.string().optional(),
    children: z.array(ExplainNode),
  }),
);

export const RunId = z.string().min(1).max(40).brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

export const LogLevel = z.enum(['log', 'info', 'debug', 'warn', 'error']);
/** A line of a source: `service/webhook`, or the name of a function. */
export const SourcePlace = z.object({ name: z.string(), line: z.number().int() });
export type SourcePlace = z.infer<typeof SourcePlace>;

export const LogLine = z.object({
  atMs: z.number().describe('milliseconds after the start of the run'),
  level: LogLevel,
  text: z.string(),
  place: SourcePlace.optional().describe('what wrote it; absent where that is not known'),
});
export type LogLine = z.infer<typeof LogLine>;

/** An error thrown by or about a function. `code` is one of the vendor's error codes. */
export const RunError = z.object({
  code: z.string(),
  name: z.string(),
  message: z.string(),
  stack: z.array(
    z.object({
      text: z.string(),
      function: z.string(),
      /** 1-based, in the user's own source; null for frames of the runtime. */
      line: z.number().int().nullable(),
      column: z.number().int().nullable(),
    }),
  ),
});
export type RunError = z.infer<typeof RunError>;

/** How a host call was answered. */
export const CallMode = z
  .enum(['live', 'outbox', 'stub', 'invented', 'recorded', 'refused'])
  .describe('invented: no call was made and no stub matches; the answer was made up');
export type CallMode = z.infer<typeof CallMode>;

/** Which rule let an action pass or would have. */
export const RuleDecision = z.object({
  allowed: z.boolean(),
  why: z.enum(['system', 'rule', 'no-rules-needed', 'no-rule', 'context-http']),
  rule: z.string().nullable().describe('name of the rule that allowed it, or would have'),
  rules: z.array(
    z.object({ name: z.string(), listed: z.boolean(), explain: ExplainNode.nullable() }),
  ),
});
export type RuleDecision = z.infer<typeof RuleDecision>;

export const HostCall = z.object({
  atMs: z.number(),
  durationMs: z.number().nullable().describe('null where the run ended first'),
  service: z.string(),
  action: z.string(),
  args: z.string().describe('EJSON text, secrets cut out, at most 64 KB'),
  result: z.string().nullable().describe('EJSON text, at most 64 KB'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  mode: CallMode,
  decision: RuleDecision.nullable(),
});
export type HostCall = z.infer<typeof HostCall>;

/** What `response` was told; null where the function did not touch it. */
export const FunctionReply = z.object({
  status: z.number().int(),
  headers: z.array(HeaderPair),
  bodyBase64: z.string().nullable().describe('null where setBody was never called'),
});
export type FunctionReply = z.infer<typeof FunctionReply>;

export const RunKind = z.enum(['webhook', 'endpoint', 'function', 'script', 'try']);

export const RunSummary = z.object({
  id: RunId,
  appId: AppId,
  captureId: CaptureId.nullable(),
  kind: RunKind,
  name: z.string().describe('`service/webhook`, a route, or a function’s name'),
  startedAt: EpochMs,
  durationMs: z.number(),
  memoryBytes: z.number().int(),
  user: z.object({ id: z.string(), type: z.string() }),
  error: RunError.pick({ code: true, message: true }).nullable(),
  logCount: z.number().int(),
  hostCallCount: z.number().int(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const FunctionRun = RunSummary.extend({
  args: z.string().nullable().describe('EJSON text of the arguments; null where not kept'),
  result: z.string().nullable().describe('EJSON text; null where it returned undefined or failed'),
  reply: FunctionReply.nullable(),
  error: RunError.nullable(),
  logs: z.array(LogLine),
  logsCut: z.boolean(),
  hostCalls: z.array(HostCall),
});
export type FunctionRun = z.infer<typeof FunctionRun>;
