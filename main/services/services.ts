import type {
  AppId,
  AppSettings,
  Service,
  ServiceSettings,
} from '../../preload/contract/app-model.ts';
import type { ExplainNode, HostCall, RuleDecision } from '../../preload/contract/function-runs.ts';
import type { CallHost, HostCallAnswer, HostCallRequest } from '../functions/run-request.ts';
import type { Clock } from '../lib/clock.ts';
import { ActionError } from './action-error.ts';
import { isRunnable, readAwsCall, runAwsAction } from './aws/aws-action.ts';
import { decide } from './decide.ts';
import { fieldsOf, readEjson, writeEjson } from './ejson.ts';
import { type HttpCall, readHttpCall, ruleArguments, shownArguments } from './http/arguments.ts';
import { runHttpAction, stubbedAnswer } from './http/http-action.ts';
import {
  readPushMessage,
  readTwilioMessage,
  sendByFcm,
  sendByTwilio,
  type Post,
} from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { HostRules } from './restricted.ts';
import type { Stubs } from './stubs.ts';

/** What services may do in a run. */
export type ActionMode = 'live' | 'record' | 'forbid';

export interface FoundService {
  service: Service;
  settings: ServiceSettings;
}

export interface ServiceParts {
  clock: Clock;
  outbox: Outbox;
  stubs: Stubs;
  isOwnListener: HostRules['isOwnListener'];
  find: (appId: AppId, name: string) => FoundService | undefined;
  /** Hosts that any service of the app may call: `context.http` belongs to none. */
  privateHosts: (appId: AppId) => readonly string[];
  appSettings: (appId: AppId) => AppSettings;
  secret: (appId: AppId, name: string) => string | undefined;
  /** Runs an action on the collections of a `mongodb-atlas` service. */
  documents: (
    request: { appId: string; service: string; action: string; args: string; session?: string },
    mongoUri: string,
    signal: AbortSignal,
  ) => Promise<{ ok: true; result: string } | { ok: false; code: string; message: string }>;
}

/** For whom and how a run's actions are done. */
export interface ActionContext {
  appId: AppId;
  captureRowId: number | null;
  mode: ActionMode;
  /** Names the run, for changes of collections that are not to be kept. */
  session: string;
  /** Host calls of the run that is tried again: the same call gets the same answer. */
  recorded?: readonly HostCall[];
  evaluate: (
    when: string,
    call: HostCallRequest,
    args: unknown,
  ) => Promise<{ verdict: boolean; explain: ExplainNode }>;
}

const MONGO = new Set(['mongodb-atlas', 'mongodb']);
const READS = new Set([
  'find',
  'findOne',
  'aggregate',
  'count',
  'countDocuments',
  'distinct',
  'getDBNames',
  'getCollectionNames',
]);

const failure = (code: string, message: string): HostCallAnswer['outcome'] => ({
  ok: false,
  code,
  message,
});

