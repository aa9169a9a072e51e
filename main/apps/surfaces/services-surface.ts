import type {
  ActionRule,
  AppId,
  Service,
  ServiceSettings,
} from '../../../preload/contract/app-model.ts';
import type { ServiceView, Stub } from '../../../preload/contract/apps/services.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { EJSON } from 'bson';
import type { Apps, HeldApp } from '../config/apps.ts';
import { revisionOf } from '../config/changes.ts';
import { removeRule, removeService, saveRule, saveService } from '../config/edits/service-edits.ts';
import { isRunKind } from '../config/reading/read-services.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Outbox } from '../services/outbox.ts';
import type { Stubs } from '../services/stubs.ts';
import type { Users } from '../users/users.ts';
import { SYSTEM_USER } from '../webhooks/execution-user.ts';
import { contextRequest } from '../webhooks/request.ts';
import type { Webhooks } from '../running/intake-webhooks.ts';
import type { EngineParts } from '../running/engine-parts.ts';
import type { Runner } from '../running/runner.ts';
import { checkRevision, chosen } from './shared.ts';

interface Parts {
  engine: EngineParts;
  apps: Apps;
  users: Users;
  outbox: Outbox;
  stubs: Stubs;
  runner: Runner;
  webhooks: Webhooks;
}

const HTTP = ['get', 'post', 'put', 'patch', 'delete', 'head'];
const AWS = ['s3', 'ses', 'sns', 'sqs', 'lambda', 'kinesis', 'firehose'].map((name) => `${name}:*`);
const ACTIONS: Record<string, string[]> = {
  http: HTTP,
  twilio: ['send'],
  gcm: ['send'],
  aws: ['execute', ...AWS],
  'aws-s3': ['put', 'signPolicy'],
  'aws-ses': ['send'],
};

/** `services` of the contract. */
export function servicesSurface(parts: Parts) {
  const { apps, users, outbox, stubs, runner, engine, webhooks } = parts;

  const revision = (service: Service): string =>
    revisionOf(service.name, service.type, service.config, service.secretConfig, service.rules);
  function view(app: HeldApp, service: Service): ServiceView {
    const { webhooks, ...rest } = service;
    return {
      ...rest,
      appId: app.id,
      revision: revision(service),
      webhookNames: webhooks.map((webhook) => webhook.name),
      actions: Object.hasOwn(ACTIONS, service.type) ? (ACTIONS[service.type] ?? []) : [],
      runs: isRunKind(service.type),
      settings: apps.serviceSettings(app, service.name),
    };
  }
  function mustFind(app: HeldApp, name: string): Service {
    const service = app.model.services.find((one) => one.name === name);
    if (service !== undefined) return service;
    throw new BackstitchError('APP_INVALID', `There is no service “${name}”.`);
  }
  const viewNamed = (app: HeldApp, name: string): ServiceView => view(app, mustFind(app, name));

  async function requestOf(captureId: CaptureId | null) {
    if (captureId === null) return null;
    const capture = await engine.captures.forTrial(captureId);
    const found = webhooks.match(capture.method, capture.target);
    if (found === null || found.kind === 'missing') {
      throw new BackstitchError('APP_INVALID', 'No webhook matches this capture.', {
        field: 'captureId',
      });
    }
    return contextRequest(
      { ...capture, sizeBytes: capture.bytes.length, body: async () => capture.bytes },
      found,
    );
  }
  function readArgs(text: string): unknown {
    if (text.trim() === '') return undefined;
    try {
      return EJSON.parse(text, { relaxed: true });
    } catch {
      throw new BackstitchError('APP_INVALID', 'The arguments are not valid JSON.', {
        field: 'args',
      });
    }
  }

  return {
    list: ({ appId }: { appId?: AppId | undefined }): ServiceView[] =>
      chosen(apps, appId).flatMap((app) => app.model.services.map((service) => view(app, service))),
    async save(input: {
      appId: AppId;
      revision: string | null;
      oldName: string;
      service: Pick<Service, 'name' | 'type' | 'config' | 'secretConfig'>;
    }): Promise<ServiceView> {
      const app = apps.get(input.appId);
      const old = app.model.services.find((one) => one.name === input.oldName);
      checkRevision(input.revision, old && revision(old));
      const saved = await apps.apply(input.appId, saveService(input.service, input.oldName));
      if (input.oldName !== '' && input.oldName !== input.service.name) {
        const settings = apps.serviceSettings(app, input.oldName);
        await apps.saveServiceSettings(input.appId, input.service.name, settings);
      }
      return viewNamed(apps.get(saved.id), input.service.name);
    },
    async remove({ appId, service }: { appId: AppId; service: string }) {
      mustFind(apps.get(appId), service);
      await apps.apply(appId, removeService(service));
      return { removed: true };
    },
    async saveSettings({
      appId,
      service,
      settings,
    }: {
      appId: AppId;
      service: string;
      settings: ServiceSettings;
    }) {
      mustFind(apps.get(appId), service);
      if (settings.mongoUri !== '' && !/^mongodb(\+srv)?:\/\//.test(settings.mongoUri)) {
        throw new BackstitchError(
          'APP_INVALID',
          'Begin the address with mongodb:// or mongodb+srv://.',
          {
            field: 'settings.mongoUri',
          },
        );
      }
      if (settings.endpoint !== '' && !/^https?:\/\//.test(settings.endpoint)) {
        throw new BackstitchError('APP_INVALID', 'Begin the endpoint with https:// or http://.', {
          field: 'settings.endpoint',
        });
      }
      await apps.saveServiceSettings(appId, service, settings);
      return viewNamed(apps.get(appId), service);
    },
    async saveRule(input: {
      appId: AppId;
      service: string;
      revision: string | null;
      oldName: string;
      rule: ActionRule;
    }) {
      const service = mustFind(apps.get(input.appId), input.service);
      checkRevision(input.revision, revision(service));
      return viewNamed(
        await apps.apply(input.appId, saveRule(input.service, input.rule, input.oldName)),
        input.service,
      );
    },
    async removeRule({ appId, service, rule }: { appId: AppId; service: string; rule: string }) {
      return viewNamed(await apps.apply(appId, removeRule(service, rule)), service);
    },
    async tryExpression(input: {
      appId: AppId;
      expression: string;
      where: 'service-rule' | 'webhook' | 'function';
      captureId: CaptureId | null;
      userId: string;
      args: string;
    }) {
      const app = apps.get(input.appId);
      const user = input.userId === '' ? SYSTEM_USER : users.find(app.id, input.userId)?.user;
      if (user === undefined)
        throw new BackstitchError('APP_INVALID', 'There is no such user.', { field: 'userId' });
      const args = input.where === 'service-rule' ? (readArgs(input.args) ?? {}) : undefined;
      return runner.evaluate(app, input.expression, user, await requestOf(input.captureId), args, {
        mode: 'record',
        session: `expression-${engine.installId}`,
      });
    },
    outbox: (input: { appId?: AppId | undefined; limit: number; before?: string | undefined }) =>
      outbox.page(input),
    clearOutbox: ({ appId }: { appId: AppId }) => outbox.clear(appId),
    outboxLive: (_input?: undefined, signal?: AbortSignal) => outbox.live(undefined, signal),
    stubs: ({ appId }: { appId: AppId }): Stub[] => stubs.list(appId),
    async saveStub({ stub }: { stub: Stub }) {
      apps.get(stub.appId);
      return stubs.save(stub);
    },
    removeStub: ({ appId, id }: { appId: AppId; id: string }) => stubs.remove(appId, id),
  };
}
