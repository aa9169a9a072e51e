import { EJSON } from 'bson';
import { evaluateText } from '../../../main/expressions/evaluate.ts';
import type { ContextUser, HostCallAnswer } from '../../../main/functions/run-request.ts';
import { packageLoader } from '../../../main/lib/packages/add-ons.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { openOutbox } from '../../../main/apps/services/outbox.ts';
import type { ActionContext, ServiceParts } from '../../../main/apps/services/service-parts.ts';
import { createServices } from '../../../main/apps/services/services.ts';
import { openStubs } from '../../../main/apps/services/stubs.ts';
import { createGroupCommit } from '../../../main/store/group-commit.ts';
import { openStore } from '../../helpers/empty-store.ts';
import {
  AppId,
  type AppSettings,
  type Service,
  type ServiceSettings,
} from '../../../preload/contract/app-model.ts';
import { CaptureId } from '../../../preload/contract/shapes.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

export const APP = AppId.parse('app_1');

/** A service and how it works here. */
export type Given = Partial<Omit<Service, 'config'>> &
  Partial<ServiceSettings> & { type: string; config?: object };

/** Takes part as a signed-in person, unless told otherwise. */
const PERSON: ContextUser = {
  id: '5f0000000000000000000001',
  type: 'normal',
  data: { email: 'ada@example.test' },
  custom_data: {},
  identities: [],
};

/** Services over a real database, with the real expressions. */
export function openRoom(
  given: Record<string, Given> = {},
  parts: Partial<ServiceParts> & { app?: Partial<AppSettings>; secrets?: object } = {},
) {
  const dir = tempDir();
  const db = openStore(dir.path);
  const groups = createGroupCommit(db, { onFailure: () => {}, onSuccess: () => {} });
  db.prepare(
    `INSERT INTO apps (id, client_app_id, name, created_at) VALUES (?, 'app-abcde', 'App', 0)`,
  ).run(APP);
  const outbox = openOutbox(db, groups, (rowId) => CaptureId.parse(`capture_${rowId}`));
  const stubs = openStubs(db, groups);
  const app: AppSettings = {
    strictServiceRules: false,
    offline: false,
    concurrency: 100,
    ...parts.app,
  };
  const secrets = new Map(Object.entries(parts.secrets ?? {}));
  const asked: string[] = [];
  const services = createServices({
    clock: systemClock,
    load: packageLoader('/nowhere'),
    outbox,
    stubs,
    isOwnListener: () => false,
    publicHost: () => null,
    find: (_appId, name) => {
      const one = given[name];
      return one && { service: serviceOf(name, one), settings: settingsOf(one) };
    },
    privateHosts: () => Object.values(given).flatMap((one) => one.allowedHosts ?? []),
    appSettings: () => app,
    secret: (_appId, name) => secrets.get(name) as string | undefined,
    documents: async (request) => {
      asked.push(EJSON.stringify(request));
      return { ok: true, result: '{"documents":true}' };
    },
    ...parts,
  });
  const hostOf = (context: Partial<ActionContext> = {}) =>
    services.callHost({
      appId: APP,
      captureRowId: 7,
      mode: 'live',
      session: 'run-1',
      evaluate: (when, { user }, args) =>
        evaluateText(when, {
          plainPaths: 'args',
          user,
          request: null,
          environment: { tag: '', values: {} },
          value: () => undefined,
          args,
        }),
      ...context,
    });
  const runOf = (context: Partial<ActionContext> = {}) => {
    const call = hostOf(context);
    return (service: string, action: string, args: object, asSystem = false, user = PERSON) =>
      call(
        {
          service,
          action,
          args: EJSON.stringify(args, { relaxed: false }),
          user,
          asSystem,
        },
        AbortSignal.timeout(15_000),
      );
  };
  return {
    appId: APP,
    db,
    app,
    outbox,
    stubs,
    secrets,
    /** What was asked of the collections. */
    asked,
    /** What a run asks, as the pool of functions takes it. */
    hostOf,
    /** The host calls of a run of its own. */
    runOf,
    /** Calls as the system user, whom no rule stops. */
    call: (service: string, action: string, args: object) => runOf()(service, action, args, true),
    async [Symbol.asyncDispose]() {
      outbox.close();
      groups.flush();
      db.close();
      dir[Symbol.dispose]();
    },
  };
}

function serviceOf(name: string, given: Given): Service {
  const { type, config = {}, secretConfig = {}, rules = [] } = given;
  return {
    name,
    type,
    directory: name,
    config: JSON.stringify(config),
    secretConfig,
    rules,
    webhooks: [],
  };
}

function settingsOf(given: Given): ServiceSettings {
  const { sendForReal = false, endpoint = '', mongoUri = '', allowedHosts = [] } = given;
  return { sendForReal, endpoint, mongoUri, allowedHosts, verifyTwilio: false };
}

/** The result of a call that has to have worked, as plain values. */
export function resultOf(answer: HostCallAnswer): Record<string, unknown> {
  if (!answer.outcome.ok) throw new Error(`${answer.outcome.code}: ${answer.outcome.message}`);
  return EJSON.parse(answer.outcome.result) as Record<string, unknown>;
}

/** Text of a Binary. */
export function textIn(value: unknown): string {
  const bytes = (value as { value?: () => Uint8Array }).value?.();
  if (bytes === undefined) throw new Error('this is no Binary');
  return Buffer.from(bytes).toString('utf8');
}
