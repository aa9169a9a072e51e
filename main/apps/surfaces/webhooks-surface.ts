import type {
  AppId,
  FunctionLimits,
  HttpsEndpoint,
  Service,
  Webhook,
} from '../../../preload/contract/app-model.ts';
import type {
  EndpointView,
  WebhookView,
  WebhookWhole,
} from '../../../preload/contract/apps/webhooks.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { WebhookDetail } from '../../../preload/contract/apps/webhook-outcome.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import { revisionOf } from '../config/changes.ts';
import { convertWebhook } from '../config/convert.ts';
import { removeEndpoint, saveEndpoint, saveEndpoints } from '../config/edits/endpoint-edits.ts';
import { removeWebhook, saveWebhook } from '../config/edits/webhook-edits.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { aliasPath, endpointPath, webhookPath } from '../webhooks/path.ts';
import { httpsEndpointId, webhookEndpointId } from '../running/endpoint-ids.ts';
import type { EngineParts } from '../running/engine-parts.ts';
import { checkRevision, chosen } from './shared.ts';

interface Parts {
  engine: EngineParts;
  apps: Apps;
  secrets: Secrets;
  secretsChanged: () => void;
  outcomeOf: (captureRowId: number) => WebhookDetail | null;
}

type EndpointName = Pick<HttpsEndpoint, 'route' | 'httpMethod'>;

interface ByWebhook {
  appId: AppId;
  service: string;
  webhook: string;
}

/** `webhooks` of the contract. */
export function webhooksSurface(parts: Parts) {
  const { apps, engine } = parts;
  const at = (base: string | null, path: string): string | null =>
    base === null ? null : base.replace(/\/$/, '') + path;

  /** The short path leads to the oldest app that has such a webhook. */
  function aliasOf(app: HeldApp, service: string, webhook: string): string {
    const first = apps
      .list()
      .find((one) =>
        one.model.services.some(
          (s) => s.name === service && s.webhooks.some((w) => w.name === webhook),
        ),
      );
    return aliasPath(first?.id === app.id ? null : app.model.clientAppId, service, webhook);
  }
  function whole(app: HeldApp, service: Service, webhook: Webhook): WebhookWhole {
    const path = webhookPath(app.model.clientAppId, service.name, webhook.name);
    const localUrl = at(engine.intakeUrl(), path) ?? path;
    const publicUrl = at(engine.publicUrl(), path);
    const endpointId = webhookEndpointId(app.id, service.name, webhook.name);
    return {
      ...webhook,
      appId: app.id,
      service: service.name,
      serviceType: service.type,
      revision: revisionOf(webhook),
      hasSecret: webhook.secret !== '',
      url: publicUrl ?? localUrl,
      localUrl,
      publicUrl,
      aliasUrl:
        at(engine.publicUrl() ?? engine.intakeUrl(), aliasOf(app, service.name, webhook.name)) ??
        '',
      endpointId,
      captureCount: engine.captures.countOf(endpointId),
      lastCaptureAt: engine.captures.newestAtOf(endpointId),
      limits: apps.limits(app, `${service.name}/${webhook.name}`),
    };
  }
  function view(app: HeldApp, service: Service, webhook: Webhook): WebhookView {
    const {
      source: _source,
      secret: _secret,
      runAsUserIdScriptSource: _script,
      limits: _limits,
      ...rest
    } = whole(app, service, webhook);
    return rest;
  }
  function find(
    app: HeldApp,
    service: string,
    webhook: string,
  ): { service: Service; webhook: Webhook } | undefined {
    const inService = app.model.services.find((one) => one.name === service);
    const found = inService?.webhooks.find((one) => one.name === webhook);
    return inService && found && { service: inService, webhook: found };
  }
  function mustFind({ appId, service, webhook }: ByWebhook): WebhookWhole {
    const app = apps.get(appId);
    const found = find(app, service, webhook);
    if (found === undefined) throw new BackstitchError('WEBHOOK_NOT_FOUND');
    return whole(app, found.service, found.webhook);
  }
  function endpointView(app: HeldApp, endpoint: HttpsEndpoint): EndpointView {
    const path = endpointPath(app.model.clientAppId, endpoint.route);
    const localUrl = at(engine.intakeUrl(), path) ?? path;
    const endpointId = httpsEndpointId(app.id, endpoint.httpMethod, endpoint.route);
    return {
      ...endpoint,
      appId: app.id,
      url: at(engine.publicUrl(), path) ?? localUrl,
      localUrl,
      endpointId,
      captureCount: engine.captures.countOf(endpointId),
    };
  }
  const endpointViews = (app: HeldApp): EndpointView[] =>
    app.model.endpoints.map((endpoint) => endpointView(app, endpoint));

  return {
    list: ({ appId }: { appId?: AppId | undefined }): WebhookView[] =>
      chosen(apps, appId).flatMap((app) =>
        app.model.services.flatMap((service) =>
          service.webhooks.map((webhook) => view(app, service, webhook)),
        ),
      ),
    get: (input: ByWebhook): WebhookWhole => mustFind(input),
    async save(input: {
      appId: AppId;
      service: string;
      webhook: Omit<Webhook, 'problem'>;
      oldName: string;
      revision: string | null;
    }): Promise<WebhookWhole> {
      const old = find(apps.get(input.appId), input.service, input.oldName);
      checkRevision(input.revision, old && revisionOf(old.webhook));
      await apps.apply(input.appId, saveWebhook(input.service, input.webhook, input.oldName));
      return mustFind({ appId: input.appId, service: input.service, webhook: input.webhook.name });
    },
    async saveLimits(input: ByWebhook & { limits: FunctionLimits | null }): Promise<WebhookWhole> {
      mustFind(input);
      await apps.saveLimits(input.appId, `${input.service}/${input.webhook}`, input.limits);
      return mustFind(input);
    },
    async remove(input: ByWebhook) {
      mustFind(input);
      await apps.apply(input.appId, removeWebhook(input.service, input.webhook));
      return { removed: true };
    },
    endpoints: ({ appId }: { appId?: AppId | undefined }): EndpointView[] =>
      chosen(apps, appId).flatMap(endpointViews),
    saveEndpoints: async ({ appId, endpoints }: { appId: AppId; endpoints: HttpsEndpoint[] }) =>
      endpointViews(await apps.apply(appId, saveEndpoints(endpoints))),
    saveEndpoint: async (input: {
      appId: AppId;
      endpoint: HttpsEndpoint;
      old: EndpointName | null;
    }) => endpointViews(await apps.apply(input.appId, saveEndpoint(input.endpoint, input.old))),
    removeEndpoint: async ({ appId, ...named }: EndpointName & { appId: AppId }) =>
      endpointViews(await apps.apply(appId, removeEndpoint(named))),
    async convert(input: ByWebhook): Promise<{ route: string; moved: string[] }> {
      const { secret } = mustFind(input);
      const { edit, route, secretName, moved } = convertWebhook(input.service, input.webhook);
      await apps.apply(input.appId, edit);
      if (secret !== '') {
        await parts.secrets.set(input.appId, secretName, secret, true);
        parts.secretsChanged();
      }
      return { route, moved };
    },
    outcomeOf: ({ id }: { id: CaptureId }): WebhookDetail | null =>
      parts.outcomeOf(engine.captures.rowIdOf(id)),
  };
}
