import type { Clock } from '../../../lib/clock.ts';
import type { ExchangeResult } from '../../../outbound/exchange.ts';
import { Halt } from '../../../outbound/halts.ts';
import { type EngineEvent, engineEvent } from '../../engines/event.ts';
import type { KeptDestination } from '../../store/destination-store.ts';
import type { EngineConnections } from './engine-connections.ts';
import { EngineFailure, networkFailure, verdictOfFailure } from './engine-failure.ts';
import { type Answered, type Transport, unsent } from './transport.ts';

interface Parts {
  clock: Clock;
  installId: string;
  connections: EngineConnections;
}

/** For connecting and handing over together, where the destination says nothing else. */
export const ENGINE_TIMEOUT_MS = 10_000;

/** An event engine: it has a message once it says so. */
export function engineTransport(parts: Parts): Transport {
  return {
    urlOf: ({ settings }) => settings.url,
    compose({ begun, destination, body }) {
      const { message, startedAt: at } = begun;
      const event = engineEvent({ destination, message, body, installId: parts.installId, at });
      const timeoutMs =
        begun.live?.timeoutMs ?? destination.settings.timeoutMs ?? ENGINE_TIMEOUT_MS;
      return {
        headers: event.headers,
        secretIds: event.secretIds,
        send: (signal) => handOver(parts, destination, event, timeoutMs, signal),
      };
    },
  };
}

async function handOver(
  { clock, connections }: Parts,
  destination: KeptDestination,
  event: EngineEvent,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Answered> {
  const { kind, place } = event;
  const startedAt = performance.now();
  const took = (result: ExchangeResult): ExchangeResult => ({
    ...result,
    totalMs: performance.now() - startedAt,
  });
  try {
    const job = connections.use(destination, timeoutMs, async (client) => ({
      receipt: await client.send(event, timeoutMs),
      remoteAddress: client.remoteAddress,
    }));
    const { receipt, remoteAddress } = await within(clock, timeoutMs, signal, job);
    const result = { ...unsent('failed', '', ''), error: null, errorCode: null, remoteAddress };
    return {
      result: took({ ...result, outcome: 'answered', complete: true }),
      verdict: { kind: 'delivered', status: null },
      engine: { kind, place, receipt },
    };
  } catch (error) {
    const engine = { kind, place, receipt: null };
    if (error instanceof Halt && error.code === 'CANCELED') {
      const text = 'Canceled. It may have reached the engine already.';
      return {
        result: took(unsent('canceled', text, 'CANCELED')),
        verdict: { kind: 'canceled' },
        engine,
      };
    }
    if (error instanceof Halt) connections.forget(destination);
    const failure =
      error instanceof EngineFailure ? error : networkFailure(error, destination.target, timeoutMs);
    const outcome = failure.sort === 'refused' ? 'refused' : 'failed';
    const result = took(unsent(outcome, failure.message, failure.code));
    return { result, verdict: verdictOfFailure(failure), engine };
  }
}

/** `job`, or why nobody waits for it any longer. It goes on unheard: a library has no way to stop it. */
export function within<T>(
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
  job: Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new Halt('CANCELED'));
    const stop = clock.after(timeoutMs, () => reject(new Halt('TIMEOUT')));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    job.then(resolve, reject).finally(() => {
      stop();
      signal.removeEventListener('abort', onAbort);
    });
  });
}
