import type { StageName } from '../../../preload/contract/captures.ts';
import type { ClientCallDetail } from '../../../preload/contract/apps/client-api.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { planOf, type ReplyPlan, streamPlan } from '../../intake/taker.ts';
import type { Notes, Said } from './asked.ts';
import type { CallResult, ClientApp } from './client-app.ts';
import { type CallRefusal, statusOf } from './refusal.ts';
import type { AskedCall, CallName } from './routes.ts';

const EMPTY = Buffer.alloc(0);

// The older library compares this text as it is.
const JSON_TYPE: HeaderPair = ['Content-Type', 'application/json'];

/** A reply in the vendor’s form. */
export function planFor(said: Said, cors: HeaderPair[], refusal: CallRefusal | null): ReplyPlan {
  if (refusal !== null) {
    const text = JSON.stringify({ error: refusal.text, error_code: refusal.code });
    const headers = [...cors, JSON_TYPE];
    if (refusal.retryAfterS !== undefined)
      headers.push(['Retry-After', String(refusal.retryAfterS)]);
    return planOf({ status: statusOf(refusal.code), headers, body: Buffer.from(text, 'utf8') });
  }
  if (said.kind === 'nothing') return planOf({ status: 204, headers: cors, body: EMPTY });
  if (said.kind === 'stream') {
    const headers: HeaderPair[] = [
      ...cors,
      ['Content-Type', 'text/event-stream'],
      ['Cache-Control', 'no-cache'],
    ];
    return streamPlan(headers, said.stream);
  }
  const headers: HeaderPair[] = [...cors, JSON_TYPE, ['Cache-Control', 'no-store']];
  const plan = planOf({ status: said.status, headers, body: Buffer.from(said.text, 'utf8') });
  return said.kept === undefined ? plan : { ...plan, kept: Buffer.from(said.kept, 'utf8') };
}

const AUTHENTICATE = new Set(['InvalidSession', 'InvalidPassword', 'AuthError', 'UserDisabled']);
const MATCH = new Set(['AppNotFound', 'NotFound', 'MethodNotAllowed', 'DomainNotAllowed']);
const RUNS = new Set<CallName | null>(['call', 'stream']);

/** Which stage decided, as the timeline of the capture has it. */
export function stageOf(refusal: CallRefusal | null, name: CallName | null): StageName {
  if (refusal === null) return RUNS.has(name) ? 'run' : 'authenticate';
  if (MATCH.has(refusal.code)) return 'match';
  if (AUTHENTICATE.has(refusal.code)) return 'authenticate';
  if (refusal.code === 'NoMatchingRuleFound' || refusal.code === 'FunctionNotCallable')
    return 'authorize';
  return RUNS.has(name) ? 'run' : 'authenticate';
}

/** One line for the timeline. */
export function summaryOf({ user, service, name }: Notes, call: CallName | null): string {
  const what = name === '' ? (call ?? 'preflight') : [service, name].filter(Boolean).join('.');
  return user === null ? what : `${what} as ${user.id}`;
}

function labelOf({ user }: Notes): string {
  const { email, name } = user?.data ?? {};
  if (typeof email === 'string') return email;
  return typeof name === 'string' ? name : '';
}

/** What the capture says of the call. */
export function detailOf(
  call: AskedCall,
  app: ClientApp | null,
  notes: Notes,
  called: CallResult | null,
  refusal: CallRefusal | null,
): Omit<ClientCallDetail, 'runId'> {
  const { user } = notes;
  return {
    appId: app?.id ?? null,
    call: call.route?.name ?? '',
    provider: call.route?.parts.provider ?? '',
    user: user && { id: user.id, type: user.type, label: labelOf(notes) },
    service: notes.service,
    name: notes.name,
    namespace: notes.namespace,
    steps: notes.steps,
    expression: called?.expression ?? null,
    decision: called?.decision ?? null,
    error: refusal && { code: refusal.code, message: refusal.text },
    events: null,
  };
}
