import type { ClientCallDetail } from '../../../preload/contract/apps/client-api.ts';
import type { EndpointId, HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import { createAccessTokens } from '../client-api/sessions/access-tokens.ts';
import { createClientApi } from '../client-api/client-api.ts';
import { createLimits } from '../client-api/limits.ts';
import type {
  Caller,
  CallResult,
  ClientApiParts,
  ClientApp,
  WatchedChanges,
} from '../client-api/client-app.ts';
import { refuse } from '../client-api/refusal.ts';
import { readCall } from '../client-api/routes.ts';
import type { ClientSessions } from '../client-api/sessions/sessions.ts';
import { NotAllowed } from '../collection-rules/action.ts';
import type { NewRun } from '../../functions/run-store.ts';
import type { Answer, Stages, Taker, TakerRequest } from '../../intake/taker.ts';
import type { Outbox } from '../services/outbox.ts';
import type { Users } from '../users/users.ts';
import { createClientFunctions } from './client-functions.ts';
import type { Documents } from './document-calls.ts';
import type { GuardedDocuments } from './guarded-documents.ts';
import { LIVE, type EngineParts } from './engine-parts.ts';
import type { Runner } from './runner.ts';

interface Parts {
  engine: EngineParts;
  apps: Apps;
  users: Users;
  sessions: ClientSessions;
  runner: Runner;
  documents: Documents;
  guarded: GuardedDocuments;
  outbox: Outbox;
  tokenSecret: string;
  nextRunId: () => number;
  /** Keeps what is to be said of a captured call, and the runs it led to. */
  keep: (rowId: number, detail: Omit<ClientCallDetail, 'runId'>, runs: NewRun[]) => void;
}

/** Under which id calls of an app are filed. */
export const clientCallsId = (appId: string): EndpointId => `client:${appId}` as EndpointId;

/** Joins the client API with the apps, users, functions and services that it needs. */
export function createClientCalls(parts: Parts) {
  const { engine, apps, users, runner, guarded } = parts;
  const views = new WeakMap<HeldApp, ClientApp>();

  function viewOf(app: HeldApp): ClientApp {
    const known = views.get(app);
    if (known !== undefined) return known;
    const { clientApi, concurrency } = app.row.settings;
    const view = { id: app.id, model: app.model, on: clientApi === true, concurrency };
    views.set(app, view);
    return view;
  }
  const heldBy = ({ id }: ClientApp): HeldApp => apps.get(id);
  const functions = createClientFunctions({ ...parts, heldBy });

  async function callAction(
    caller: Caller,
    call: { service: string; action: string; args: string },
    ended: AbortSignal,
  ): Promise<CallResult> {
    const host = runner.servicesFor({
      ...LIVE,
      app: heldBy(caller.app),
      request: caller.request,
      captureRowId: caller.captureRowId,
      session: `call-${caller.captureRowId}`,
      fromClient: true,
    });
    const answer = await host({ ...call, user: caller.user, asSystem: false }, ended);
    return { outcome: answer.outcome, decision: answer.decision, expression: null };
  }

  async function watch(
    caller: Caller,
    call: { service: string; args: string },
    ended: AbortSignal,
  ): Promise<WatchedChanges> {
    const app = heldBy(caller.app);
    const scope = runner.documentScope(caller.user, {
      ...LIVE,
      app,
      request: caller.request,
      captureRowId: caller.captureRowId,
      session: `call-${caller.captureRowId}`,
      fromClient: true,
    });
    const asked = JSON.parse(call.args) as Record<string, unknown>;
    try {
      return guarded.watch(
        app,
        call.service,
        {
          database: String(asked.database),
          collection: String(asked.collection),
          ids: asked.ids,
          filter: asked.filter,
          compact: asked.useCompactEvents === true,
        },
        scope,
        ended,
      );
    } catch (error) {
      if (error instanceof NotAllowed) throw refuse(error.code, error.message);
      throw error;
    }
  }

  const clientApiParts: ClientApiParts = {
    clock: engine.clock,
    apps: {
      byClientId(id) {
        const app = apps.byClientId(id);
        return app && viewOf(app);
      },
      byId(id) {
        const app = apps.list().find((one) => one.id === id);
        return app && viewOf(app);
      },
      list: () => apps.list().map(viewOf),
    },
    users,
    sessions: parts.sessions,
    tokens: createAccessTokens(parts.tokenSecret, () => engine.clock.now()),
    limits: createLimits(() => engine.clock.now()),
    customData: (appId, userId) => parts.documents.customData(apps.get(appId), userId),
    mail: (mail) =>
      parts.outbox.add({
        appId: mail.appId,
        service: 'local-userpass',
        kind: 'email',
        captureRowId: mail.captureRowId,
        createdAt: engine.clock.now(),
        from: '',
        to: mail.to,
        text: mail.text,
        args: JSON.stringify(mail.args),
        sent: 'kept',
        outcome: 'Kept here; nothing was sent.',
      }),
    runAsSystem: functions.runAsSystem,
    callFunction: functions.call,
    callAction,
    watch,
    publicUrl: engine.publicUrl,
    intakeUrl: engine.intakeUrl,
  };
  const api = createClientApi(clientApiParts);

  async function answer(
    call: NonNullable<ReturnType<typeof readCall>>,
    incoming: TakerRequest,
    stages: Stages,
  ): Promise<Answer> {
    const { rowId } = incoming;
    const { runs, over } = functions.runsOf(rowId);
    try {
      let kept: Omit<ClientCallDetail, 'runId'> | null = null;
      const answered = await api.answer(call, incoming, stages, (events) => {
        if (kept !== null) parts.keep(rowId, { ...kept, events }, []);
      });
      kept = answered.detail;
      parts.keep(rowId, kept, runs);
      const { app } = answered;
      const { plan, ...decided } = answered.answer;
      const id: HeaderPair = ['X-Backstitch-Capture-Id', engine.captures.publicId(rowId)];
      return {
        ...decided,
        plan: { ...plan, headers: [...plan.headers, id] },
        endpoint: app && { id: clientCallsId(app.id), name: `Client API of ${app.model.name}` },
      };
    } finally {
      over();
    }
  }

  const taker: Taker = {
    take({ method, target }) {
      const call = readCall(method, target);
      if (call === null) return null;
      return { kept: true, answer: (incoming, stages) => answer(call, incoming, stages) };
    },
  };
  return { taker, streams: api.streams };
}
