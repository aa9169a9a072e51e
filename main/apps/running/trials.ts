import type { AppId } from '../../../preload/contract/app-model.ts';
import type { HostCall } from '../../../preload/contract/apps/function-runs.ts';
import type { Comparison, Trial } from '../../../preload/contract/apps/functions.ts';
import type { CaptureId, EndpointId } from '../../../preload/contract/shapes.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import type { NewRun } from '../../functions/run-store.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Users } from '../users/users.ts';
import { SYSTEM_USER } from '../webhooks/execution-user.ts';
import { planFor, type TakerRequest } from '../../intake/taker.ts';
import type { Documents } from './document-calls.ts';
import { httpsEndpointId, webhookEndpointId } from './endpoint-ids.ts';
import { UNTIMED, type Webhooks, type Worked } from './intake-webhooks.ts';
import type { CaptureForTrial, EngineParts } from './engine-parts.ts';
import type { Runner } from './runner.ts';
import { differences, shown } from './shown-reply.ts';

interface Parts {
  engine: EngineParts;
  apps: Apps;
  users: Users;
  runner: Runner;
  webhooks: Webhooks;
  documents: Documents;
  hostCallsOf: (captureRowId: number) => HostCall[];
}

export interface TrialOf {
  appId: AppId;
  of: { kind: 'webhook'; service: string; webhook: string } | { kind: 'function'; name: string };
  source: string | null;
  sideEffects: 'live' | 'record' | 'forbid';
  /** The code is not the user's own: values of Secrets are not there for it. */
  withoutSecrets?: boolean;
}

const AT_ONCE = 4;

export type Trials = ReturnType<typeof createTrials>;

/** Runs saved or edited functions on captures, without touching what was answered. */
export function createTrials(parts: Parts) {
  const { apps, engine, runner, users, webhooks } = parts;
  let tries = 0;

  function check(app: HeldApp, of: TrialOf['of']): void {
    if (of.kind === 'function') {
      if (app.model.functions.some((fn) => fn.name === of.name)) return;
      throw new BackstitchError('FUNCTION_NOT_FOUND');
    }
    const service = app.model.services.find((one) => one.name === of.service);
    if (service?.webhooks.some((one) => one.name === of.webhook) === true) return;
    throw new BackstitchError('WEBHOOK_NOT_FOUND');
  }

  async function onCapture(input: TrialOf, capture: CaptureForTrial): Promise<Worked> {
    const found = webhooks.match(capture.method, capture.target);
    if (found === null || found.kind === 'missing') {
      throw new BackstitchError('APP_INVALID', 'No webhook of this app matches this capture.', {
        hint: 'Choose a capture of this webhook, or give arguments.',
        field: 'captureId',
      });
    }
    return webhooks.work(
      found,
      incomingOf(capture),
      UNTIMED,
      {
        mode: input.sideEffects,
        recorded: parts.hostCallsOf(capture.rowId),
        withoutSecrets: input.withoutSecrets === true,
      },
      input.source,
    );
  }

  async function onArguments(input: TrialOf & { args: string; userId: string }): Promise<Trial> {
    const app = apps.get(input.appId);
    const { of } = input;
    const name = of.kind === 'function' ? of.name : `${of.service}/${of.webhook}`;
    const user = input.userId === '' ? SYSTEM_USER : users.find(app.id, input.userId)?.user;
    if (user === undefined)
      throw new BackstitchError('APP_INVALID', 'There is no such user.', { field: 'userId' });
    const saved =
      of.kind === 'function'
        ? app.model.functions.find((fn) => fn.name === of.name)?.source
        : app.model.services
            .find((one) => one.name === of.service)
            ?.webhooks.find((one) => one.name === of.webhook)?.source;
    tries += 1;
    const session = `try-${engine.installId}-${tries}`;
    const startedAt = engine.clock.now();
    const outcome = await runner.run({
      app,
      entry: { kind: 'source', name, source: input.source ?? saved ?? '' },
      call: { kind: 'values', args: checkedArgs(input.args), withResponse: of.kind === 'webhook' },
      user,
      asSystem: input.userId === '',
      request: null,
      limitsOf: name,
      captureRowId: null,
      session,
      mode: input.sideEffects,
      withoutSecrets: input.withoutSecrets === true,
      console: true,
    });
    if (input.sideEffects !== 'live') parts.documents.endSession(session);
    const { reply } = outcome;
    return {
      refused: null,
      run: {
        appId: app.id,
        captureId: null,
        kind: 'try',
        name,
        startedAt,
        durationMs: outcome.durationMs,
        memoryBytes: outcome.memoryBytes,
        user: { id: user.id, type: user.type },
        error: outcome.error,
        logCount: outcome.logs.length,
        hostCallCount: outcome.hostCalls.length,
        args: input.args,
        result: outcome.result,
        reply,
        logs: outcome.logs,
        logsCut: outcome.logsCut,
        hostCalls: outcome.hostCalls,
      },
      reply:
        reply === null
          ? null
          : shown({ ...reply, body: Buffer.from(reply.bodyBase64 ?? '', 'base64') }),
    };
  }

  /** Endpoints whose captures a function can be tried on. */
  function endpointsOf(app: HeldApp, of: TrialOf['of']): EndpointId[] {
    if (of.kind === 'webhook') return [webhookEndpointId(app.id, of.service, of.webhook)];
    return app.model.endpoints
      .filter((endpoint) => endpoint.functionName === of.name)
      .map((endpoint) => httpsEndpointId(app.id, endpoint.httpMethod, endpoint.route));
  }

  async function compareOne(input: TrialOf, id: CaptureId): Promise<Comparison> {
    const capture = await engine.captures.forTrial(id);
    const base = {
      captureId: id,
      receivedAt: capture.receivedAt,
      method: capture.method,
      target: capture.target,
      differs: [],
      durationMs: 0,
      durationBeforeMs: capture.durationMs,
      logs: 0,
      hostCalls: 0,
      error: null,
      skipped: null,
      after: null,
    };
    const { reply } = capture;
    const before =
      reply === null ? null : shown({ ...reply, body: await engine.captures.replyOf(id) });
    if (capture.failure !== null || capture.cut) {
      return { ...base, before, skipped: 'The request did not arrive completely.' };
    }
    const { handled, runs } = await onCapture(input, capture);
    const after = shown(planFor(handled.answer.plan, capture.method));
    const run = runs.at(-1);
    return {
      ...base,
      before,
      after,
      differs: before === null ? [] : differences(before, after),
      error: run?.error?.message ?? null,
      skipped: run === undefined ? `Refused before it ran: ${handled.answer.reason ?? ''}` : null,
      durationMs: run?.durationMs ?? 0,
      logs: run?.logs.length ?? 0,
      hostCalls: run?.hostCalls.length ?? 0,
    };
  }

  return {
    async try(
      input: TrialOf & { captureId: CaptureId | null; args: string; userId: string },
    ): Promise<Trial> {
      check(apps.get(input.appId), input.of);
      if (input.captureId === null) return onArguments(input);
      const capture = await engine.captures.forTrial(input.captureId);
      const { handled, runs } = await onCapture(input, capture);
      const run = runs.at(-1);
      return {
        run: run === undefined ? null : viewOf(run, input.captureId),
        refused: run === undefined ? handled.answer.reason : null,
        reply: shown(handled.answer.plan),
      };
    },
    async *compare(input: TrialOf & { last: number }, signal?: AbortSignal) {
      const app = apps.get(input.appId);
      check(app, input.of);
      const endpoints = endpointsOf(app, input.of);
      if (endpoints.length === 0) {
        throw new BackstitchError(
          'APP_INVALID',
          'No HTTPS endpoint calls this function: it has no captures.',
          {
            hint: 'Try it on arguments instead.',
          },
        );
      }
      const ids = endpoints
        .flatMap((id) => engine.captures.newestOf(id, input.last))
        .sort((a, b) => (a < b ? 1 : -1))
        .slice(0, input.last);
      yield { kind: 'start' as const, total: ids.length };
      let changed = 0;
      let failed = 0;
      for await (const row of inTurn(ids, (id) => compareOne(input, id), signal)) {
        if (row.differs.length > 0) changed += 1;
        if (row.error !== null) failed += 1;
        yield { kind: 'row' as const, row };
      }
      yield { kind: 'end' as const, changed, failed };
    },
  };
}

