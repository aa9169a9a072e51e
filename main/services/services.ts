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
import { createRecorded, type Recorded } from './recorded.ts';
import { isRunnable, readAwsCall, runAwsAction } from './aws/aws-action.ts';
import { decide } from './decide.ts';
import { fieldsOf, readEjson, textOf, writeEjson } from './ejson.ts';
import { type HttpCall, readHttpCall, ruleArguments, shownArguments } from './http/arguments.ts';
import { runHttpAction, stubbedAnswer } from './http/http-action.ts';
import { deliverMessage } from './deliver-message.ts';
import { readPushMessage, readTwilioMessage } from './messages.ts';
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

  function defaultStub({ found }: Prepared): unknown {
    return found === null || found.service.type === 'http' ? stubbedAnswer() : {};
  }

  async function act(
    context: ActionContext,
    prepared: Prepared,
    recorded: Recorded,
    signal: AbortSignal,
  ): Promise<Pick<HostCallAnswer, 'outcome' | 'mode'>> {
    const { found, call, args } = prepared;
    const type = found?.service.type ?? 'http';
    if (MONGO.has(type)) return actOnDocuments(context, prepared, recorded, signal);
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
      const known = recorded.answerTo(call, prepared.shownArgs);
      if (known !== undefined) return ok(known, 'recorded');
      return ok(stub() ?? writeEjson(defaultStub(prepared)), 'stub');
    }
    const offline = parts.appSettings(context.appId).offline;
    if (type === 'twilio' || type === 'gcm')
      return ok(
        '{"$undefined":true}',
        await deliverMessage(parts, context, found as FoundService, call.args, offline, signal),
      );
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
    { found, call, shownArgs }: Prepared,
    recorded: Recorded,
    signal: AbortSignal,
  ): Promise<Pick<HostCallAnswer, 'outcome' | 'mode'>> {
    const known = context.mode === 'record' ? recorded.answerTo(call, shownArgs) : undefined;
    if (known !== undefined) return { outcome: { ok: true, result: known }, mode: 'recorded' };
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
        accessKeyId: textOf(config.accessKeyId),
        region: textOf(config.region),
        secretAccessKey: parts.secret(context.appId, secretName) ?? '',
        endpoint: settings.endpoint,
      },
      signal,
    );
  }

  return {
    /** Answers the host calls of one run. */
    callHost(context: ActionContext): CallHost {
      const recorded = createRecorded(context.recorded ?? []);
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
          return { ...(await act(context, prepared, recorded, signal)), decision, shownArgs };
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
