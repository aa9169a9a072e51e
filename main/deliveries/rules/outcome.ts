import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerValue } from '../../lib/headers.ts';
import type { ExchangeResult } from '../../outbound/exchange.ts';
import type { Sign } from './breaker.ts';
import { WINDOW_MS } from './schedule.ts';

/** Why an attempt did not succeed, as told in `Backstitch-Retry-Reason`: `http_500`, `timeout` … */
export type FailureKind =
  | `http_${number}`
  | 'broken'
  | 'timeout'
  | 'connect'
  | 'tls'
  | 'dns'
  | 'network'
  | 'login'
  | 'missing';

/** What an attempt came to, for the schedule and the breaker. */
export type Verdict =
  /** `status` is null where an event engine took it. */
  | { kind: 'delivered'; status: number | null }
  | { kind: 'refused' }
  /** It cannot be sent at all: no secret to sign with, no body any more. */
  | { kind: 'stopped' }
  | { kind: 'canceled' }
  | {
      kind: 'failed';
      failure: FailureKind;
      status: number | null;
      needsAir: boolean;
      retryAfterMs: number | null;
      nothingListens: boolean;
      /** Headers of the answer, which may say that nothing is to be tried again. */
      headers: readonly HeaderPair[];
      /**
       * What an engine lacks: `login` switches the destination off at once, a stream, topic or queue that is
       * not there after several tries.
       */
      lacks?: 'login' | 'place';
    };

const NEEDS_AIR = new Set([429, 502, 503, 504]);
const DNS = /^(TIMEOUT_DNS|ENOTFOUND|ENODATA|EAI_)/;
const CONNECT = /^(TIMEOUT_CONNECT|ETIMEDOUT|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;
const TLS = /^(TIMEOUT_TLS|EPROTO|ERR_SSL_|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** 2xx is the only success, also where the body of the answer did not end. */
export function verdictOf(result: ExchangeResult, now: number): Verdict {
  const { status, outcome } = result;
  if (outcome === 'refused') return { kind: 'refused' };
  if (outcome === 'canceled') return { kind: 'canceled' };
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered', status };
  const code = result.errorCode ?? '';
  const failure = status === null ? kindOfError(code) : (`http_${status}` as const);
  return {
    kind: 'failed',
    failure,
    status,
    needsAir: NEEDS_AIR.has(status ?? 0) || code.startsWith('TIMEOUT') || code === 'ETIMEDOUT',
    retryAfterMs: retryAfterMs(headerValue(result.headers, 'retry-after'), now),
    nothingListens: code === 'ECONNREFUSED',
    headers: result.headers,
  };
}

/** What the verdict says to the breaker; null where it says nothing. */
export function signOf(verdict: Verdict): Sign | null {
  if (verdict.kind === 'delivered') return { kind: 'good' };
  if (verdict.kind !== 'failed') return null;
  const { status, nothingListens, retryAfterMs } = verdict;
  // Ours, not the receiver's: it says nothing of its health.
  if (verdict.failure === 'broken') return null;
  const counts = status === null || status === 429 || status >= 500;
  return { kind: 'bad', counts, refused: nothingListens, retryAfterMs };
}

/** What kind of failure a code of Node or of ours is. */
export function kindOfError(code: string): FailureKind {
  if (DNS.test(code)) return 'dns';
  if (CONNECT.test(code)) return 'connect';
  if (TLS.test(code)) return 'tls';
  return code === 'TIMEOUT' ? 'timeout' : 'network';
}

/**
 * Reads a `Retry-After` value: seconds, or an HTTP date.
 *
 * @returns ms to wait, from 0 to the 48 hours of a round; null if it is absent or malformed.
 * @see RFC 9110 §10.2.3
 */
export function retryAfterMs(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, WINDOW_MS);
  // Date.parse takes far more than HTTP dates; those begin with the name of a day.
  if (!/^(mon|tue|wed|thu|fri|sat|sun)/i.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.min(Math.max(0, at - now), WINDOW_MS);
}
