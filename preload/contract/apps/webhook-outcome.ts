import { z } from 'zod';
import { AppId } from '../app-model.ts';
import { ExplainNode, RunId } from './function-runs.ts';

/** One check a request had to pass. Texts never hold a secret. */
export const WebhookStep = z.object({
  stage: z.enum(['match', 'authenticate', 'authorize', 'run']),
  check: z.string().describe('what was looked at, e.g. `HTTP method` or `X-Hook-Signature`'),
  ok: z.boolean(),
  expected: z.string().optional(),
  found: z.string().optional(),
  message: z.string(),
});
export type WebhookStep = z.infer<typeof WebhookStep>;

/** Why a webhook or an HTTPS endpoint answered a capture as it did. */
export const WebhookDetail = z.object({
  appId: AppId.nullable().describe('null where no app has the client app id'),
  kind: z.enum(['webhook', 'endpoint']),
  service: z.string(),
  name: z.string().describe('webhook name, or the route of an endpoint'),
  steps: z.array(WebhookStep),
  expression: ExplainNode.nullable().describe('of can_evaluate, where one was evaluated'),
  user: z.object({ id: z.string(), type: z.string() }).nullable(),
  runId: RunId.nullable(),
});
export type WebhookDetail = z.infer<typeof WebhookDetail>;
