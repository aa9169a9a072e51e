import { Binary, Int32, Long } from 'bson';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import { headerValue } from '../../lib/headers.ts';
import { exchange, type ExchangeResult } from '../../outbound/exchange.ts';
import { systemResolve, withDeadline, type Resolve } from '../../outbound/resolve.ts';
import { parseTarget } from '../../outbound/target.ts';
import { ActionError } from '../action-error.ts';
import { checkHost, type HostRules } from '../restricted.ts';
import type { HttpCall } from './arguments.ts';
import { answerChallenge, readChallenge } from './digest.ts';

const CAP_BYTES = 16_000_000;
const TIMEOUT_MS = 30_000;
const MAX_HOPS = 10;

export interface HttpTools {
  clock: Clock;
  hosts: HostRules;
  signal: AbortSignal;
  resolve?: Resolve;
}

/** One request and its answer, addresses checked by what is really connected to. */
async function send(
  url: URL,
  method: string,
  headers: readonly HeaderPair[],
  body: Buffer,
  tools: HttpTools,
): Promise<ExchangeResult> {
  const parsed = parseTarget(url.href);
  if (!parsed.ok) throw new ActionError('HTTPError', parsed.why);
  const { target } = parsed;
  const own: HeaderPair[] = [['Host', target.authority], ...headers];
  if (headerValue(own, 'user-agent') === undefined) own.push(['User-Agent', 'Backstitch']);
  if (body.length > 0 || ['POST', 'PUT', 'PATCH'].includes(method)) {
    own.push(['Content-Length', String(body.length)]);
  }
  own.push(['Connection', 'close']);
  const result = await exchange(
    {
      target,
      method,
      headers: own,
      body: { kind: 'memory', bytes: body },
      timeoutMs: TIMEOUT_MS,
      answerCapBytes: CAP_BYTES,
      signal: tools.signal,
    },
    {
      clock: tools.clock,
      resolve: withDeadline(tools.resolve ?? systemResolve, tools.clock),
      checkAddresses: (to, addresses) => checkHost(tools.hosts, to, addresses),
    },
  );
  if (result.outcome === 'refused') {
    const hint = result.note === null ? '' : ` ${result.note}`;
    throw new ActionError('RestrictedHost', `${result.error ?? 'this host is not called'}${hint}`);
  }
  if (result.outcome !== 'answered')
    throw new ActionError('HTTPError', result.error ?? 'no answer');
  if (result.bodyCut) throw new ActionError('HTTPError', 'the answer is larger than 16 MB');
  return result;
}

/** Cookies that an answer sets, by name. */
function cookiesOf(headers: readonly HeaderPair[]): Record<string, string> {
  const cookies: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    const [pair = ''] = value.split(';', 1);
    const at = pair.indexOf('=');
    if (at > 0) cookies[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
  }
  return cookies;
}

function withCookies(headers: readonly HeaderPair[], more: Record<string, string>): HeaderPair[] {
  const added = Object.entries(more).map(([name, value]) => `${name}=${value}`);
  if (added.length === 0) return [...headers];
  const known = headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .map(([, value]) => value);
  return [
    ...headers.filter(([name]) => name.toLowerCase() !== 'cookie'),
    ['Cookie', [...known, ...added].join('; ')],
  ];
}

/** Sends once, and once more with the answer to a digest challenge. */
async function sendSignedIn(
  call: HttpCall,
  url: URL,
  method: string,
  headers: HeaderPair[],
  body: Buffer,
  tools: HttpTools,
) {
  const { user, digest } = call;
  if (user === null || url.host !== call.url.host) return send(url, method, headers, body, tools);
  if (!digest) {
    const basic = Buffer.from(`${user.name}:${user.password}`, 'utf8').toString('base64');
    return send(url, method, [...headers, ['Authorization', `Basic ${basic}`]], body, tools);
  }
  const first = await send(url, method, headers, body, tools);
  const challenge = readChallenge(headerValue(first.headers, 'www-authenticate'));
  if (first.status !== 401 || challenge === undefined) return first;
  const answer = answerChallenge(challenge, user, method, url.pathname + url.search);
  return send(url, method, [...headers, ['Authorization', answer]], body, tools);
}

/** Runs an HTTP action. Every hop of a redirect is checked like the first. */
export async function runHttpAction(call: HttpCall, tools: HttpTools): Promise<unknown> {
  let headers = call.headers;
  if (call.authUrl !== null) {
    const login = await sendSignedIn(call, call.authUrl, 'GET', [], Buffer.alloc(0), tools);
    headers = withCookies(headers, cookiesOf(login.headers));
  }
  let { url, method, body } = call;
  for (let hop = 0; ; hop += 1) {
    const result = await sendSignedIn(call, url, method, headers, body, tools);
    const next = call.followRedirects ? redirectOf(result, url) : undefined;
    if (next === undefined) return resultOf(result);
    if (hop >= MAX_HOPS) throw new ActionError('HTTPError', `more than ${MAX_HOPS} redirects`);
    headers = withCookies(headers, cookiesOf(result.headers));
    if (next.host !== url.host) {
      headers = headers.filter(([name]) => !/^(authorization|cookie)$/i.test(name));
    }
    const status = result.status ?? 0;
    if (status === 303 || ((status === 301 || status === 302) && method === 'POST')) {
      method = 'GET';
      body = Buffer.alloc(0);
      headers = headers.filter(([name]) => name.toLowerCase() !== 'content-type');
    }
    url = next;
  }
}

function redirectOf(result: ExchangeResult, from: URL): URL | undefined {
  const location = headerValue(result.headers, 'location');
  if (![301, 302, 303, 307, 308].includes(result.status ?? 0) || location === undefined)
    return undefined;
  return URL.parse(location, from.href) ?? undefined;
}

const canonical = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(
      /(^|-)([a-z])/g,
      (_all, dash: string, letter: string) => dash + letter.toUpperCase(),
    );

function resultOf(result: ExchangeResult): unknown {
  const headers: Record<string, string[]> = {};
  for (const [name, value] of result.headers) (headers[canonical(name)] ??= []).push(value);
  return {
    status: `${result.status ?? 0}${result.reason === '' ? '' : ` ${result.reason}`}`,
    statusCode: new Int32(result.status ?? 0),
    contentLength: Long.fromNumber(result.body.length),
    headers,
    cookies: cookiesOf(result.headers),
    body: new Binary(result.body),
  };
}

/** The answer of an HTTP action that was not made. */
export function stubbedAnswer(): unknown {
  return {
    status: '200 OK',
    statusCode: new Int32(200),
    contentLength: Long.fromNumber(2),
    headers: { 'Content-Type': ['application/json'] },
    cookies: {},
    body: new Binary(Buffer.from('{}')),
  };
}
