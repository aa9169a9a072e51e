import type { RunAs } from '../../../preload/contract/app-model.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type {
  ContextRequest,
  ContextUser,
  FunctionCall,
  RunOutcome,
} from '../../functions/run-request.ts';
import type { TakerRequest } from '../../intake/taker.ts';
import { headerValue } from '../../lib/headers.ts';
import type { Present } from './arrival-checks.ts';
import { type ExecutionUser, SYSTEM_USER } from './execution-user.ts';
import { payloadPairs, rawQueryOf, readPairs } from './query.ts';
import { type Refusal, runRefusal } from './refusal.ts';
import { endpointFormat, endpointReply, webhookReply } from './reply.ts';
import { canonicalHeaders } from './request-headers.ts';
import type { RunningApp } from './running-app.ts';

/** A run this room asks for. */
export interface AskedRun {
  app: RunningApp;
  kind: 'webhook' | 'endpoint' | 'script';
  /** What stacks and lists call it. */
  name: string;
  entry: { kind: 'function'; name: string } | { kind: 'source'; name: string; source: string };
  call: FunctionCall;
  user: ContextUser;
  asSystem: boolean;
  request: ContextRequest;
  /** Whose limits hold: a function’s name, or `service/webhook`. */
  limitsOf: string;
}

/** What stacks and lists call it. */
export const nameOf = (found: Present): string =>
  found.kind === 'webhook' ? `${found.service.name}/${found.webhook.name}` : found.endpoint.route;

/** Whom its function runs as. */
export function runAsOf(found: Present): RunAs {
  if (found.kind === 'webhook') return found.webhook;
  const { fetchCustomUserData, createUserOnAuth } = found.endpoint;
  return { ...found.fn, fetchCustomUserData, createUserOnAuth };
}

const isForm = (incoming: TakerRequest): boolean =>
  /^\s*application\/x-www-form-urlencoded/i.test(
    headerValue(incoming.headers, 'content-type') ?? '',
  );

/** The pairs of a form's body; none where it is no form. */
export function formOf(incoming: TakerRequest, body: Buffer) {
  return isForm(incoming) ? readPairs(body.toString('latin1')) : [];
}

/** The call as the function sees it: query, headers and body as the vendor gives them. */
export function callOf(found: Present, incoming: TakerRequest, body: Buffer): FunctionCall {
  const contentType = headerValue(incoming.headers, 'content-type');
  return {
    kind: 'webhook',
    serviceType: found.kind === 'webhook' ? found.service.type : 'http',
    query: payloadPairs(rawQueryOf(incoming.target), incoming.method, contentType, body),
    headers: canonicalHeaders(incoming.headers),
    body: body.length === 0 ? null : body,
    endpoint: found.kind === 'endpoint',
  };
}

/** The run of what a request found, for the user it executes as. */
export function runOf(
  found: Present,
  call: FunctionCall,
  { user, asSystem }: Extract<ExecutionUser, { ok: true }>,
  request: ContextRequest,
): AskedRun {
  const name = nameOf(found);
  const asked = { app: found.app, kind: found.kind, name, call, user, asSystem, request };
  if (found.kind === 'endpoint') {
    const { name: fn } = found.fn;
    return { ...asked, entry: { kind: 'function', name: fn }, limitsOf: fn };
  }
  const { source } = found.webhook;
  return { ...asked, entry: { kind: 'source', name, source }, limitsOf: name };
}

/** Runs the script that names a webhook's user, as the system. */
export async function runScript(
  run: (asked: AskedRun) => Promise<RunOutcome>,
  found: Present,
  source: string,
  call: FunctionCall,
  request: ContextRequest,
): Promise<{ ok: true; value: unknown } | { ok: false; refusal: Refusal }> {
  const name = `${nameOf(found)} (user)`;
  const outcome = await run({
    app: found.app,
    kind: 'script',
    name,
    entry: { kind: 'source', name, source },
    call,
    user: SYSTEM_USER,
    asSystem: true,
    request,
    limitsOf: nameOf(found),
  });
  if (outcome.error !== null) return { ok: false, refusal: runRefusal(outcome.error) };
  return { ok: true, value: outcome.result === null ? undefined : JSON.parse(outcome.result) };
}

/** What the sender gets for a run that ended well. */
export function replyOf(found: Present, outcome: RunOutcome, headers: readonly HeaderPair[]) {
  if (found.kind === 'webhook') {
    return webhookReply(outcome, found.webhook.respondResult, found.service.type);
  }
  const { respondResult, returnType } = found.endpoint;
  return endpointReply(
    outcome,
    respondResult,
    endpointFormat(headerValue(headers, 'accept'), returnType),
  );
}
