import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import { exchange, type ExchangeResult } from '../../outbound/exchange.ts';
import type { Guard } from '../../outbound/guard/guard.ts';
import type { Refusal } from '../../outbound/refusal.ts';
import { isCertificateFault } from '../../outbound/reasons.ts';
import type { Pool } from '../../outbound/pool.ts';
import type { Resolve } from '../../outbound/resolve.ts';
import { appendCaptured, isSendablePath, type Target, targetUrl } from '../../outbound/target.ts';
import { attemptHeaders, masked } from './attempt-headers.ts';
import type { MadeAttempt } from '../store/delivery-store.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import { verdictOf, type Verdict } from '../rules/outcome.ts';
import type { Begun, MessageRow } from '../store/rows.ts';

export interface AttemptParts {
  clock: Clock;
  resolve: Resolve;
  pool: Pool;
  guard: Guard;
  version: string;
  installId: string;
  /** The body of a capture; undefined where it is gone. */
  captureBody: (captureId: number) => Promise<Buffer | undefined>;
}

export interface Made {
  verdict: Verdict;
  /** Why it failed, in plain words; '' where it did not. */
  words: string;
  made: MadeAttempt;
}

const LIVE_ANSWER_BYTES = 16 * 1024 * 1024;

/** Makes one attempt. Never throws: what goes wrong is its outcome. */
export async function makeAttempt(
  parts: AttemptParts,
  begun: Begun,
  destination: KeptDestination,
  signal: AbortSignal,
): Promise<Made> {
  const { message } = begun;
  const target = targetOf(destination, message);
  const sent = { url: targetUrl(target), headers: [] as HeaderPair[], secretIds: [] as string[] };
  const stopped = (text: string, code: string): Made => ({
    verdict: { kind: 'stopped' },
    words: text,
    made: {
      ...sent,
      outcome: 'failed',
      finishedAt: parts.clock.now(),
      result: unsent('failed', text, code),
    },
  });
  const body = message.body ?? (await captureBodyOf(parts, message));
  if (body === undefined) {
    return stopped('The capture with the body no longer exists.', 'BODY_GONE');
  }
  try {
    Object.assign(sent, attemptHeaders({ ...parts, begun, destination, target, body }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return stopped(`It cannot be signed: ${why}. Nothing was sent.`, 'UNSIGNABLE');
  }
  const { allowPrivate } = destination.settings;
  const refusal = parts.guard.atSight(target, allowPrivate);
  const { headers: all } = sent;
  const sending = { begun, target, message, destination, body, headers: all, signal };
  const result = refusal ? refusedBy(refusal) : withRepair(await send(parts, sending));
  const finishedAt = parts.clock.now();
  const verdict = verdictOf(result, finishedAt);
  const outcome = outcomeOf(verdict);
  const headers = masked(sent.headers);
  return {
    verdict,
    words: wordsOf(result),
    made: { ...sent, headers, outcome, finishedAt, result },
  };
}

interface Sending {
  begun: Begun;
  target: Target;
  message: MessageRow;
  destination: KeptDestination;
  body: Buffer;
  headers: HeaderPair[];
  signal: AbortSignal;
}

function send(parts: AttemptParts, sending: Sending): Promise<ExchangeResult> {
  const { begun, target, message, destination, body, headers, signal } = sending;
  const { allowPrivate, trust } = destination.settings;
  const request = {
    target,
    method: message.method,
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

async function captureBodyOf(
  { captureBody }: AttemptParts,
  { capture_id: captureId }: MessageRow,
): Promise<Buffer | undefined> {
  return captureId === null ? undefined : captureBody(captureId);
}

/** Where a message goes: the destination, with the captured path behind its own where asked for. */
export function targetOf({ target }: KeptDestination, { path }: { path: string | null }): Target {
  if (path === null) return target;
  const joined = appendCaptured(target.path, path);
  return isSendablePath(joined) ? { ...target, path: joined } : target;
}

function outcomeOf(verdict: Verdict): MadeAttempt['outcome'] {
  if (verdict.kind === 'delivered') return 'delivered';
  return verdict.kind === 'refused' ? 'refused' : 'failed';
}

function wordsOf({ error, status, reason, note }: ExchangeResult): string {
  if (error !== null) return error;
  const more = note === null ? '' : ` ${note}`;
  return `The receiver answered ${`${status} ${reason}`.trim()}.${more}`;
}

/** Says where a certificate can be trusted, for a failure that this would mend. */
function withRepair(result: ExchangeResult): ExchangeResult {
  const { error, errorCode } = result;
  if (error === null || !isCertificateFault(errorCode ?? '')) return result;
  const repair = 'You can fetch and trust its certificate in the settings of the destination.';
  return { ...result, error: `${error} ${repair}` };
}

/** An attempt that broke inside: it counts, and is tried again as any other failure is. */
export function brokenAttempt(cause: unknown, finishedAt: number): Made {
  const why = cause instanceof Error ? cause.message : String(cause);
  const text = `Backstitch failed while it sent this: ${why}.`;
  const result = unsent('failed', text, 'BROKEN');
  return {
    verdict: { ...NOTHING_CAME, failure: 'broken' },
    words: text,
    made: { outcome: 'failed', finishedAt, url: '', headers: [], secretIds: [], result },
  };
}

const NOTHING_CAME = {
  kind: 'failed',
  status: null,
  needsAir: false,
  retryAfterMs: null,
  nothingListens: false,
  headers: [],
} as const;

const refusedBy = ({ text, code }: Refusal): ExchangeResult => unsent('refused', text, code);

function unsent(outcome: 'failed' | 'refused', error: string, errorCode: string): ExchangeResult {
  return {
    outcome,
    status: null,
    reason: '',
    headers: [],
    body: Buffer.alloc(0),
    bodyCut: false,
    complete: false,
    remoteAddress: null,
    timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
    totalMs: 0,
    error,
    errorCode,
    note: null,
  };
}
