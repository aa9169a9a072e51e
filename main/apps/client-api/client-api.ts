import type { ClientCallDetail } from '../../../preload/contract/apps/client-api.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Planned, Stages, TakerRequest } from '../../intake/taker.ts';
import { allowsOrigin, corsHeaders, preflightHeaders } from '../webhooks/cors.ts';
import { detailOf, planFor, stageOf, summaryOf } from './answering.ts';
import { type Asked, type AskedByUser, json, nothing, type Notes, type Said } from './asked.ts';
import { createCallers, noSession } from './callers.ts';
import { createCalls } from './calls.ts';
import { emailCall } from './email.ts';
import { readObject, text } from './fields.ts';
import { atOf, baseUrlOf, bearerOf, readBody, requestOf } from './incoming.ts';
import { createKeys } from './keys.ts';
import { login, profile, refresh } from './login.ts';
import type { CallResult, ClientApiParts, ClientApp } from './client-app.ts';
import { CallRefused, type CallRefusal } from './refusal.ts';
import type { AskedCall, CallName } from './routes.ts';

/** An answer with all that explains it. `runId` is known to whoever keeps runs. */
export interface Answered {
  answer: Planned;
  app: ClientApp | null;
  detail: Omit<ClientCallDetail, 'runId'>;
}

const OFF =
  'The client API of this app is off. Switch it on in Backstitch: Apps, the app, Overview.';

