import { performance } from 'node:perf_hooks';
import type { TraceExportState } from '../../../preload/contract/captures/trace-export.ts';
import type { Clock } from '../../lib/clock.ts';
import type { OtlpSpan } from './otlp.ts';
import type { Sent } from './send-batch.ts';
import { BATCH, createWaiting, type Wanted } from './waiting.ts';

interface Parts {
  clock: Clock;
  /** What waited, as spans. */
  spansOf: (wanted: readonly Wanted[]) => Promise<OtlpSpan[]>;
  send: (spans: readonly OtlpSpan[], signal: AbortSignal) => Promise<Sent>;
  onState: () => void;
  log: (message: string, error: unknown) => void;
}

/** A batch that is not full goes after so long. */
const GATHER_MS = 5000;
const MOST_AGAIN = 5;
const FIRST_PAUSE_MS = 1000;
const LONGEST_OWN_PAUSE_MS = 30_000;
/** Of the engine's time this takes one part in so many at most: the intake comes first. */
const SHARE_OF_TIME = 10;

export type Exporter = ReturnType<typeof startExporter>;

/**
 * Sends spans to one collector, one request at a time, until it is stopped. Nobody waits for it, and what it holds is
 * bounded: where a collector is away, batches are tried six times and then dropped, and what finds no room is counted.
 */
export function startExporter({ clock, spansOf, send, onState, log }: Parts) {
  const waiting = createWaiting();
  const stop = new AbortController();
  const counts = { sent: 0, rejected: 0, dropped: 0 };
  let lastSentAt: number | null = null;
  let problem: TraceExportState['problem'] = null;
  let wake: () => void = () => {};
  const due = { now: false };
  let cancelDue: (() => void) | undefined;

  /** Said once, until it goes again. */
  function failed(message: string, hint: string | null): void {
    if (problem === null) log(`Traces are not exported: ${message}`, new Error(hint ?? message));
    problem = { message, hint, since: problem?.since ?? clock.now() };
    onState();
  }

  const stopped = (): boolean => stop.signal.aborted;

  async function pause(ms: number): Promise<void> {
    if (stopped()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after(ms, resolve);
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    cancel();
  }

  async function whenDue(): Promise<void> {
    while (!stopped() && waiting.weight() < BATCH && !due.now) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
    cancelDue?.();
    cancelDue = undefined;
    due.now = false;
  }

  async function sendAll(spans: readonly OtlpSpan[]): Promise<void> {
    for (let tries = 0; !stopped(); tries += 1) {
      const sent = await send(spans, stop.signal);
      if (stopped()) return;
      if (sent.kind === 'taken') return taken(spans.length, sent);
      failed(sent.why, sent.hint);
      if (sent.kind === 'refused' || tries === MOST_AGAIN) {
        counts.dropped += spans.length;
        return onState();
      }
      const own = Math.min(LONGEST_OWN_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
      await pause(sent.afterMs ?? own);
    }
  }

  function taken(count: number, { rejected, said }: Extract<Sent, { kind: 'taken' }>): void {
    const refused = Math.min(count, rejected);
    counts.sent += count - refused;
    counts.rejected += refused;
    lastSentAt = clock.now();
    problem =
      refused === 0
        ? null
        : {
            message: `The collector did not take ${refused} of ${count} spans${said === '' ? '.' : `: ${said}`}`,
            hint: null,
            since: problem?.since ?? clock.now(),
          };
    onState();
  }

  async function run(): Promise<void> {
    while (!stopped()) {
      await whenDue();
      if (stopped()) return;
      const began = performance.now();
      const wanted = waiting.take();
      if (waiting.weight() > 0) soon();
      try {
        const spans = await spansOf(wanted);
        const took = performance.now() - began;
        // A capture brings more spans than its place was counted for where its function called much.
        for (let from = 0; from < spans.length; from += BATCH) {
          await sendAll(spans.slice(from, from + BATCH));
        }
        await pause(took * (SHARE_OF_TIME - 1));
      } catch (error) {
        if (stopped()) return;
        counts.dropped += wanted.length;
        log('Spans could not be put together.', error);
        onState();
      }
    }
  }

  function soon(): void {
    cancelDue ??= clock.after(GATHER_MS, () => {
      due.now = true;
      wake();
    });
  }

  const running = run();
  return {
    add(wanted: Wanted): void {
      waiting.add(wanted);
      if (waiting.weight() >= BATCH) wake();
      else soon();
    },
    state: (): TraceExportState => ({
      ...counts,
      dropped: counts.dropped + waiting.dropped(),
      waiting: waiting.weight(),
      lastSentAt,
      problem,
    }),
    /** Ends the request under way; what waits is not sent. */
    async [Symbol.asyncDispose](): Promise<void> {
      stop.abort();
      cancelDue?.();
      waiting.clear();
      wake();
      await running;
    },
  };
}
