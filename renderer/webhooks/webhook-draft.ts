import type { HttpMethod, Validation, Webhook } from '../../preload/contract/app-model.ts';
import type { WebhookWhole } from '../../preload/contract/apps/webhooks.ts';
import { shapedLike } from '../drafts/shaped-like.ts';
import { jsonProblem } from '../wire/json/json-problem.ts';
import { runAsKind } from '../functions/run-as.ts';

/** What is edited of a webhook. */
export type WebhookDraft = Omit<Webhook, 'problem'>;

export const SAMPLE_SOURCE: Record<string, string> = {
  http: `exports = async function (payload, response) {
  const body = payload.body ? JSON.parse(payload.body.text()) : {};
  console.log('query', payload.query, 'body', body);
  return { ok: true };
};
`,
  github: `exports = async function (payload) {
  const event = context.request.requestHeaders['X-Github-Event'];
  console.log('event', event);
};
`,
  twilio: `exports = function (payload) {
  return \`You wrote: \${payload.Body}\`;
};
`,
};

/** A webhook of a kind of service that does not exist yet. */
export function emptyWebhook(type: string, name: string): WebhookDraft {
  return {
    name,
    canEvaluate: '{}',
    httpMethod: type === 'http' ? 'POST' : 'ANY',
    validation: 'NO_VALIDATION',
    secret: '',
    respondResult: true,
    disableArgLogs: false,
    source: SAMPLE_SOURCE[type] ?? SAMPLE_SOURCE.http ?? '',
    runAsSystem: null,
    runAsAuthedUser: false,
    runAsUserId: '',
    runAsUserIdScriptSource: '',
    fetchCustomUserData: false,
    createUserOnAuth: false,
  };
}

export function draftOf(webhook: WebhookWhole): WebhookDraft {
  return {
    name: webhook.name,
    canEvaluate: webhook.canEvaluate,
    httpMethod: webhook.httpMethod,
    validation: webhook.validation,
    secret: webhook.secret,
    respondResult: webhook.respondResult,
    disableArgLogs: webhook.disableArgLogs,
    source: webhook.source,
    runAsSystem: webhook.runAsSystem,
    runAsAuthedUser: webhook.runAsAuthedUser,
    runAsUserId: webhook.runAsUserId,
    runAsUserIdScriptSource: webhook.runAsUserIdScriptSource,
    fetchCustomUserData: webhook.fetchCustomUserData,
    createUserOnAuth: webhook.createUserOnAuth,
  };
}

export const VALIDATION_WORDS: Record<Validation, string> = {
  NO_VALIDATION: 'None',
  SECRET_AS_QUERY_PARAM: 'Secret in the URL',
  VERIFY_PAYLOAD: 'Signature of the body',
};

export const METHODS: readonly HttpMethod[] = [
  'ANY',
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
];

/** What keeps a draft from being saved, by field. */
export function webhookProblems(draft: WebhookDraft): Record<string, string> {
  const problems: Record<string, string> = {};
  if (draft.name.trim() === '') problems.name = 'Enter a name.';
  const expression = jsonProblem(draft.canEvaluate, 'any');
  if (expression !== null) problems.canEvaluate = expression;
  if (draft.validation !== 'NO_VALIDATION' && draft.secret === '') {
    problems.secret = 'An empty secret never matches. Enter or generate one.';
  }
  if (runAsKind(draft) === 'user' && draft.runAsUserId.trim() === '') {
    problems.runAsUserId = 'Choose a user.';
  }
  return problems;
}

/** A secret no one guesses: 32 letters and digits. */
export function newSecret(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return [...bytes].map((byte) => letters[byte % letters.length]).join('');
}

export const sameDraft = (a: WebhookDraft, b: WebhookDraft): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** What may be kept of a draft: a secret is typed again. */
export function withoutSecret(draft: WebhookDraft): Omit<WebhookDraft, 'secret'> {
  const { secret: _, ...kept } = draft;
  return kept;
}

/** A kept draft with the secret that is saved; null where it is none. */
export function withSecretOf(kept: unknown, saved: WebhookDraft): WebhookDraft | null {
  const expected = withoutSecret(saved);
  return shapedLike(expected, kept) ? { ...kept, secret: saved.secret } : null;
}
