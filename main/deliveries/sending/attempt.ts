import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ExchangeResult } from '../../outbound/exchange.ts';
import type { Verdict } from '../rules/outcome.ts';
import { masked } from '../rules/telling-names.ts';
import type { MadeAttempt } from '../store/delivery-store.ts';
import { type KeptDestination, staysHere } from '../store/destination-store.ts';
import type { Begun, MessageRow } from '../store/rows.ts';
import { type Composed, type Transport, unsent } from './transports/transport.ts';

export interface AttemptParts {
  clock: Clock;
  transportOf: (destination: KeptDestination) => Transport;
  /** The body of a capture; undefined where it is gone. */
  captureBody: (captureId: number) => Promise<Buffer | undefined>;
}

export interface Made {
  verdict: Verdict;
  /** Why it failed, in plain words; '' where it did not. */
  words: string;
  made: MadeAttempt;
}

const STAYS =
  'Another node of the team caught this: it is sent to receivers on this computer only. Nothing was sent.';

/** Makes one attempt. Never throws: what goes wrong is its outcome. */
export async function makeAttempt(
  parts: AttemptParts,
  begun: Begun,
  destination: KeptDestination,
  signal: AbortSignal,
): Promise<Made> {
  const { message } = begun;
  const transport = parts.transportOf(destination);
  const sent = {
    url: transport.urlOf(destination, message),
    headers: [] as HeaderPair[],
    secretIds: [] as string[],
    engine: null,
  };
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
  // Its destination may be another now than when it was accepted.
  if (message.origin === 'team' && !staysHere(destination)) return stopped(STAYS, 'STAYS_HERE');
  const body = message.body ?? (await captureBodyOf(parts, message));
  if (body === undefined) {
    return stopped('The capture with the body no longer exists.', 'BODY_GONE');
  }
  let composed: Composed;
  try {
    composed = transport.compose({ begun, destination, body });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return stopped(`It cannot be signed: ${why}. Nothing was sent.`, 'UNSIGNABLE');
  }
  const { result, verdict, engine } = await composed.send(signal);
  return {
    verdict,
    words: wordsOf(result),
    made: {
      ...sent,
      headers: masked(composed.headers),
      secretIds: composed.secretIds,
      outcome: outcomeOf(verdict),
      finishedAt: parts.clock.now(),
      result,
      engine: engine ?? null,
    },
  };
}

async function captureBodyOf(
  { captureBody }: AttemptParts,
  { capture_id: captureId }: MessageRow,
): Promise<Buffer | undefined> {
  return captureId === null ? undefined : captureBody(captureId);
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

/** An attempt that broke inside: it counts, and is tried again as any other failure is. */
export function brokenAttempt(cause: unknown, finishedAt: number): Made {
  const why = cause instanceof Error ? cause.message : String(cause);
  const text = `Backstitch failed while it sent this: ${why}.`;
  const result = unsent('failed', text, 'BROKEN');
  return {
    verdict: { ...NOTHING_CAME, failure: 'broken' },
    words: text,
    made: {
      outcome: 'failed',
      finishedAt,
      url: '',
      headers: [],
      secretIds: [],
      result,
      engine: null,
    },
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
