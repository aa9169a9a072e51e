import type { AppId } from '../../../preload/contract/app-model.ts';
import type { EndpointId, HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import type { NewRun } from '../../functions/run-store.ts';
import type { RunOutcome } from '../../functions/run-request.ts';
import type { Answer, Stages, Taker, TakerRequest } from '../../intake/taker.ts';
import { readPath } from '../webhooks/path.ts';
import type { Found, RunningApp } from '../webhooks/running-app.ts';
import {
  type Explained,
  handleRequest,
  matchRequest,
  type WebhookParts,
} from '../webhooks/webhooks.ts';
import { type AskedRun, nameOf } from '../webhooks/run-of.ts';
import { httpsEndpointId, webhookEndpointId } from './endpoint-ids.ts';
import type { Documents } from './document-calls.ts';
import { LIVE, type RunMode, type EngineParts } from './engine-parts.ts';
import type { Runner } from './runner.ts';
import type { Users } from '../users/users.ts';
import type { Secrets } from '../../secrets/secrets.ts';

interface Parts {
  engine: EngineParts;
  apps: Apps;
  users: Users;
  secrets: Secrets;
  runner: Runner;
  documents: Documents;
  /** Row id of a run that begins. */
  nextRunId: () => number;
}

/** One request taken through its webhook, and the runs that it led to. */
export interface Worked {
  handled: Explained;
  /** Runs of the function and of the script that names the user, in order. */
  runs: NewRun[];
}

/** For who asks for an answer that nobody waits for. */
export const UNTIMED: Stages = { at: () => {}, end: () => {} };

export type Webhooks = ReturnType<typeof createWebhooks>;

/** Joins the stages of a webhook with the apps, users and functions that they need. */
export function createWebhooks(parts: Parts) {
  const { apps, users, secrets, runner, engine } = parts;
  const inFlight = new Map<AppId, number>();
  const views = new WeakMap<HeldApp, RunningApp>();
  const held = new WeakMap<RunningApp, HeldApp>();

  function viewOf(app: HeldApp): RunningApp {
    const known = views.get(app);
    if (known !== undefined) return known;
    const view: RunningApp = {
      id: app.id,
      model: app.model,
      settings: app.row.settings,
      serviceSettings: (service) => apps.serviceSettings(app, service),
    };
    views.set(app, view);
    held.set(view, app);
    return view;
  }
  const heldBy = (view: RunningApp): HeldApp => held.get(view) ?? apps.get(view.id);

  const lookup: WebhookParts['apps'] = {
    byClientId(id) {
      const app = apps.byClientId(id);
      return app && viewOf(app);
    },
    list: () => apps.list().map(viewOf),
  };

  function partsFor(
    captureRowId: number | null,
    how: RunMode,
    source: string | null,
    runs: NewRun[],
  ): WebhookParts {
    return {
      apps: lookup,
      findUser: (appId, id) => users.find(appId, id),
      authenticate: (appId, providers, credentials, create) =>
        users.authenticate(appId, providers, credentials, create && how.mode === 'live'),
      customUserData: (appId, userId) => parts.documents.customData(apps.get(appId), userId),
      secret: (app, name) => secrets.get(app.id, name),
      urlOf: (target, viaTunnel) =>
        `${(viaTunnel ? engine.publicUrl() : null) ?? engine.intakeUrl()}${target}`,
      evaluate: (app, text, user, request) =>
        runner.evaluate(heldBy(app), text, user, request, undefined, how),
      async run(asked) {
        const rowId = parts.nextRunId();
        const startedAt = engine.clock.now();
        const outcome = await runner.run({
          ...how,
          app: heldBy(asked.app),
          entry: withSource(asked, source),
          call: asked.call,
          user: asked.user,
          asSystem: asked.asSystem,
          request: asked.request,
          limitsOf: asked.limitsOf,
          captureRowId,
          session: `run-${rowId}`,
        });
        runs.push(keptRun(asked, outcome, { rowId, captureRowId, startedAt }));
        if (how.mode !== 'live') parts.documents.endSession(`run-${rowId}`);
        return outcome;
      },
    };
  }

  async function work(
    found: Found,
    incoming: TakerRequest,
    stages: Stages,
    how: RunMode,
    source: string | null,
  ): Promise<Worked> {
    const runs: NewRun[] = [];
    const appId = found.app?.id;
    const busy = appId === undefined ? 0 : (inFlight.get(appId) ?? 0);
    if (appId !== undefined) inFlight.set(appId, busy + 1);
    try {
      const limit = found.app?.settings.concurrency ?? Number.POSITIVE_INFINITY;
      const handled = await handleRequest(
        partsFor(how.mode === 'live' ? incoming.rowId : null, how, source, runs),
        found,
        incoming,
        stages,
        how.mode === 'live' && busy >= limit,
      );
      const { plan, decidedBy } = handled.answer;
      if (how.mode === 'live' && plan.status >= 400 && decidedBy !== 'respond') {
        const link = engine.captureLink(engine.captures.publicId(incoming.rowId));
        engine.log.info({ link, status: plan.status }, 'A webhook refused a request.');
      }
      return { handled, runs };
    } finally {
      if (appId !== undefined) inFlight.set(appId, (inFlight.get(appId) ?? 1) - 1);
    }
  }

  return {
    match: (method: string, target: string): Found | null => matchRequest(lookup, method, target),
    /** The secret that a request to a webhook may carry in its query; undefined where it has none. */
    querySecret(method: string, target: string): string | undefined {
      if (readPath(target) === null) return undefined;
      const found = matchRequest(lookup, method, target);
      if (found?.kind === 'webhook') return found.webhook.secret;
      if (found?.kind !== 'endpoint') return undefined;
      return secrets.get(found.app.id, found.endpoint.secretName);
    },
    work,
    viewOf,
  };
}

/** The edited source takes the place of the saved one; the script of the user stays. */
function withSource(asked: AskedRun, source: string | null): AskedRun['entry'] {
  if (source === null || asked.kind === 'script') return asked.entry;
  return { kind: 'source', name: asked.entry.name, source };
}

function keptRun(
  asked: AskedRun,
  outcome: RunOutcome,
  at: { rowId: number; captureRowId: number | null; startedAt: number },
): NewRun {
  return {
    ...at,
    appId: asked.app.id,
    kind: asked.kind,
    name: asked.name,
    durationMs: outcome.durationMs,
    memoryBytes: outcome.memoryBytes,
    user: { id: asked.user.id, type: asked.user.type },
    // The capture beside it is the argument, byte for byte.
    args: null,
    result: outcome.result,
    reply: outcome.reply,
    error: outcome.error,
    logs: outcome.logs,
    logsCut: outcome.logsCut,
    hostCalls: outcome.hostCalls,
  };
}

/** Under which name and id a capture is filed. */
export function filedUnder(found: Found): { id: EndpointId; name: string } | null {
  if (found.kind === 'missing') return null;
  const id =
    found.kind === 'webhook'
      ? webhookEndpointId(found.app.id, found.service.name, found.webhook.name)
      : httpsEndpointId(found.app.id, found.endpoint.httpMethod, found.endpoint.route);
  return { id, name: nameOf(found) };
}

/** Takes the requests of webhooks and HTTPS endpoints, and keeps the records of their stages. */
export function webhookTaker(
  webhooks: Webhooks,
  keep: (incoming: TakerRequest, worked: Worked) => void,
  captureId: (rowId: number) => string,
  underway: Map<number, Promise<unknown>>,
): Taker {
  return {
    take({ method, target }) {
      const found = webhooks.match(method, target);
      return found && { kept: true, answer: (incoming, stages) => noted(found, incoming, stages) };
    },
  };

  /** Who asks for the run of a capture can wait for it. */
  function noted(found: Found, incoming: TakerRequest, stages: Stages): Promise<Answer> {
    const { rowId } = incoming;
    const answered = answer(found, incoming, stages).finally(() => underway.delete(rowId));
    underway.set(rowId, answered);
    return answered;
  }
  async function answer(found: Found, incoming: TakerRequest, stages: Stages): Promise<Answer> {
    const worked = await webhooks.work(found, incoming, stages, LIVE, null);
    keep(incoming, worked);
    const { plan, ...decided } = worked.handled.answer;
    const id: HeaderPair = ['X-Backstitch-Capture-Id', captureId(incoming.rowId)];
    const headers = [...plan.headers, id];
    return { ...decided, plan: { ...plan, headers }, endpoint: filedUnder(found) };
  }
}