/** Serves the vendor’s client libraries: sessions, calls, streams. */
export function createClientApi(parts: ClientApiParts) {
  const calls = createCalls(parts);
  const keys = createKeys(parts);
  const { appOfToken, userOf } = createCallers(parts);
  const inFlight = new Map<string, number>();
  const openStreams = new Map<string, number>();

  async function linkTarget(asked: Asked): Promise<string | null> {
    if (asked.call.query.get('link') !== 'true') return null;
    return (await userOf(asked, 'access')).user.id;
  }

  function location({ app, incoming }: Asked): Said {
    const hostname = baseUrlOf(parts, incoming);
    const { model, providerRegion } = app.model.deployment;
    return json({
      deployment_model: model === '' ? 'GLOBAL' : model,
      location: providerRegion === '' ? 'local' : providerRegion,
      hostname,
      ws_hostname: hostname.replace(/^http/, 'ws'),
    });
  }

  const renew = (asked: AskedByUser): Promise<Said> =>
    refresh(parts, asked, { ...asked, userId: asked.user.id });

  async function endUser({ app, user }: AskedByUser): Promise<Said> {
    await parts.users.remove({ appId: app.id, id: user.id });
    return nothing;
  }

  async function push(asked: AskedByUser, isOn: boolean): Promise<Said> {
    const name = asked.call.route?.parts.service ?? '';
    const service = asked.app.model.services.find((one) => one.name === name);
    if (service?.type !== 'gcm')
      throw new CallRefused('ServiceNotFound', `push service not found: '${name}'`);
    asked.notes.service = name;
    const { app, user, deviceId } = asked;
    const at = { appId: app.id, service: name, userId: user.id, deviceId };
    if (isOn)
      await parts.sessions.registerPush(
        at,
        text(readObject(asked.body), 'registrationToken', 5000),
      );
    else await parts.sessions.unregisterPush(at);
    return nothing;
  }

  /** Checking a password is work that many strangers could ask for at once. */
  async function guarded<T>(app: ClientApp, call: CallName, work: () => Promise<T>): Promise<T> {
    const open = call === 'stream' ? openStreams : inFlight;
    if ((open.get(app.id) ?? 0) >= app.concurrency)
      throw new CallRefused('TooManyRequests', 'too many calls at the same time');
    count(inFlight, app.id, 1);
    try {
      return await work();
    } finally {
      count(inFlight, app.id, -1);
    }
  }

  async function perform(asked: Asked, name: CallName, result: Result): Promise<Said> {
    const access = () => userOf(asked, 'access');
    const refreshing = () => userOf(asked, 'refresh');
    switch (name) {
      case 'location':
        return location(asked);
      case 'login':
        return login(parts, asked, await linkTarget(asked));
      case 'refresh':
        return renew(await refreshing());
      case 'logout':
        await parts.sessions.end((await refreshing()).sessionId);
        return nothing;
      case 'profile':
        await access();
        return profile(asked);
      case 'delete-user':
        return endUser(await access());
      case 'list-keys':
        return keys.list(await refreshing());
      case 'create-key':
        return keys.create(await refreshing());
      case 'get-key':
        return keys.get(await refreshing());
      case 'delete-key':
        return keys.remove(await refreshing());
      case 'enable-key':
        return keys.enable(await refreshing());
      case 'disable-key':
        return keys.disable(await refreshing());
      case 'call': {
        const byUser = await access();
        const called = await calls.call(byUser);
        result.called = called.result;
        return called.said;
      }
      case 'stream': {
        const byUser = await access();
        const called = await calls.stream(byUser, {
          opened: () => count(openStreams, asked.app.id, 1),
          closed(events) {
            count(openStreams, asked.app.id, -1);
            result.streamed(events);
          },
        });
        result.called = called.result;
        return called.said;
      }
      case 'register-push':
        return push(await access(), true);
      case 'unregister-push':
        return push(await access(), false);
      case 'register':
      case 'confirm':
      case 'confirm-send':
      case 'confirm-call':
      case 'reset':
      case 'reset-send':
      case 'reset-call':
        return emailCall(parts, asked, name);
      default:
        return name satisfies never;
    }
  }

  /** The app that is asked, where it may be asked at all. @throws CallRefused */
  function servedApp(call: AskedCall, incoming: TakerRequest): ClientApp {
    const { clientAppId, query } = call;
    if (clientAppId === null) {
      const app = appOfToken(bearerOf(incoming) ?? atOf(query));
      // Whoever has no token is told the same as whoever has an old one.
      if (app === undefined) throw noSession(call.route?.needs);
      return requireOn(app);
    }
    const app = parts.apps.byClientId(clientAppId);
    if (app !== undefined) return requireOn(app);
    const words = `cannot find app using Client App ID '${clientAppId}'`;
    throw new CallRefused('AppNotFound', words);
  }

  /** Which origins a preflight may hear of: of a call that names no app, those of any that is on. */
  function preflightAllowed({ clientAppId }: AskedCall, headers: readonly HeaderPair[]): boolean {
    const asked = clientAppId === null ? parts.apps.list() : [parts.apps.byClientId(clientAppId)];
    return asked.some(
      (app) => app?.on === true && allowsOrigin(app.model.allowedRequestOrigins, headers),
    );
  }

  return {
    /** How many streams of an app are open. */
    streams: (appId: string): number => openStreams.get(appId) ?? 0,
    /**
     * Answers one captured call.
     *
     * @param streamed told how many events a stream sent, when it is over
     */
    async answer(
      call: AskedCall,
      incoming: TakerRequest,
      stages: Stages,
      streamed: (events: number) => void,
    ): Promise<Answered> {
      const notes: Notes = { steps: [], user: null, service: '', name: '', namespace: '' };
      const result: Result = { called: null, streamed };
      let app: ClientApp | null = null;
      let cors = corsHeaders(incoming.headers);
      const name = call.route?.name ?? null;
      const reply = (said: Said, refusal: CallRefusal | null): Answered => {
        const stage = stageOf(refusal, name);
        if (refusal === null) stages.end(stage, 'ok', summaryOf(notes, name));
        else stages.end(stage, stage === 'run' ? 'failed' : 'refused', refusal.text);
        return {
          answer: {
            plan: planFor(said, cors, refusal),
            decidedBy: stage,
            reason: refusal?.text ?? null,
            endpoint: null,
          },
          app,
          detail: detailOf(call, app, notes, result.called, refusal),
        };
      };
      try {
        if (incoming.method === 'OPTIONS' && call.methods.length > 0) {
          if (!preflightAllowed(call, incoming.headers)) {
            cors = [];
            throw new CallRefused('DomainNotAllowed', 'origin forbidden');
          }
          cors = preflightHeaders(incoming.headers, [...new Set(call.methods)].join(', '));
          notes.steps.push({
            check: 'Preflight',
            ok: true,
            message: 'a preflight request of a browser',
          });
          return reply(nothing, null);
        }
        app = servedApp(call, incoming);
        if (!allowsOrigin(app.model.allowedRequestOrigins, incoming.headers)) {
          cors = [];
          throw new CallRefused('DomainNotAllowed', 'origin forbidden');
        }
        const { route } = call;
        if (route === null) throw unknownRoute(call);
        const body = await readBody(incoming, route.name);
        const asked: Asked = {
          call,
          app,
          incoming,
          stages,
          body,
          request: requestOf(incoming, app),
          notes,
          pass(check, message) {
            notes.steps.push({ check, ok: true, message });
          },
        };
        const { name: asks } = route;
        const said = await guarded(app, asks, () => perform(asked, asks, result));
        const outcome = result.called?.outcome;
        if (outcome?.ok === false)
          return reply(said, { code: outcome.code, text: outcome.message });
        return reply(said, null);
      } catch (error) {
        if (!(error instanceof CallRefused)) throw error;
        const { code, message: text, retryAfterS } = error;
        const refusal = { code, text, retryAfterS };
        notes.steps.push({ check: error.code, ok: false, message: error.message });
        return reply(nothing, refusal);
      }
    },
  };
}

function count(of: Map<string, number>, appId: string, by: 1 | -1): void {
  of.set(appId, (of.get(appId) ?? 0) + by);
}

interface Result {
  called: CallResult | null;
  streamed: (events: number) => void;
}

function requireOn(app: ClientApp): ClientApp {
  if (!app.on) throw new CallRefused('NotFound', OFF);
  return app;
}

function unknownRoute({ methods }: AskedCall): CallRefused {
  if (methods.length === 0) return new CallRefused('NotFound', 'the client API has no such call');
  return new CallRefused('MethodNotAllowed', `this call takes ${methods.join(' or ')}`);
}
