import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ActionRule, AppId, JsonText, Revision, Service, ServiceSettings } from '../app-model.ts';
import { errors } from '../errors.ts';
import { ExplainNode } from './function-runs.ts';
import { CaptureId, EpochMs } from '../shapes.ts';

export const ServiceView = Service.omit({ webhooks: true }).extend({
  appId: AppId,
  revision: Revision,
  webhookNames: z.array(z.string()),
  actions: z.array(z.string()).describe('what functions may call'),
  runs: z.boolean().describe('false for kinds that are kept but not run here'),
  settings: ServiceSettings,
});
export type ServiceView = z.infer<typeof ServiceView>;

export const ServiceInput = Service.pick({
  name: true,
  type: true,
  config: true,
  secretConfig: true,
});

/** A message kept instead of being sent, or beside it. */
export const OutboxMessage = z.object({
  id: z.string(),
  appId: AppId,
  service: z.string(),
  kind: z.string().describe('twilio, gcm, aws-ses, …'),
  captureId: CaptureId.nullable(),
  createdAt: EpochMs,
  from: z.string(),
  to: z.string(),
  text: z.string(),
  args: z.string().describe('EJSON text, secrets cut out'),
  sent: z.enum(['kept', 'sent', 'failed']),
  outcome: z.string(),
});
export type OutboxMessage = z.infer<typeof OutboxMessage>;

/** An answer given instead of the service’s own while offline, or where it cannot be reached. */
export const Stub = z.object({
  id: z.string().max(40).describe('"" for a new one'),
  appId: AppId,
  service: z.string().max(200).describe('"" for context.http'),
  action: z.string().max(200),
  match: JsonText.describe('object: the arguments must contain it; "" matches every call'),
  answer: JsonText.describe('EJSON of the result'),
});
export type Stub = z.infer<typeof Stub>;

/** What an expression is tried against. */
export const ExpressionTrial = z.object({
  appId: AppId,
  expression: JsonText,
  where: z.enum(['service-rule', 'webhook', 'function']),
  captureId: CaptureId.nullable().describe('takes %%request from this capture'),
  userId: z.string().max(200).describe('"" is the system user'),
  args: JsonText.describe('%%args as EJSON; "" for none'),
});

const byApp = z.object({ appId: AppId });
const byService = byApp.extend({ service: z.string().max(200) });
const onChange = errors('APP_NOT_FOUND', 'APP_INVALID', 'APP_CHANGED', 'STORE_UNAVAILABLE');
const expected = z.object({ revision: Revision.nullable().describe('null for a new one') });

export const services = {
  list: oc
    .route({ method: 'GET', path: '/services', summary: 'Services, with their rules' })
    .input(z.object({ appId: AppId.optional() }))
    .output(z.array(ServiceView))
    .errors(errors('APP_NOT_FOUND')),
  save: oc
    .route({ method: 'PUT', path: '/services', summary: 'Add or change a service' })
    .input(
      byApp.extend(expected.shape).extend({ service: ServiceInput, oldName: z.string().max(200) }),
    )
    .output(ServiceView)
    .errors(onChange),
  remove: oc
    .route({
      method: 'DELETE',
      path: '/apps/{appId}/services/{service}',
      summary: 'Delete a service with its rules and webhooks',
    })
    .input(byService)
    .output(z.object({ removed: z.boolean() }))
    .errors(onChange),
  saveSettings: oc
    .route({ method: 'PUT', path: '/services/settings', summary: 'How the service works here' })
    .input(byService.extend({ settings: ServiceSettings }))
    .output(ServiceView)
    .errors(onChange),
  saveRule: oc
    .route({ method: 'PUT', path: '/services/rules', summary: 'Add or change an action rule' })
    .input(
      byService.extend(expected.shape).extend({ rule: ActionRule, oldName: z.string().max(200) }),
    )
    .output(ServiceView)
    .errors(onChange),
  removeRule: oc
    .route({
      method: 'DELETE',
      path: '/apps/{appId}/services/{service}/rules/{rule}',
      summary: 'Delete an action rule',
    })
    .input(byService.extend({ rule: z.string().max(200) }))
    .output(ServiceView)
    .errors(onChange),
  tryExpression: oc
    .route({
      method: 'POST',
      path: '/expressions/try',
      summary: 'Evaluate an expression and explain it',
    })
    .input(ExpressionTrial)
    .output(
      z.object({
        verdict: z.boolean(),
        explain: ExplainNode,
        warnings: z.array(z.string()),
      }),
    )
    .errors(errors('APP_NOT_FOUND', 'APP_INVALID', 'CAPTURE_NOT_FOUND')),
  outbox: oc
    .route({ method: 'GET', path: '/outbox', summary: 'What would have been sent, newest first' })
    .input(
      z.object({
        appId: AppId.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        before: z.string().max(60).optional(),
      }),
    )
    .output(z.object({ items: z.array(OutboxMessage), next: z.string().nullable() })),
  clearOutbox: oc
    .route({ method: 'POST', path: '/outbox/clear', summary: 'Empty the outbox of an app' })
    .input(byApp)
    .output(z.object({ removed: z.number().int() }))
    .errors(errors('STORE_UNAVAILABLE')),
  outboxLive: oc
    .route({ method: 'GET', path: '/outbox/live', summary: 'Tells that an outbox changed' })
    .output(eventIterator(z.object({ changed: z.literal(true) }))),
  stubs: oc
    .route({ method: 'GET', path: '/stubs', summary: 'Answers given while offline' })
    .input(byApp)
    .output(z.array(Stub)),
  saveStub: oc
    .route({ method: 'PUT', path: '/stubs', summary: 'Add or change a stub' })
    .input(z.object({ stub: Stub }))
    .output(z.array(Stub))
    .errors(errors('APP_INVALID', 'STORE_UNAVAILABLE')),
  removeStub: oc
    .route({ method: 'DELETE', path: '/apps/{appId}/stubs/{id}', summary: 'Delete a stub' })
    .input(byApp.extend({ id: z.string().max(40) }))
    .output(z.array(Stub))
    .errors(errors('STORE_UNAVAILABLE')),
};