function checkedArgs(args: string): string {
  try {
    JSON.parse(args === '' ? '[]' : args);
    return args === '' ? '[]' : args;
  } catch {
    throw new BackstitchError('APP_INVALID', 'The arguments are not valid JSON.', {
      hint: 'Write an array: [ {"query": {}}, … ]. EJSON such as {"$oid": "…"} is understood.',
      field: 'args',
    });
  }
}

/** Some at once, in the order in which they are asked for. */
async function* inTurn<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  signal?: AbortSignal,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  let next = 0;
  while (next < items.length || running.length > 0) {
    if (signal?.aborted === true) return;
    while (running.length < AT_ONCE && next < items.length) {
      const started = work(items[next] as T);
      // Heard here too: a row that fails after another one did must not go unheard.
      started.catch(() => {});
      running.push(started);
      next += 1;
    }
    yield await (running.shift() as Promise<R>);
  }
}

function incomingOf(capture: CaptureForTrial): TakerRequest {
  const { rowId, receivedAt, method, target, headers, bytes } = capture;
  return {
    rowId,
    receivedAt,
    method,
    target,
    headers,
    sizeBytes: bytes.length,
    body: async () => bytes,
    remoteAddress: capture.remoteAddress,
    reportedClient: capture.reportedClient,
    viaTunnel: capture.viaTunnel,
  };
}

function viewOf(run: NewRun, captureId: CaptureId): NonNullable<Trial['run']> {
  const { rowId: _row, captureRowId: _capture, ...rest } = run;
  return {
    ...rest,
    captureId,
    kind: 'try',
    logCount: run.logs.length,
    hostCallCount: run.hostCalls.length,
  };
}
