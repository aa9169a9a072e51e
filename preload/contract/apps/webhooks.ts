import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AppId, FunctionLimits, HttpsEndpoint, Revision, Webhook } from '../app-model.ts';
import { errors } from '../errors.ts';
import { CaptureId, EndpointId, EpochMs } from '../shapes.ts';
import { WebhookDetail } from './webhook-outcome.ts';

export const WebhookView = Webhook.omit({
  source: true,
  secret: true,
  runAsUserIdScriptSource: true,
}).extend({
  appId: AppId,
  service: z.string(),
  serviceType: z.string(),
  revision: Revision,
  hasSecret: z.boolean(),
  url: z.string().describe('public where the tunnel is on, else local'),
  localUrl: z.string(),
  publicUrl: z.string().nullable(),
  aliasUrl: z.string().describe('the same webhook by its short path'),
  endpointId: EndpointId.describe('its captures are found by `endpoint:<id>`'),
  captureCount: z.number().int(),
  lastCaptureAt: EpochMs.nullable().describe('of those that are kept'),
});
export type WebhookView = z.infer<typeof WebhookView>;

export const WebhookWhole = WebhookView.extend({
  source: z.string(),
  secret: z.string(),
  runAsUserIdScriptSource: z.string(),
  limits: FunctionLimits,
});
export type WebhookWhole = z.infer<typeof WebhookWhole>;

export const EndpointView = HttpsEndpoint.extend({
  appId: AppId,
  url: z.string(),
  localUrl: z.string(),
  endpointId: EndpointId,
  captureCount: z.number().int(),
});
export type EndpointView = z.infer<typeof EndpointView>;

const byApp = z.object({ appId: AppId });
const byWebhook = byApp.extend({ service: z.string().max(200), webhook: z.string().max(200) });
const onChange = errors('APP_NOT_FOUND', 'APP_INVALID', 'APP_CHANGED', 'STORE_UNAVAILABLE');

export const webhooks = {
  list: oc
    .route({ method: 'GET', path: '/webhooks', summary: 'Incoming webhooks with their URLs' })
    .input(z.object({ appId: AppId.optional() }))
    .output(z.array(WebhookView))
    .errors(errors('APP_NOT_FOUND')),
  get: oc
    .route({ method: 'GET', path: '/webhooks/one', summary: 'One webhook with its function' })
    .input(byWebhook)
    .output(WebhookWhole)
    .errors(errors('APP_NOT_FOUND', 'WEBHOOK_NOT_FOUND')),
  save: oc
    .route({ method: 'PUT', path: '/webhooks', summary: 'Add or change a webhook; live at once' })
    .input(
      byApp.extend({
        service: z.string().max(200),
        webhook: Webhook.omit({ problem: true }),
        oldName: z.string().max(200).describe('"" for a new one'),
        revision: Revision.nullable(),
      }),
    )
    .output(WebhookWhole)
    .errors(onChange),
  saveLimits: oc
    .route({
      method: 'PUT',
      path: '/apps/{appId}/services/{service}/webhooks/{webhook}/limits',
      summary: 'Limits of a webhook’s function',
    })
    .input(byWebhook.extend({ limits: FunctionLimits.nullable().describe('null: the defaults') }))
    .output(WebhookWhole)
    .errors(onChange),
  remove: oc
    .route({
      method: 'DELETE',
      path: '/apps/{appId}/services/{service}/webhooks/{webhook}',
      summary: 'Delete a webhook',
    })
    .input(byWebhook)
    .output(z.object({ removed: z.boolean() }))
    .errors(onChange),
  endpoints: oc
    .route({ method: 'GET', path: '/https-endpoints', summary: 'Successor HTTPS endpoints' })
    .input(z.object({ appId: AppId.optional() }))
    .output(z.array(EndpointView))
    .errors(errors('APP_NOT_FOUND')),
  saveEndpoints: oc
    .route({ method: 'PUT', path: '/https-endpoints', summary: 'The whole list of an app' })
    .input(byApp.extend({ endpoints: z.array(HttpsEndpoint).max(1000) }))
    .output(z.array(EndpointView))
    .errors(onChange),
  saveEndpoint: oc
    .route({ method: 'PUT', path: '/https-endpoints/one', summary: 'Add or change one endpoint' })
    .input(
      byApp.extend({
        endpoint: HttpsEndpoint,
        old: HttpsEndpoint.pick({ route: true, httpMethod: true })
          .nullable()
          .default(null)
          .describe('the one this replaces; null: the one of its route and method, or a new one'),
      }),
    )
    .output(z.array(EndpointView))
    .errors(onChange),
  removeEndpoint: oc
    .route({ method: 'POST', path: '/https-endpoints/remove', summary: 'Delete one endpoint' })
    .input(byApp.extend(HttpsEndpoint.pick({ route: true, httpMethod: true }).shape))
    .output(z.array(EndpointView))
    .errors(onChange),
  /** Adds the HTTPS endpoint that the vendor’s own converter would have made of a webhook. */
  convert: oc
    .route({
      method: 'POST',
      path: '/webhooks/convert',
      summary: 'Add the HTTPS endpoint of a webhook',
    })
    .input(byWebhook)
    .output(z.object({ route: z.string(), moved: z.array(z.string()) }))
    .errors(onChange),
  /** Why a capture was accepted or refused by a webhook; null where none took it. */
  outcomeOf: oc
    .route({ method: 'GET', path: '/captures/{id}/webhook', summary: 'Which check decided, why' })
    .input(z.object({ id: CaptureId }))
    .output(WebhookDetail.nullable()),
};
