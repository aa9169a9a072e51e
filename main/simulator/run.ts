import type { PlannedSend } from '../../preload/contract/simulator.ts';
import type { Clock } from '../lib/clock.ts';
import type { ExchangeResult } from '../outbound/exchange.ts';
import { LONGEST_MS, MOST_PER_SECOND, MOST_REQUESTS } from './plan.ts';
import { createRateLimit } from './rate-limit.ts';
import { createSendQueue, type DueSend } from './send-queue.ts';
import { type EndedSend, isOk, type Tally } from './tally.ts';

export interface RunInput {
  plan: readonly PlannedSend[];
  retryGapsMs: readonly number[];
  tally: Tally;
  signal: AbortSignal;
}

export interface RunTools {
  clock: Clock;
  /** One request and what came of it; never rejects. */
  send: (event: number, signal: AbortSignal) => Promise<ExchangeResult>;
  /** What is kept of an answer's body. */
  digest: (result: ExchangeResult) => Pick<EndedSend, 'bodyHash' | 'bodyStart'>;
  tell: () => void;
}

const MOST_OPEN = 100;

/**
 * Sends a plan and the retries it brings, until all is answered, the signal aborts or an hour is
 * over.
 *
 * @returns why it ended before its time, in words; null where it did not.
 */
export async function runPlan(input: RunInput, tools: RunTools): Promise<string | null> {
  const { clock } = tools;
  const startedAt = clock.now();
  const elapsed = (): number => clock.now() - startedAt;
  const queue = createSendQueue(input.plan);
  const rate = createRateLimit(MOST_PER_SECOND, 1000);
  const hour = new AbortController();
  const stopHour = clock.after(LONGEST_MS, () => hour.abort());
  const signal = AbortSignal.any([input.signal, hour.signal]);
  const ended = Promise.withResolvers<void>();
  let open = 0;
  let requests = 0;
  let dropped = 0;
  let stopWaking = (): void => {};

  /** Sends what is due, then sleeps until the next is. */
  function pump(): void {
    stopWaking();
    while (!signal.aborted && open < MOST_OPEN) {
      const send = queue.head();
      if (send === undefined) break;
      const at = rate.earliest(Math.max(send.atMs, elapsed()));
      const wait = at - elapsed();
      if (wait > 0) {
        stopWaking = clock.after(wait, pump);
        return;
      }
      queue.take(send);
      rate.take(at);
      void perform(send);
    }
    if (open === 0 && (signal.aborted || queue.waiting() === 0)) ended.resolve();
  }

  async function perform(send: DueSend): Promise<void> {
    const { event, copy, retry } = send;
    const first = copy === 0 ? 'first' : 'duplicate';
    const kind = retry > 0 ? 'retry' : first;
    const atMs = elapsed();
    open += 1;
    requests += 1;
    input.tally.begin(kind, event);
    const result = await tools.send(event, signal);
    const gap = isOk(result) ? undefined : input.retryGapsMs[retry];
    const last = gap === undefined || result.outcome === 'canceled' || !mayRetry();
    const { status, error, errorCode, totalMs } = result;
    const answer = { status, error, errorCode, totalMs, ...tools.digest(result) };
    input.tally.end({ event, kind, copy, atMs, last, ...answer });
    if (!last) queue.again({ event, copy, retry: retry + 1, atMs: elapsed() + gap });
    open -= 1;
    tools.tell();
    pump();
  }

  function mayRetry(): boolean {
    if (requests + queue.waiting() < MOST_REQUESTS) return true;
    dropped += 1;
    return false;
  }

  signal.addEventListener('abort', pump, { once: true });
  pump();
  await ended.promise;
  stopHour();
  stopWaking();
  if (input.signal.aborted) return null;
  if (hour.signal.aborted) return 'Stopped after an hour.';
  return dropped === 0
    ? null
    : `${dropped} retries were left out: at most ${MOST_REQUESTS} requests are sent.`;
}
