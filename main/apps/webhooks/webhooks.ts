import type { StageName } from '../../../preload/contract/captures.ts';
import type { ExplainNode } from '../../../preload/contract/apps/function-runs.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { WebhookDetail, WebhookStep } from '../../../preload/contract/apps/webhook-outcome.ts';
import type { ContextRequest, ContextUser, RunOutcome } from '../../functions/run-request.ts';
import { type Planned, planOf, type Stages, type TakerRequest } from '../../intake/taker.ts';
import { checkArrival, type Present } from './arrival-checks.ts';
import { corsHeaders } from './cors.ts';
import { executionUser, type ExecutionUser, type UserParts } from './execution-user.ts';
import { readPath } from './path.ts';
import { rawQueryOf } from './query.ts';
import { type Refusal, refusalBody, runRefusal } from './refusal.ts';
import { contextRequest } from './request.ts';
import {
  type AskedRun,
  callOf,
  formOf,
  nameOf,
  replyOf,
  runAsOf,
  runOf,
  runScript,
} from './run-of.ts';
import { findEndpoint, findWebhook, type Found, type RunningApp } from './running-app.ts';
import { validate, type ValidationRule } from './validate.ts';

export interface WebhookParts extends UserParts {
  apps: {
    byClientId: (clientAppId: string) => RunningApp | undefined;
    /** Oldest first. */
    list: () => RunningApp[];
  };
  run: (asked: AskedRun) => Promise<RunOutcome>;
  evaluate: (
    app: RunningApp,
    text: string,
    user: ContextUser,
    request: ContextRequest,
  ) => Promise<{ verdict: boolean; explain: ExplainNode }>;
  secret: (app: RunningApp, name: string) => string | undefined;
  /** URL under which the sender reached a target: the tunnel’s, or the intake’s. */
  urlOf: (target: string, viaTunnel: boolean) => string;
}

/** An answer, with all that explains it. */
export interface Explained {
  answer: Planned;
  detail: Omit<WebhookDetail, 'runId'>;
}

const EMPTY = Buffer.alloc(0);

/** Finds what takes a request. null: its path has no form of ours, or a short one that leads nowhere. */
export function matchRequest(
  apps: WebhookParts['apps'],
  method: string,
  target: string,
): Found | null {
  const asked = readPath(target);
  if (asked === null) return null;
  if (asked.kind === 'alias') {
    const candidates =
      asked.clientAppId === null ? apps.list() : [apps.byClientId(asked.clientAppId)];
    for (const app of candidates) {
      const found = app && findWebhook(app, asked.service, asked.webhook);
      if (found?.kind === 'webhook') return found;
    }
    return null;
  }
  const app = apps.byClientId(asked.clientAppId);
  if (app === undefined) {
    const text = `cannot find app using Client App ID '${asked.clientAppId}'`;
    return { kind: 'missing', app: null, code: '', text, asked: asked.kind };
  }
  return asked.kind === 'webhook'
    ? findWebhook(app, asked.service, asked.webhook)
    : findEndpoint(app, method, asked.route);
}

