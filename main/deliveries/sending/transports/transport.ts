import type { EngineReceipt } from '../../../../preload/contract/deliveries/engines.ts';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import type { ExchangeResult } from '../../../outbound/exchange.ts';
import type { Verdict } from '../../rules/outcome.ts';
import type { KeptDestination } from '../../store/destination-store.ts';
import type { Begun, MessageRow } from '../../store/rows.ts';

/** A message on its way to one destination. */
export interface Outgoing {
  begun: Begun;
  destination: KeptDestination;
  body: Buffer;
}

/** What came of it. A failure is an outcome, not an exception. */
export interface Answered {
  result: ExchangeResult;
  verdict: Verdict;
  /** For an event engine: where the templates led, and what it said. */
  engine?: EngineReceipt;
}

/** A message as it goes out, made before anything leaves. */
export interface Composed {
  /** As they are sent, credentials included: they are masked where they are kept. */
  headers: HeaderPair[];
  /** Which secrets signed. */
  secretIds: string[];
  send(signal: AbortSignal): Promise<Answered>;
}

/** One way to hand a message over. The queue, its schedule and its records know nothing of it. */
export interface Transport {
  /** Where a message goes, for the record. */
  urlOf(destination: KeptDestination, message: MessageRow): string;
  /** @throws where it has to be signed and cannot be. */
  compose(outgoing: Outgoing): Composed;
}

/** What came of a message that did not leave, or of which nothing came back. */
export function unsent(
  outcome: Exclude<ExchangeResult['outcome'], 'answered'>,
  error: string,
  errorCode: string,
): ExchangeResult {
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
