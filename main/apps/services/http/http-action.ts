import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import type { Clock } from '../../../lib/clock.ts';
import { headerValue } from '../../../lib/headers.ts';
import { exchange, type ExchangeResult } from '../../../outbound/exchange.ts';
import { createGuard, type OwnPlaces } from '../../../outbound/guard/guard.ts';
import { FUNCTIONS } from '../../../outbound/guard/policies.ts';
import { systemResolve, withDeadline, type Resolve } from '../../../outbound/resolve.ts';
import { parseTarget, type Target } from '../../../outbound/target.ts';
import { ActionError } from '../action-error.ts';
import type { HttpCall } from './arguments.ts';
import { cookiesOf, withCookies } from './cookies.ts';
import { basicHeader, type Credentials } from './credentials.ts';
import { answerChallenge, pickChallenge } from './digest.ts';
import { answerOf, type HttpAnswer } from './http-answer.ts';

const CAP_BYTES = 16_000_000;
const TIMEOUT_MS = 30_000;
const MAX_HOPS = 10;

/** Where a service may call. */
export interface HostRules extends OwnPlaces {
  /** `host` or `host:port` that may be called although it is private. */
  allowedHosts: readonly string[];
}

export interface HttpTools {
  clock: Clock;
  hosts: HostRules;
  signal: AbortSignal;
  resolve?: Resolve | undefined;
}

/** One action: all its requests share the one deadline. */
interface Work extends HttpTools {
  call: HttpCall;
  /** Epoch ms. */
  deadline: number;
}

interface Outgoing {
  url: URL;
  method: string;
  headers: readonly HeaderPair[];
  body: Buffer;
}

/**
 * Runs an HTTP action. Every hop of a redirect, and the `authUrl`, is checked like the first.
 *
 * @throws ActionError RestrictedHost, HTTPError
 */
export async function runHttpAction(call: HttpCall, tools: HttpTools): Promise<HttpAnswer> {
  const work: Work = { ...tools, call, deadline: tools.clock.now() + TIMEOUT_MS };
  let request: Outgoing = {
    url: call.url,
    method: call.method,
    headers: withCookies(call.headers, await signIn(work)),
    body: call.body,
  };
  for (let hop = 0; ; hop += 1) {
    const result = await sendSignedIn(work, request);
    const next = call.followRedirects ? redirectOf(result, request) : undefined;
    if (next === undefined) return answerOf(result);
    if (hop >= MAX_HOPS) throw new ActionError('HTTPError', `more than ${MAX_HOPS} redirects`);
    request = next;
  }
}

/** The cookies that `authUrl` gives. */
async function signIn(work: Work): Promise<Record<string, string>> {
  const { authUrl, user } = work.call;
  if (authUrl === null) return {};
  const request = { url: authUrl.url, method: 'GET', headers: [], body: Buffer.alloc(0) };
  const result =
    authUrl.user === null
      ? await sendSignedIn(work, request)
      : await sendAs(work, request, authUrl.user, user !== null && work.call.digest);
  return cookiesOf(result.headers);
}

/** Names and passwords go where they were meant for: not to the host that a redirect names. */
async function sendSignedIn(work: Work, request: Outgoing): Promise<ExchangeResult> {
  const { user, digest, url } = work.call;
  if (user === null || !isSameSite(url, request.url)) return send(work, request);
  return sendAs(work, request, user, digest);
}

/** Sends once, and once more with the answer to a digest challenge. */
async function sendAs(
  work: Work,
  request: Outgoing,
  user: Credentials,
  digest: boolean,
): Promise<ExchangeResult> {
  const signed = (authorization: string): Outgoing => ({
    ...request,
    headers: [
      ...request.headers.filter(([name]) => name.toLowerCase() !== 'authorization'),
      ['Authorization', authorization],
    ],
  });
  if (!digest) return send(work, signed(basicHeader(user)));
  const first = await send(work, request);
  const challenge = first.status === 401 ? pickChallenge(first.headers) : undefined;
  if (challenge === undefined) return first;
  const { pathname, search } = request.url;
  return send(work, signed(answerChallenge(challenge, user, request.method, pathname + search)));
}

