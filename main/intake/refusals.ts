import type { ArrivalFailure } from '../../preload/contract/captures.ts';
import type { Arrival } from '../captures/arrival.ts';
import { countInVia } from './loop-guard.ts';
import type { Failure } from './parse-errors.ts';
import { type Answer, plainReply } from './taker.ts';

const FAILURES: Record<ArrivalFailure, { status: number | null; words: string }> = {
  aborted: { status: null, words: 'The connection was closed before the request was complete.' },
  timeout: { status: 408, words: 'The sender took too long to send the request.' },
  malformed: { status: 400, words: 'What was sent is not valid HTTP.' },
  'headers-too-large': { status: 431, words: 'The headers are larger than 64 KiB.' },
  shutdown: { status: 503, words: 'Backstitch stopped while the request was arriving.' },
};

/** Who is at the other end of a connection: all that comes by the tunnel is the tunnel's. */
export function otherEnd({ viaTunnel }: Pick<Arrival, 'viaTunnel'>): string {
  return viaTunnel ? 'The tunnel' : 'The sender';
}

/** The receive stage: an arrival that failed or is too long gets its refusal here. */
export function refuseArrival(
  arrival: Arrival,
  failed: Failure | null,
  capBytes: number,
): Answer | null {
  if (failed !== null) {
    const { status, words } = FAILURES[failed.failure];
    const who = `${otherEnd(arrival)} disconnected before the request was complete.`;
    const reason = failed.why ?? (failed.failure === 'aborted' ? who : words);
    const told = failed.status ?? status;
    // What exactly is wrong with it is for whoever looks at the capture.
    const text = failed.failure === 'malformed' && told === 400 ? words : reason;
    return refusal('receive', reason, told === null ? null : plainReply(told, text));
  }
  if (!arrival.cut) return null;
  const words = `The body is longer than the limit of ${capBytes} bytes.`;
  return refusal('receive', words, plainReply(413, words));
}

/** Cuts loops that run through ourselves. */
export function refuseLoop(arrival: Arrival, installId: string): Answer | null {
  if (countInVia(arrival.headers, installId) <= 1) return null;
  const words = 'The request already went through this Backstitch twice: a loop.';
  return refusal('match', words, plainReply(508, words));
}

/** What a webhook gets that is kept here and not yet where it has to be, too. */
export function refuseUnconfirmed(why: string): Answer {
  const words = 'The request is not safe yet. Send it again.';
  return refusal('capture', why, plainReply(503, words, [['Retry-After', '30']]));
}

/** What a CONNECT gets. */
export function refuseConnect(): Answer {
  const words = 'The intake takes webhooks; it is not a proxy.';
  return refusal('receive', words, plainReply(405, words));
}

function refusal(decidedBy: Answer['decidedBy'], reason: string, plan: Answer['plan']): Answer {
  return { decidedBy, reason, endpoint: null, plan };
}
