import type { AppFunction, AppId, HttpsEndpoint } from '../../../preload/contract/app-model.ts';
import type { HostCall } from '../../../preload/contract/apps/function-runs.ts';
import type { FunctionName, SideEffects } from '../../../preload/contract/apps/functions.ts';
import type { CaptureId, EndpointId, HeaderPair } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { ReplyPlan, TakerRequest } from '../../intake/taker.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import type { Present } from '../webhooks/arrival-checks.ts';
import type { RunningApp } from '../webhooks/running-app.ts';
import { httpsEndpointId, webhookEndpointId } from './endpoint-ids.ts';
import type { EngineParts } from './engine-parts.ts';
import { UNTIMED, type Webhooks } from './intake-webhooks.ts';

interface Parts {
  engine: EngineParts;
  apps: Apps;
  webhooks: Webhooks;
  hostCallsOf: (captureRowId: number) => HostCall[];
}

/** A saved function of an app. */
export interface DirectOf {
  appId: AppId;
  of: FunctionName;
}

export interface DirectRequest {
  /** What it is of, where that is held: calls of its own run are answered as then. */
  captureId: CaptureId | null;
  method: string;
  /** Path and query; null: as it was captured. */
  target: string | null;
  headers: HeaderPair[];
  body: Buffer;
}

export interface DirectAnswer {
  plan: ReplyPlan;
  /** What the function asked of services. */
  hostCalls: HostCall[];
}

export type DirectRuns = ReturnType<typeof createDirectRuns>;

/** Its rule says who may call it: here somebody asks what it answers. */
const FREE = { canEvaluate: '{}' } as const;

/**
 * Runs saved functions on requests, as a webhook or an HTTPS endpoint hands them over and words what comes back. The
 * checks before a function (method, proof, user, rule) are left out: what it answers is asked for, and nothing else.
 */
export function createDirectRuns({ engine, apps, webhooks, hostCallsOf }: Parts) {
  function namedFunction(app: HeldApp, view: RunningApp, name: string, method: string): Present {
    const fn = app.model.functions.find((one) => one.name === name);
    if (fn === undefined) throw new BackstitchError('FUNCTION_NOT_FOUND');
    const calling = app.model.endpoints.filter((one) => one.functionName === name);
    const endpoint = calling.find((one) => one.httpMethod === method) ?? calling[0];
    return {
      kind: 'endpoint',
      app: view,
      endpoint: {
        ...(endpoint ?? uncalled(name)),
        httpMethod: '*',
        validation: 'NO_VALIDATION',
        disabled: false,
      },
      fn: { ...fn, ...FREE, ...asSomebody(fn) },
    };
  }

  function webhookOf(
    app: HeldApp,
    view: RunningApp,
    { service: named, webhook: wanted }: { service: string; webhook: string },
  ): Present {
    const service = app.model.services.find(({ name }) => name === named);
    const webhook = service?.webhooks.find(({ name }) => name === wanted);
    if (service === undefined || webhook === undefined)
      throw new BackstitchError('WEBHOOK_NOT_FOUND');
    const open: RunningApp = {
      ...view,
      serviceSettings: (name) => ({ ...view.serviceSettings(name), verifyTwilio: false }),
    };
    return {
      kind: 'webhook',
      app: open,
      service,
      webhook: {
        ...webhook,
        ...FREE,
        ...asSomebody(webhook),
        httpMethod: 'ANY',
        validation: 'NO_VALIDATION',
      },
    };
  }

  function found({ appId, of }: DirectOf, method: string): Present {
    const app = apps.get(appId);
    // Which origins may ask is a check, too.
    const view = webhooks.viewOf(app);
    const free = { ...view, model: { ...view.model, allowedRequestOrigins: [] } };
    return of.kind === 'function'
      ? namedFunction(app, free, of.name, method)
      : webhookOf(app, free, of);
  }

  return {
    /**
     * What it is called, for people; the same for the same function.
     *
     * @throws BackstitchError APP_NOT_FOUND, FUNCTION_NOT_FOUND, WEBHOOK_NOT_FOUND
     */
    nameOf(direct: DirectOf): string {
      found(direct, 'POST');
      const { of, appId } = direct;
      const name = of.kind === 'function' ? of.name : `${of.service}/${of.webhook}`;
      const { model } = apps.get(appId);
      const isAlone = apps.list().every((one) => one.id === appId || one.model.name !== model.name);
      return `${of.kind} ${name} of ${isAlone ? model.name : model.clientAppId}`;
    },
    /** Endpoints whose captures it answered, when they came. */
    endpointsOf({ appId, of }: DirectOf): EndpointId[] {
      if (of.kind === 'webhook') return [webhookEndpointId(appId, of.service, of.webhook)];
      return apps
        .get(appId)
        .model.endpoints.filter(({ functionName }) => functionName === of.name)
        .map(({ httpMethod, route }) => httpsEndpointId(appId, httpMethod, route));
    },
    /**
     * Runs it once. What it throws is an answer, as for a sender.
     *
     * @throws BackstitchError APP_NOT_FOUND, FUNCTION_NOT_FOUND, WEBHOOK_NOT_FOUND, CAPTURE_NOT_FOUND
     */
    async answer(
      direct: DirectOf & { sideEffects: SideEffects },
      { captureId, method, target, headers, body }: DirectRequest,
    ): Promise<DirectAnswer> {
      const held = captureId === null ? null : await engine.captures.forTrial(captureId);
      const incoming: TakerRequest = {
        rowId: held?.rowId ?? 0,
        receivedAt: held?.receivedAt ?? engine.clock.now(),
        method,
        target: target ?? held?.target ?? '/',
        headers,
        sizeBytes: body.length,
        body: () => Promise.resolve(body),
        remoteAddress: held?.remoteAddress ?? '127.0.0.1',
        reportedClient: held?.reportedClient ?? null,
        viaTunnel: held?.viaTunnel ?? false,
      };
      const { handled, runs } = await webhooks.work(
        found(direct, method),
        incoming,
        UNTIMED,
        {
          mode: direct.sideEffects,
          recorded: held === null ? [] : hostCallsOf(held.rowId),
        },
        null,
      );
      return {
        plan: handled.answer.plan,
        hostCalls: runs.flatMap(({ hostCalls }) => hostCalls),
      };
    },
  };
}

/** Who logs in is not there: what runs as whoever that is runs as the system. */
const asSomebody = ({
  runAsAuthedUser,
  runAsSystem,
}: Pick<AppFunction, 'runAsAuthedUser' | 'runAsSystem'>) => ({
  runAsAuthedUser: false,
  runAsSystem: runAsAuthedUser ? true : runAsSystem,
});

/** As an endpoint that answers with what the function returns. */
const uncalled = (functionName: string): HttpsEndpoint => ({
  route: `/${functionName}`,
  httpMethod: '*',
  functionName,
  validation: 'NO_VALIDATION',
  secretName: '',
  respondResult: true,
  fetchCustomUserData: false,
  createUserOnAuth: false,
  disabled: false,
  returnType: 'JSON',
});