/** One request and its answer; the addresses that are checked are those connected to. */
async function send(work: Work, { url, method, headers, body }: Outgoing): Promise<ExchangeResult> {
  const { clock, hosts, signal } = work;
  const parsed = parseTarget(url.href);
  if (!parsed.ok) throw new ActionError('HTTPError', parsed.why);
  const { target } = parsed;
  const all: HeaderPair[] = [['Host', target.authority], ...headers];
  if (headerValue(all, 'user-agent') === undefined) all.push(['User-Agent', 'Backstitch']);
  if (body.length > 0 || ['POST', 'PUT', 'PATCH'].includes(method)) {
    all.push(['Content-Length', String(body.length)]);
  }
  all.push(['Connection', 'close']);
  const result = await exchange(
    {
      target,
      method,
      headers: all,
      body: { kind: 'memory', bytes: body },
      timeoutMs: Math.max(1, work.deadline - clock.now()),
      answerCapBytes: CAP_BYTES,
      signal,
    },
    {
      clock,
      resolve: withDeadline(work.resolve ?? systemResolve, clock),
      checkAddresses: (to, addresses) =>
        createGuard(FUNCTIONS, hosts).judge(to, addresses, isNamed(hosts, to)),
    },
  );
  requireAnswer(result);
  return result;
}

function isNamed({ allowedHosts }: HostRules, { hostKey, port }: Target): boolean {
  return allowedHosts.some((host) => {
    const wanted = host.trim().toLowerCase();
    return wanted === hostKey || wanted === `${hostKey}:${port}`;
  });
}

function requireAnswer(result: ExchangeResult): void {
  const { outcome, error, note } = result;
  if (outcome === 'refused') {
    const said = [error, note].filter((text) => text !== null).join(' ');
    throw new ActionError('RestrictedHost', said);
  }
  if (outcome !== 'answered') throw failed(error ?? 'no answer', result.errorCode ?? '');
  if (result.bodyCut) throw failed('the answer is larger than 16 MB', 'EMSGSIZE');
  if (!result.complete)
    throw failed(note ?? 'the connection closed before the answer was complete', 'ECONNRESET');
}

/** What Node calls the ends that we put to a request ourselves. */
const SYSTEM_CODES: Readonly<Record<string, string>> = {
  TIMEOUT: 'ETIMEDOUT',
  TIMEOUT_CONNECT: 'ETIMEDOUT',
  TIMEOUT_TLS: 'ETIMEDOUT',
  TIMEOUT_DNS: 'EAI_AGAIN',
  CANCELED: 'ECANCELED',
};

const failed = (why: string, code: string): ActionError =>
  new ActionError('HTTPError', why, undefined, SYSTEM_CODES[code] ?? code);

/** The same host, and not in the clear where it was encrypted. */
const isSameSite = (from: URL, to: URL): boolean =>
  from.host === to.host && !(from.protocol === 'https:' && to.protocol === 'http:');

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The request that a redirect asks for; undefined for any other answer. */
function redirectOf(result: ExchangeResult, from: Outgoing): Outgoing | undefined {
  const status = result.status ?? 0;
  const location = headerValue(result.headers, 'location');
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const url = URL.parse(location, from.url.href);
  if (url === null) return undefined;
  url.username = '';
  url.password = '';
  let headers = withCookies(from.headers, cookiesOf(result.headers));
  if (!isSameSite(from.url, url)) {
    headers = headers.filter(([name]) => !/^(authorization|cookie)$/i.test(name));
  }
  const { method } = from;
  const turnsToGet =
    (status === 303 && method !== 'HEAD') ||
    ((status === 301 || status === 302) && method === 'POST');
  if (!turnsToGet) return { ...from, url, headers };
  headers = headers.filter(([name]) => name.toLowerCase() !== 'content-type');
  return { url, method: 'GET', headers, body: Buffer.alloc(0) };
}
