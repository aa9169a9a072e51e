import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { hasHeader } from '../lib/headers.ts';
import { exchange, type ExchangeResult } from '../outbound/exchange.ts';
import type { Guard } from '../outbound/guard/guard.ts';
import type { Resolve } from '../outbound/resolve.ts';
import { parseTarget } from '../outbound/target.ts';
import type { Adapter, Ask, Settings } from './adapter.ts';
import { Answer } from './answer.ts';
import { keyOf, type Logins } from './logins.ts';
import { pauseOf } from './pausing.ts';
import { saidIn, secretsIn } from './said.ts';

export interface CallerParts {
  clock: Clock;
  resolve: Resolve;
  guard: Guard;
  logins: Logins;
}

/** A source that is asked, with the token in the clear. */
export interface Asked {
  adapter: Adapter;
  settings: Settings;
  token: string;
  /** What else must not be quoted. */
  secrets?: readonly string[];
}

export interface Called {
  status: number;
  headers: readonly HeaderPair[];
  /** Undefined where the answer has no body. */
  answer: Answer | undefined;
  /** What a refusal says, in brief and without secrets; empty where it says nothing. */
  said: string;
}

interface Watching {
  signal: AbortSignal;
  /** Told of each call, and of each pause with its end (epoch ms). */
  onCall?: () => void;
  onWait?: (until: number | null) => void;
}

const TIMEOUT_MS = 30_000;
const ANSWER_BYTES = 32 * 1024 * 1024;
const MOST_PAUSES = 6;
const MOST_FAILURES = 4;

/**
 * Asks a provider, one call after the other, and waits where it asks to wait. The token goes to the base of the
 * source and nowhere else: no redirect is followed, and a cursor is a parameter, never an address.
 *
 * @throws BackstitchError BACKFILL_DENIED, BACKFILL_UNREACHABLE, BACKFILL_INVALID; what `signal` was aborted with
 */
export async function callProvider(
  parts: CallerParts,
  asked: Asked,
  ask: Ask,
  watching: Watching,
): Promise<Called> {
  const { adapter, settings, token } = asked;
  const { login } = adapter;
  if (login?.takes(token) !== true) {
    return read(asked, await exchanged(parts, asked, ask, adapter.auth(settings, token), watching));
  }
  const key = keyOf(adapter.base(settings), token);
  for (let isSecond = false; ; isSecond = true) {
    const known = parts.logins.find(key);
    const pass = known ?? (await logIn(parts, asked, login, watching));
    parts.logins.put(key, pass);
    const auth = adapter.auth(settings, pass);
    const result = await exchanged(parts, asked, ask, auth, watching);
    // It may be over sooner than anybody said: once more with another one.
    if (result.status !== 401 || known === undefined || isSecond) {
      return read({ ...asked, secrets: [pass] }, result);
    }
    parts.logins.drop(key);
  }
}

async function logIn(
  parts: CallerParts,
  asked: Asked,
  login: NonNullable<Adapter['login']>,
  watching: Watching,
): Promise<string> {
  const ask = login.ask(asked.settings, asked.token);
  const { status, answer } = read(asked, await exchanged(parts, asked, ask, [], watching));
  const pass = status < 400 && answer !== undefined ? login.read(answer) : undefined;
  if (pass !== undefined && pass !== '') return pass;
  throw new BackstitchError(
    'BACKFILL_DENIED',
    `${asked.adapter.info.label} gave no access token: it answered ${status}.`,
    { hint: `It takes: ${asked.adapter.info.token}` },
  );
}

/** The answer to a call, after the pauses it takes. */
async function exchanged(
  parts: CallerParts,
  asked: Asked,
  ask: Ask,
  auth: readonly HeaderPair[],
  watching: Watching,
): Promise<ExchangeResult> {
  let failures = 0;
  let pauses = 0;
  for (;;) {
    watching.signal.throwIfAborted();
    watching.onCall?.();
    const result = await send(parts, asked, ask, auth, watching.signal);
    watching.signal.throwIfAborted();
    if (result.outcome === 'refused') {
      throw new BackstitchError('BACKFILL_INVALID', result.error ?? 'This address is not called.', {
        field: 'settings.base',
        ...(result.note !== null && { hint: result.note }),
      });
    }
    const pause = pauseOf(result, parts.clock.now(), pauses);
    if (pause !== null) {
      pauses += 1;
      if (pauses > MOST_PAUSES) throw tooBusy(asked, result);
      await waitFor(parts.clock, pause, watching);
      continue;
    }
    if (isFailure(result)) {
      failures += 1;
      if (failures >= MOST_FAILURES) throw unreachable(asked, result);
      await waitFor(parts.clock, 1000 * 2 ** (failures - 1), watching);
      continue;
    }
    return result;
  }
}

