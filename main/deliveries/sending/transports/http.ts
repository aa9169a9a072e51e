import type { Clock } from '../../../lib/clock.ts';
import { exchange, type ExchangeResult } from '../../../outbound/exchange.ts';
import type { Guard } from '../../../outbound/guard/guard.ts';
import type { Pool } from '../../../outbound/pool.ts';
import { isCertificateFault } from '../../../outbound/reasons.ts';
import type { Resolve } from '../../../outbound/resolve.ts';
import {
  appendCaptured,
  isSendablePath,
  type Target,
  targetUrl,
} from '../../../outbound/target.ts';
import { verdictOf } from '../../rules/outcome.ts';
import type { KeptDestination } from '../../store/destination-store.ts';
import { attemptHeaders } from '../attempt-headers.ts';
import { type Outgoing, type Transport, unsent } from './transport.ts';

export interface HttpParts {
  clock: Clock;
  resolve: Resolve;
  pool: Pool;
  guard: Guard;
  version: string;
  installId: string;
}

const LIVE_ANSWER_BYTES = 16 * 1024 * 1024;

/** A request and its answer. */
export function httpTransport(parts: HttpParts): Transport {
  return {
    urlOf: (destination, message) => targetUrl(targetOf(destination, message)),
    compose(outgoing) {
      const { begun, destination } = outgoing;
      const target = targetOf(destination, begun.message);
      const made = attemptHeaders({ ...parts, ...outgoing, target });
      return {
        ...made,
        async send(signal) {
          const { allowPrivate } = destination.settings;
          const refusal = parts.guard.atSight(target, allowPrivate);
          const result = refusal
            ? unsent('refused', refusal.text, refusal.code)
            : withRepair(await send(parts, { ...outgoing, target, headers: made.headers, signal }));
          return { result, verdict: verdictOf(result, parts.clock.now()) };
        },
      };
    },
  };
}

interface Sending extends Outgoing {
  target: Target;
  headers: Parameters<typeof exchange>[0]['headers'];
  signal: AbortSignal;
}

function send(parts: HttpParts, sending: Sending): Promise<ExchangeResult> {
  const { begun, target, destination, body, headers, signal } = sending;
  const { allowPrivate, trust } = destination.settings;
  const request = {
    target,
    method: begun.message.method,
    headers,
    body: { kind: 'memory' as const, bytes: body },
    timeoutMs: begun.live?.timeoutMs ?? destination.timeoutMs,
    trust,
    // Somebody waits for all of it; else the first part is enough to see what it was.
    answerCapBytes: begun.live === undefined ? undefined : LIVE_ANSWER_BYTES,
    signal,
  };
  return exchange(request, {
    clock: parts.clock,
    resolve: parts.resolve,
    pool: parts.pool,
    checkAddresses: (to, addresses) => parts.guard.judge(to, addresses, allowPrivate),
  });
}

/** Where a message goes: the destination, with the captured path behind its own where asked for. */
function targetOf({ target }: KeptDestination, { path }: { path: string | null }): Target {
  if (path === null) return target;
  const joined = appendCaptured(target.path, path);
  return isSendablePath(joined) ? { ...target, path: joined } : target;
}

/** Says where a certificate can be trusted, for a failure that this would mend. */
function withRepair(result: ExchangeResult): ExchangeResult {
  const { error, errorCode } = result;
  if (error === null || !isCertificateFault(errorCode ?? '')) return result;
  const repair = 'You can fetch and trust its certificate in the settings of the destination.';
  return { ...result, error: `${error} ${repair}` };
}
