import type {
  AppFunction,
  AppId,
  AppModel,
  AppSettings,
  HttpsEndpoint,
  Service,
  ServiceSettings,
  Webhook,
} from '../../../preload/contract/app-model.ts';

/** An app as this room needs it; one state of it, never changed. */
export interface RunningApp {
  id: AppId;
  model: AppModel;
  settings: AppSettings;
  serviceSettings: (service: string) => ServiceSettings;
}

/** What a request is for, found in the apps. */
export type Found =
  | { kind: 'webhook'; app: RunningApp; service: Service; webhook: Webhook }
  | { kind: 'endpoint'; app: RunningApp; endpoint: HttpsEndpoint; fn: AppFunction }
  | {
      kind: 'missing';
      app: RunningApp | null;
      code: string;
      text: string;
      asked: 'webhook' | 'endpoint';
    };

interface Index {
  services: Map<string, { service: Service; webhooks: Map<string, Webhook> }>;
  endpoints: Map<string, HttpsEndpoint>;
  functions: Map<string, AppFunction>;
}

const indexes = new WeakMap<AppModel, Index>();

function indexOf(model: AppModel): Index {
  const known = indexes.get(model);
  if (known !== undefined) return known;
  const index: Index = {
    services: new Map(
      model.services.map((service) => [
        service.name,
        { service, webhooks: new Map(service.webhooks.map((webhook) => [webhook.name, webhook])) },
      ]),
    ),
    endpoints: new Map(
      model.endpoints.map((endpoint) => [`${endpoint.httpMethod} ${endpoint.route}`, endpoint]),
    ),
    functions: new Map(model.functions.map((fn) => [fn.name, fn])),
  };
  indexes.set(model, index);
  return index;
}

export function findWebhook(app: RunningApp, service: string, webhook: string): Found {
  const found = indexOf(app.model).services.get(service);
  if (found === undefined) {
    const text = `service not found: '${service}'`;
    return { kind: 'missing', app, code: 'ServiceNotFound', text, asked: 'webhook' };
  }
  const hook = found.webhooks.get(webhook);
  if (hook === undefined) {
    const text = `incoming webhook not found: '${webhook}'`;
    return { kind: 'missing', app, code: 'IncomingWebhookNotFound', text, asked: 'webhook' };
  }
  return { kind: 'webhook', app, service: found.service, webhook: hook };
}

/** The endpoint of a route; an exact method wins over `*`. A disabled one is not there. */
export function findEndpoint(app: RunningApp, method: string, route: string): Found {
  const { endpoints, functions } = indexOf(app.model);
  const wanted = method === 'HEAD' ? 'GET' : method;
  const endpoint =
    endpoints.get(`${wanted} ${route}`) ??
    endpoints.get(`* ${route}`) ??
    [...endpoints.values()].find((one) => one.route === route);
  const missing = (text: string): Found => ({
    kind: 'missing',
    app,
    code: 'EndpointNotFound',
    text,
    asked: 'endpoint',
  });
  if (endpoint === undefined || endpoint.disabled) return missing(`endpoint not found: '${route}'`);
  const fn = functions.get(endpoint.functionName);
  if (fn === undefined) return missing(`function not found: '${endpoint.functionName}'`);
  return { kind: 'endpoint', app, endpoint, fn };
}