function send(
  { clock, resolve, guard }: CallerParts,
  { adapter, settings }: Asked,
  { method, path, headers = [], body }: Ask,
  auth: readonly HeaderPair[],
  signal: AbortSignal,
): Promise<ExchangeResult> {
  const parsed = parseTarget(adapter.base(settings) + path);
  if (!parsed.ok) {
    throw new BackstitchError('BACKFILL_INVALID', parsed.why, { field: 'settings.base' });
  }
  const { target } = parsed;
  const bytes = Buffer.from(body?.text ?? '');
  const all: HeaderPair[] = [
    ['Host', target.authority],
    ...auth,
    ...headers,
    ['User-Agent', 'Backstitch'],
    ['Connection', 'close'],
  ];
  if (!hasHeader(all, 'accept')) all.push(['Accept', 'application/json']);
  if (body !== undefined) all.push(['Content-Type', body.type]);
  if (method === 'POST') all.push(['Content-Length', String(bytes.length)]);
  const refusal = guard.atSight(target, false);
  if (refusal !== undefined) {
    throw new BackstitchError('BACKFILL_INVALID', refusal.text, {
      field: 'settings.base',
      ...(refusal.hint !== undefined && { hint: refusal.hint }),
    });
  }
  return exchange(
    {
      target,
      method,
      headers: all,
      body: { kind: 'memory', bytes },
      timeoutMs: TIMEOUT_MS,
      answerCapBytes: ANSWER_BYTES,
      signal,
    },
    {
      clock,
      resolve,
      checkAddresses: (to, addresses) => guard.judge(to, addresses, false),
    },
  );
}

const isFailure = ({ outcome, status, complete, bodyCut }: ExchangeResult): boolean =>
  outcome !== 'answered' || (status ?? 0) >= 500 || (!complete && !bodyCut);

function read(asked: Asked, result: ExchangeResult): Called {
  const { info } = asked.adapter;
  const status = result.status ?? 0;
  const said =
    status < 400
      ? ''
      : saidIn(result.body.toString('utf8'), [...secretsIn(asked.token), ...(asked.secrets ?? [])]);
  if (status === 401 || status === 403) {
    throw new BackstitchError(
      'BACKFILL_DENIED',
      `${info.label} answered ${status}${said === '' ? '.' : `: ${said}`}`,
      { hint: `It takes: ${info.token}` },
    );
  }
  if (status >= 300 && status < 400) {
    throw new BackstitchError(
      'BACKFILL_UNREACHABLE',
      `${info.label} answered ${status}: tokens are not sent after a redirect.`,
      { hint: 'Check the address of the API.' },
    );
  }
  if (result.bodyCut) {
    throw new BackstitchError(
      'BACKFILL_UNREACHABLE',
      `${info.label} answered with more than 32 MB.`,
    );
  }
  const { headers } = result;
  if (result.body.length === 0) return { status, headers, answer: undefined, said };
  try {
    const answer = Answer.read(result.body.toString('utf8'));
    return { status, headers, answer, said };
  } catch {
    // A refusal may be written for people.
    if (status >= 400) return { status, headers, answer: undefined, said };
    throw new BackstitchError(
      'BACKFILL_UNREACHABLE',
      `What ${asked.adapter.base(asked.settings)} answered is not JSON.`,
      { hint: 'Check the address of the API.' },
    );
  }
}

function tooBusy({ adapter }: Asked, { status }: ExchangeResult): BackstitchError {
  return new BackstitchError(
    'BACKFILL_UNREACHABLE',
    `${adapter.info.label} answered ${status} again and again.`,
    { hint: 'Its limit is used up. Try again later, or with a shorter span.' },
  );
}

function unreachable({ adapter }: Asked, result: ExchangeResult): BackstitchError {
  const { status, error, note } = result;
  const what = status === null ? (error ?? 'It cannot be reached.') : `It answered ${status}.`;
  return new BackstitchError('BACKFILL_UNREACHABLE', `${adapter.info.label}: ${what}`, {
    ...(note !== null && { hint: note }),
  });
}

async function waitFor(clock: Clock, ms: number, { signal, onWait }: Watching): Promise<void> {
  onWait?.(clock.now() + ms);
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(ms, resolve);
  signal.addEventListener('abort', () => resolve(), { once: true });
  try {
    await promise;
  } finally {
    cancel();
    onWait?.(null);
  }
  signal.throwIfAborted();
}
