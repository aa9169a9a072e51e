import { hasHeader } from '../../lib/headers.ts';
import type { HostCallAnswer } from '../../functions/run-request.ts';
import { NAMED_SERVERS } from '../../outbound/guard/policies.ts';
import { checkServer } from '../../outbound/guard/server.ts';
import { systemResolve, withDeadline } from '../../outbound/resolve.ts';
import { ActionError } from './action-error.ts';
import { isReckoned, isRunnable, runAwsAction } from './aws/aws-action.ts';
import type { AwsCall } from './aws/aws-call.ts';
import { deliver } from './deliveries-action.ts';
import { writeEjson } from './ejson.ts';
import type { HttpCall } from './http/arguments.ts';
import { runHttpAction } from './http/http-action.ts';
import { stubbedAnswer } from './http/http-answer.ts';
import { configOf, createMessenger, KEPT } from './messages.ts';
import type { FoundService, Prepared } from './prepare.ts';
import type { Acted, ActionContext, ServiceParts } from './service-parts.ts';

const READS = new Set([
  'find',
  'findOne',
  'aggregate',
  'count',
  'countDocuments',
  'distinct',
  'explain',
  'getDBNames',
  'getCollectionNames',
]);

/** How a function sees `undefined`. */
const NOTHING = '{"$undefined":true}';

/** What stands for an answer of the queue where nothing was queued. */
const NOT_QUEUED = '{"messageId":"","deliveries":[]}';

const acted = (mode: Acted['mode'], result: string): Acted => ({
  outcome: { ok: true, result },
  mode,
});
const refused = (code: string, message: string): Acted => ({
  outcome: { ok: false, code, message },
  mode: 'refused',
});