/** Takes one captured request through the checks of its webhook, runs its function, words the reply. */
export async function handleRequest(
  parts: WebhookParts,
  found: Found,
  incoming: TakerRequest,
  stages: Stages,
  isBusy: boolean,
): Promise<Explained> {
  const steps: WebhookStep[] = [];
  const shared = { expression: null as ExplainNode | null, user: null as WebhookDetail['user'] };
  const base = corsHeaders(incoming.headers);

  function detail(): Explained['detail'] {
    const named = found.kind === 'webhook' || found.kind === 'endpoint';
    return {
      appId: found.app?.id ?? null,
      kind: found.kind === 'missing' ? found.asked : found.kind,
      service: found.kind === 'webhook' ? found.service.name : '',
      name: named ? (found.kind === 'webhook' ? found.webhook.name : found.endpoint.route) : '',
      steps,
      ...shared,
    };
  }
  function answer(
    status: number,
    headers: HeaderPair[],
    body: Buffer,
    decidedBy: StageName,
    reason: string | null,
  ): Explained {
    const plan = planOf({ status, headers, body });
    return { answer: { plan, decidedBy, reason, endpoint: null }, detail: detail() };
  }
  function pass(step: WebhookStep): void {
    steps.push(step);
    stages.end(step.stage, 'ok', step.message);
  }
  function refuse(refusal: Refusal, step: WebhookStep): Explained {
    steps.push(step);
    stages.end(step.stage, step.stage === 'run' ? 'failed' : 'refused', step.message);
    const headers: HeaderPair[] = [
      ...base,
      ...(refusal.headers ?? []),
      ['Content-Type', 'application/json'],
    ];
    return answer(refusal.status, headers, refusalBody(refusal), step.stage, step.message);
  }

  if (found.kind === 'missing') {
    const refusal = { status: 404, code: found.code, text: found.text };
    return refuse(refusal, { stage: 'match', check: 'Path', ok: false, message: found.text });
  }
  const early = checkArrival(found, incoming, isBusy);
  if (early?.preflight) {
    pass({
      stage: 'match',
      check: 'Preflight',
      ok: true,
      message: 'A preflight request of a browser.',
    });
    return answer(204, early.preflight, EMPTY, 'match', null);
  }
  if (early?.refusal) return refuse(early.refusal, early.step);
  pass({
    stage: 'match',
    check: 'Path and method',
    ok: true,
    message: `taken by ${nameOf(found)}`,
  });

  stages.at('authenticate');
  const body = await incoming.body();
  const proof = validate(ruleOf(parts, found), {
    headers: incoming.headers,
    rawQuery: rawQueryOf(incoming.target),
    body,
    url: parts.urlOf(incoming.target, incoming.viaTunnel),
    form: formOf(incoming, body),
  });
  if (!proof.ok) {
    const refusal = { status: 401, code: 'IncomingWebhookAuthFailed', text: proof.message };
    return refuse(refusal, { ...proof, stage: 'authenticate' });
  }
  steps.push({ ...proof, stage: 'authenticate' });

  const request = contextRequest(incoming, found);
  const call = callOf(found, incoming, body);
  const user = await executionUser(parts, {
    appId: found.app.id,
    providers: found.app.model.authProviders,
    runAs: runAsOf(found),
    headers: incoming.headers,
    body,
    runScript: (source) => runScript(parts.run, found, source, call, request),
  });
  if (!user.ok) {
    return refuse(user.refusal, {
      stage: 'authenticate',
      check: 'Execution user',
      ok: false,
      message: user.why,
    });
  }
  shared.user = { id: user.user.id, type: user.user.type };
  pass({ stage: 'authenticate', check: 'Execution user', ok: true, message: user.how });

  stages.at('authorize');
  const expression = found.kind === 'webhook' ? found.webhook.canEvaluate : found.fn.canEvaluate;
  const { verdict, explain } = await parts.evaluate(found.app, expression, user.user, request);
  shared.expression = explain;
  if (!verdict) {
    const refusal = {
      status: 403,
      code: 'NoMatchingRuleFound',
      text: 'can_evaluate is false for this request',
    };
    return refuse(refusal, {
      stage: 'authorize',
      check: 'can_evaluate',
      ok: false,
      message: `The expression is false: ${firstFalse(explain)}`,
    });
  }
  pass({ stage: 'authorize', check: 'can_evaluate', ok: true, message: 'the expression is true' });
  return runAndAnswer(found, user);

  async function runAndAnswer(
    at: Present,
    who: Extract<ExecutionUser, { ok: true }>,
  ): Promise<Explained> {
    stages.at('run');
    const outcome = await parts.run(runOf(at, call, who, request));
    if (outcome.error !== null) {
      const message = `${outcome.error.code}: ${outcome.error.message}`;
      return refuse(runRefusal(outcome.error), {
        stage: 'run',
        check: 'Function',
        ok: false,
        message,
      });
    }
    pass({
      stage: 'run',
      check: 'Function',
      ok: true,
      message: `ran ${Math.round(outcome.durationMs)} ms`,
    });
    const reply = replyOf(at, outcome, incoming.headers);
    const own = reply.headers.some(
      ([name]) => name.toLowerCase() === 'access-control-allow-origin',
    );
    const headers = own ? reply.headers : [...reply.headers, ...base];
    return answer(reply.status, headers, reply.body, 'respond', null);
  }
}

/** What a request is checked against, with its secret. */
function ruleOf(parts: WebhookParts, found: Present): ValidationRule {
  if (found.kind === 'endpoint') {
    const secret = parts.secret(found.app, found.endpoint.secretName) ?? '';
    return { kind: 'endpoint', validation: found.endpoint.validation, secret };
  }
  const { service, webhook, app } = found;
  if (service.type === 'github') {
    return { kind: 'github', validation: webhook.validation, secret: webhook.secret };
  }
  if (service.type === 'twilio' && app.serviceSettings(service.name).verifyTwilio) {
    const name = service.secretConfig.auth_token ?? '';
    return { kind: 'twilio', validation: 'VERIFY_PAYLOAD', secret: parts.secret(app, name) ?? '' };
  }
  return { kind: 'hook', validation: webhook.validation, secret: webhook.secret };
}

/** The first operand that made an expression false, in words. */
function firstFalse(node: ExplainNode): string {
  const child = node.children.find((one) => one.verdict === false);
  if (child !== undefined) return firstFalse(child);
  if (node.error !== undefined) return `${node.text}: ${node.error}`;
  return node.found === undefined ? node.text : `${node.text}, found ${node.found}`;
}
