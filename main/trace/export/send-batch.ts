import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import { headerValue } from '../../lib/headers.ts';
import { exchange, type ExchangeResult } from '../../outbound/exchange.ts';
import type { Guard } from '../../outbound/guard/guard.ts';
import type { Resolve } from '../../outbound/resolve.ts';
import type { Target } from '../../outbound/target.ts';

export interface SendParts {
  clock: Clock;
  resolve: Resolve;
  guard: Guard;
  /** Whether a person allowed this host. */
  isAllowed: (hostKey: string) => boolean;
}

/** What came of one request. Words are ours, but for what a collector said, which is shortened. */
export type Sent =
  | { kind: 'taken'; rejected: number; said: string }
  | { kind: 'again'; afterMs: number | null; why: string; hint: string | null }
  | { kind: 'refused'; why: string; hint: string | null };

const zip = promisify(gzip);
/** Shorter bodies are not worth packing. */
const PACKED_FROM = 1024;
const TIMEOUT_MS = 10_000;
const ANSWER_BYTES = 64 * 1024;
const LONGEST_PAUSE_MS = 5 * 60_000;
const AGAIN: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const JSON_ONLY =
  'Backstitch sends JSON. If the collector takes only protobuf, put an OpenTelemetry Collector between them.';

/**
 * Sends one request of the protocol. A failure is an outcome: what may pass is tried again, what will not is not.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export async function sendBatch(
  { clock, resolve, guard, isAllowed }: SendParts,
  to: { target: Target; headers: readonly HeaderPair[]; secrets: readonly string[] },
  request: object,
  signal: AbortSignal,
): Promise<Sent> {
  const { target } = to;
  const allowed = (one: Target): boolean => isAllowed(one.hostKey);
  const seen = guard.atSight(target, allowed(target));
  if (seen !== undefined) return { kind: 'refused', why: seen.text, hint: seen.hint ?? null };
  const text = Buffer.from(JSON.stringify(request));
  const isPacked = text.length > PACKED_FROM;
  const bytes = isPacked ? await zip(text) : text;
  const headers: HeaderPair[] = [
    ['Host', target.authority],
    ...to.headers,
    ['User-Agent', 'Backstitch'],
    ['Content-Type', 'application/json'],
    ...(isPacked ? [['Content-Encoding', 'gzip'] as HeaderPair] : []),
    ['Content-Length', String(bytes.length)],
    ['Connection', 'close'],
  ];
  const result = await exchange(
    {
      target,
      method: 'POST',
      headers,
      body: { kind: 'memory', bytes },
      timeoutMs: TIMEOUT_MS,
      answerCapBytes: ANSWER_BYTES,
      signal,
    },
    {
      clock,
      resolve,
      checkAddresses: (one, addresses) => guard.judge(one, addresses, allowed(one)),
    },
  );
  return judged(result, clock.now(), to.secrets);
}

function judged(result: ExchangeResult, now: number, secrets: readonly string[]): Sent {
  const { outcome, status, error, note, headers } = result;
  if (outcome === 'refused') return { kind: 'refused', why: error ?? 'refused', hint: note };
  if (outcome !== 'answered' || status === null) {
    return { kind: 'again', afterMs: null, why: error ?? 'no answer', hint: note };
  }
  const said = saidIn(result.body.toString('utf8'), secrets);
  if (status >= 200 && status < 300) return { kind: 'taken', ...partOf(result.body), said };
  const why = `The collector answered ${status}${said === '' ? '.' : `: ${said}`}`;
  if (AGAIN.has(status)) {
    return { kind: 'again', afterMs: pauseOf(headers, now), why, hint: null };
  }
  return { kind: 'refused', why, hint: hintFor(status) };
}

function hintFor(status: number): string | null {
  if (status === 400 || status === 415) return JSON_ONLY;
  if (status === 401 || status === 403) return 'Check the headers: it wants another key.';
  if (status === 404) return 'Check the address. /v1/traces is put behind it.';
  if (status >= 300 && status < 400) return 'Redirects are not followed. Write the last address.';
  return null;
}

/** `Retry-After` as seconds or as a date; null where there is none. */
function pauseOf(headers: readonly HeaderPair[], now: number): number | null {
  const after = headerValue(headers, 'retry-after')?.trim();
  if (after === undefined) return null;
  const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now;
  return Number.isFinite(ms) ? Math.min(LONGEST_PAUSE_MS, Math.max(0, ms)) : null;
}

/** What of a request was not taken although it was answered 200. */
function partOf(body: Buffer): { rejected: number } {
  const partial = objectIn(objectIn(parsed(body.toString('utf8')))['partialSuccess']);
  const count = Number(partial['rejectedSpans'] ?? 0);
  return { rejected: Number.isSafeInteger(count) && count > 0 ? count : 0 };
}

/** What a collector said for people, in brief, without what it was told in confidence. */
function saidIn(text: string, secrets: readonly string[]): string {
  const answer = objectIn(parsed(text));
  const partial = objectIn(answer['partialSuccess']);
  const said = [answer['message'], answer['error'], partial['errorMessage']].find(
    (one) => typeof one === 'string' && one !== '',
  );
  let clean = typeof said === 'string' ? said : '';
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '…');
  // oxlint-disable-next-line no-control-regex -- an answer may hold anything
  return clean.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, 200);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const objectIn = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