/** Does what actions ask for, as far as the mode of the run lets them. */
export function createActing(parts: ServiceParts) {
  const messenger = createMessenger(parts);

  /** The first stub that fits: arguments as they were given, or as rules see them. */
  function stubFor({ appId }: ActionContext, prepared: Prepared): string | undefined {
    const { call, args, ruleArgs, ruleAction, work } = prepared;
    const seen = [args, ruleArgs];
    if (work.kind === 'http') seen.push({ ...Object(args), url: work.http.url.href });
    return parts.stubs.find(appId, call.service, [call.action, ruleAction], seen);
  }

  /** The stub, or what stands for an answer where there is none. */
  function stubbed(context: ActionContext, prepared: Prepared): Acted {
    const { kind } = prepared.work;
    if (kind === 'twilio' || kind === 'push') return acted('stub', NOTHING);
    const stub = stubFor(context, prepared);
    const mode = stub === undefined ? 'invented' : 'stub';
    if (kind === 'http') return acted(mode, writeEjson(stubbedAnswer(stub)));
    if (kind === 'deliveries') return acted(mode, stub ?? NOT_QUEUED);
    return acted(mode, stub ?? '{}');
  }

  async function onDocuments(
    context: ActionContext,
    { found, call }: Prepared,
    signal: AbortSignal,
  ): Promise<Acted> {
    if (context.mode === 'forbid' && !READS.has(call.action)) return forbidden(call);
    const request = {
      appId: context.appId,
      service: call.service,
      action: call.action,
      args: call.args,
      ...(context.mode !== 'live' && { session: context.session }),
    };
    const mongoUri = found?.settings.mongoUri ?? '';
    const mode = context.mode === 'live' ? 'live' : 'stub';
    if (context.documents === undefined)
      return { outcome: await parts.documents(request, mongoUri, signal), mode };
    const { outcome, decision } = await context.documents(call, request, mongoUri, signal);
    return { outcome, decision, mode: decision?.allowed === false ? 'refused' : mode };
  }

  async function onHttp(
    context: ActionContext,
    { found, call }: Prepared,
    http: HttpCall,
    signal: AbortSignal,
  ): Promise<Acted> {
    const { clock, isOwnListener, publicHost, resolve } = parts;
    const allowedHosts = found?.settings.allowedHosts ?? parts.privateHosts(context.appId);
    const hosts = { isOwnListener, publicHost, allowedHosts };
    // What a function says of a trace itself is its own matter.
    const isSaid = hasHeader(http.headers, 'traceparent');
    const carried = isSaid ? [] : (context.trace?.(call.index ?? 0) ?? []);
    const traced = { ...http, headers: [...http.headers, ...carried] };
    const answer = await runHttpAction(traced, { clock, hosts, signal, resolve });
    return acted('live', writeEjson(answer));
  }

  async function onAws(
    context: ActionContext,
    prepared: Prepared,
    found: FoundService,
    call: AwsCall,
    signal: AbortSignal,
  ): Promise<Acted> {
    const { accessKeyId = '', region = '' } = configOf(found);
    const secretAccessKey = messenger.secretOf(context, found, 'secretAccessKey');
    const { endpoint } = found.settings;
    try {
      if (endpoint !== '') await requireElsewhere(endpoint, parts);
      const result = await runAwsAction(
        call,
        { accessKeyId, secretAccessKey, region, endpoint },
        { clock: parts.clock, signal, load: parts.load },
      );
      await messenger.note(context, prepared, 'sent', 'AWS took it.');
      return acted('live', writeEjson(result));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await messenger.note(context, prepared, 'failed', why);
      throw error;
    }
  }

  /** What cannot be had here at all: a stub, or the plain reason. */
  function unavailable(context: ActionContext, prepared: Prepared): Acted | undefined {
    const { work, found } = prepared;
    const isHere = work.kind !== 'none' && (work.kind !== 'aws' || isRunnable(work.aws));
    if (isHere) return undefined;
    const stub = stubFor(context, prepared);
    if (stub !== undefined) return acted('stub', stub);
    if (work.kind === 'aws') {
      const name = `${work.aws.service}:${work.aws.action}`;
      return refused('AWSError', `${name} is not available offline; add a stub for it`);
    }
    const type = found?.service.type ?? '';
    return refused('ServiceTypeNotFound', `services of type "${type}" do not run here; add a stub`);
  }

  /** Answers of an app that is offline; messages are kept by their own path. */
  async function offline(context: ActionContext, prepared: Prepared): Promise<Acted | undefined> {
    const { kind } = prepared.work;
    if (!parts.appSettings(context.appId).offline) return undefined;
    if (kind === 'deliveries') return stubbed(context, prepared);
    if (kind !== 'http' && kind !== 'aws') return undefined;
    await messenger.note(context, prepared, 'kept', KEPT);
    return stubbed(context, prepared);
  }

  return async function act(
    context: ActionContext,
    prepared: Prepared,
    recorded: () => HostCallAnswer['outcome'] | undefined,
    signal: AbortSignal,
  ): Promise<Acted> {
    const { work, found, call } = prepared;
    if (context.mode === 'record') {
      const outcome = recorded();
      if (outcome !== undefined) return { outcome, mode: 'recorded' };
    }
    if (work.kind === 'documents') return onDocuments(context, prepared, signal);
    if (work.kind === 'aws' && isReckoned(work.aws) && found !== null)
      return onAws(context, prepared, found, work.aws, signal);
    if (context.mode === 'forbid') return forbidden(call);
    const missing = unavailable(context, prepared);
    if (missing !== undefined) return missing;
    if (context.mode === 'record') return stubbed(context, prepared);
    const instead = await offline(context, prepared);
    if (instead !== undefined) return instead;
    if (work.kind === 'http') return onHttp(context, prepared, work.http, signal);
    if (work.kind === 'aws' && found !== null)
      return onAws(context, prepared, found, work.aws, signal);
    if (work.kind === 'deliveries') {
      return acted('live', writeEjson(await deliver(work.deliver, parts.deliver)));
    }
    return acted(await messenger.send(context, prepared, signal), NOTHING);
  };
}

/** @throws ActionError RestrictedHost, where an endpoint that stands in for AWS is Backstitch itself */
async function requireElsewhere(endpoint: string, parts: ServiceParts): Promise<void> {
  const { hostname, port, protocol } = new URL(endpoint);
  const server = { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  const resolve = withDeadline(parts.resolve ?? systemResolve, parts.clock);
  const judged = await checkServer(server, { policy: NAMED_SERVERS, own: parts, resolve });
  if (!judged.ok) throw new ActionError('RestrictedHost', judged.why);
}

function forbidden({ service, action }: Prepared['call']): Acted {
  const label = service === '' ? `context.http.${action}` : `${service}.${action}`;
  return refused('ActionForbidden', `${label} is not allowed in this run`);
}