/** Actions of services, as functions call them. */
export function createServices(parts: ServiceParts) {
  /** Prepared arguments: checked before any rule is asked. */
  interface Prepared {
    found: FoundService | null;
    call: HostCallRequest;
    args: unknown;
    http: HttpCall | null;
    ruleArgs: unknown;
    shownArgs: string;
  }

  function prepare(context: ActionContext, call: HostCallRequest): Prepared {
    const found = call.service === '' ? null : parts.find(context.appId, call.service);
    if (found === undefined)
      throw new ActionError('ServiceNotFound', `service not found: '${call.service}'`);
    const args = readEjson(call.args);
    const type = found?.service.type ?? 'http';
    if (type === 'http') {
      if (!['get', 'post', 'put', 'patch', 'delete', 'head'].includes(call.action)) {
        throw new ActionError(
          'ServiceCommandNotFound',
          `an HTTP service has no action ${call.action}`,
        );
      }
      const http = readHttpCall(call.action, args);
      return {
        found,
        call,
        args,
        http,
        ruleArgs: ruleArguments(args, http),
        shownArgs: shownArguments(args),
      };
    }
    if (type === 'twilio') readTwilioMessage(args);
    if (type === 'gcm') readPushMessage(args);
    const ruleArgs = type === 'aws' ? (fieldsOf(args).input ?? args) : args;
    return { found, call, args, http: null, ruleArgs, shownArgs: call.args };
  }

  async function ruling(context: ActionContext, prepared: Prepared): Promise<RuleDecision | null> {
    const { found, call, ruleArgs } = prepared;
    if (found === null) return { allowed: true, why: 'context-http', rule: null, rules: [] };
    if (MONGO.has(found.service.type)) return null;
    return decide({
      service: found.service,
      action: call.action,
      asSystem: call.asSystem,
      strict: parts.appSettings(context.appId).strictServiceRules,
      evaluate: (when) => context.evaluate(when, call, ruleArgs),
    });
  }

  /** The answer of the run that is repeated, if it made this call. Each is given once. */
  function takeRecorded(
    used: Set<HostCall>,
    context: ActionContext,
    { call, shownArgs }: Prepared,
  ) {
    const same = context.recorded?.find(
      (one) =>
        !used.has(one) &&
        one.service === call.service &&
        one.action === call.action &&
        one.args === shownArgs &&
        one.result !== null,
    );
    if (same !== undefined) used.add(same);
    return same?.result ?? undefined;
  }

  function defaultStub({ found }: Prepared): unknown {
    return found === null || found.service.type === 'http' ? stubbedAnswer() : {};
  }

  async function act(
    context: ActionContext,
    prepared: Prepared,
    used: Set<HostCall>,
    signal: AbortSignal,
  ): Promise<Pick<HostCallAnswer, 'outcome' | 'mode'>> {
    const { found, call, args } = prepared;
    const type = found?.service.type ?? 'http';
    if (MONGO.has(type)) return actOnDocuments(context, prepared, signal);
    if (type === 'github')
      throw new ActionError('ServiceCommandNotFound', 'a GitHub service has no actions');
    const ok = (result: string, mode: HostCallAnswer['mode']) => ({
      outcome: { ok: true as const, result },
      mode,
    });
    if (context.mode === 'forbid') {
      return {
        outcome: failure('ActionForbidden', `${label(call)} is forbidden in this try`),
        mode: 'refused',
      };
    }
    const stub = (): string | undefined =>
      parts.stubs.find(context.appId, call.service, call.action, args);
    if (context.mode === 'record') {
      const recorded = takeRecorded(used, context, prepared);
      if (recorded !== undefined) return ok(recorded, 'recorded');
      return ok(stub() ?? writeEjson(defaultStub(prepared)), 'stub');
    }
    const offline = parts.appSettings(context.appId).offline;
    if (type === 'twilio' || type === 'gcm')
      return ok('{"$undefined":true}', await message(context, prepared, offline, signal));
    const aws = type.startsWith('aws') ? readAwsCall(type, call.action, args) : null;
    const chosen = offline || (aws !== null && !isRunnable(aws.service)) ? stub() : undefined;
    if (chosen !== undefined) return ok(chosen, 'stub');
    if (offline) return ok(writeEjson(defaultStub(prepared)), 'stub');
    if (aws !== null && found !== null)
      return ok(writeEjson(await runAws(context, found, aws, signal)), 'live');
    const http = prepared.http as HttpCall;
    const hosts = {
      isOwnListener: parts.isOwnListener,
      allowedHosts: found?.settings.allowedHosts ?? parts.privateHosts(context.appId),
    };
    return ok(writeEjson(await runHttpAction(http, { clock: parts.clock, hosts, signal })), 'live');
  }

  async function actOnDocuments(
    context: ActionContext,
    { found, call }: Prepared,
    signal: AbortSignal,
  ): Promise<Pick<HostCallAnswer, 'outcome' | 'mode'>> {
    if (context.mode === 'forbid' && !READS.has(call.action)) {
      return {
        outcome: failure('ActionForbidden', `${label(call)} is forbidden in this try`),
        mode: 'refused',
      };
    }
    const request = {
      appId: context.appId,
      service: call.service,
      action: call.action,
      args: call.args,
      ...(context.mode !== 'live' && { session: context.session }),
    };
    const outcome = await parts.documents(request, found?.settings.mongoUri ?? '', signal);
    return { outcome, mode: context.mode === 'live' ? 'live' : 'stub' };
  }

  async function runAws(
    context: ActionContext,
    { service, settings }: FoundService,
    call: ReturnType<typeof readAwsCall>,
    signal: AbortSignal,
  ): Promise<unknown> {
    const config = fieldsOf(readEjson(service.config === '' ? '{}' : service.config));
    const secretName = service.secretConfig.secretAccessKey ?? '';
    return runAwsAction(
      call,
      {
        accessKeyId: String(config.accessKeyId ?? ''),
        region: String(config.region ?? ''),
        secretAccessKey: parts.secret(context.appId, secretName) ?? '',
        endpoint: settings.endpoint,
      },
      signal,
    );
  }

  /** Keeps a message in the outbox, and sends it where that was asked for. */
  async function message(
    context: ActionContext,
    prepared: Prepared,
    offline: boolean,
    signal: AbortSignal,
  ): Promise<'outbox' | 'live'> {
    const { found, call, args } = prepared;
    const { service, settings } = found as FoundService;
    const isText = service.type === 'twilio';
    const text = isText ? readTwilioMessage(args) : readPushMessage(args);
    const kept = {
      appId: context.appId,
      service: service.name,
      kind: service.type,
      captureRowId: context.captureRowId,
      createdAt: parts.clock.now(),
      from:
        'from' in text
          ? text.from
          : String(fieldsOf(readEjson(service.config || '{}')).senderId ?? ''),
      to: 'to' in text ? text.to : text.recipients,
      text: 'body' in text ? text.body : text.text,
      args: call.args,
    };
    if (!settings.sendForReal || offline) {
      await parts.outbox.add({ ...kept, sent: 'kept', outcome: 'Kept here; nothing was sent.' });
      return 'outbox';
    }
    try {
      const outcome = await sendForReal(context, found as FoundService, args, signal);
      await parts.outbox.add({ ...kept, sent: 'sent', outcome });
      return 'live';
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await parts.outbox.add({ ...kept, sent: 'failed', outcome: why });
      throw error;
    }
  }

  async function sendForReal(
    context: ActionContext,
    { service, settings }: FoundService,
    args: unknown,
    signal: AbortSignal,
  ): Promise<string> {
    const post: Post = async (url, headers, body) => {
      const call = readHttpCall('post', { url, headers, body });
      const hosts = { isOwnListener: parts.isOwnListener, allowedHosts: settings.allowedHosts };
      const answer = fieldsOf(await runHttpAction(call, { clock: parts.clock, hosts, signal }));
      const bytes = answer.body as { value: () => Uint8Array };
      return {
        status: Number(answer.statusCode),
        text: Buffer.from(bytes.value()).toString('utf8'),
      };
    };
    const secret = (field: string): string =>
      parts.secret(context.appId, service.secretConfig[field] ?? '') ?? '';
    if (service.type === 'gcm') {
      const account = { account: secret('apiKey'), endpoint: settings.endpoint };
      return sendByFcm(readPushMessage(args), account, post);
    }
    const config = fieldsOf(readEjson(service.config || '{}'));
    const authToken = secret('auth_token');
    if (authToken === '')
      throw new ActionError('TwilioError', 'the Secret with the auth token is not set');
    const account = { sid: String(config.sid ?? ''), authToken, endpoint: settings.endpoint };
    return sendByTwilio(readTwilioMessage(args), account, post);
  }

  return {
    /** Answers the host calls of one run. */
    callHost(context: ActionContext): CallHost {
      const used = new Set<HostCall>();
      return async (call, signal) => {
        let shownArgs: string | undefined;
        let decision: RuleDecision | null = null;
        try {
          const prepared = prepare(context, call);
          ({ shownArgs } = prepared);
          decision = await ruling(context, prepared);
          if (decision?.allowed === false) {
            const text = `no matching rule found for action '${label(call)}'`;
            return {
              outcome: failure('NoMatchingRuleFound', text),
              mode: 'refused',
              decision,
              shownArgs,
            };
          }
          return { ...(await act(context, prepared, used, signal)), decision, shownArgs };
        } catch (error) {
          const code = error instanceof ActionError ? error.code : 'InternalServerError';
          const text = error instanceof Error ? error.message : String(error);
          // What could not even be read may hold anything: none of it is shown.
          const refused = code === 'RestrictedHost' ? 'refused' : 'live';
          return {
            outcome: failure(code, text),
            mode: refused,
            decision,
            shownArgs: shownArgs ?? '{}',
          };
        }
      };
    },
  };
}

const label = ({ service, action }: HostCallRequest): string =>
  service === '' ? `context.http.${action}` : `${service}.${action}`;
