import { randomUUID } from 'node:crypto';
import type { Replay, ReplayJob, ReplaySummary } from '../../preload/contract/replays.ts';
import type { ReplayOptions, ReplayTarget } from '../../preload/contract/replay-request.ts';
import type { CaptureId, ReplayId } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createPublisher } from '../lib/publisher.ts';
import type { Sent } from './send-replay.ts';

export interface JobInput {
  ids: CaptureId[];
  to: ReplayTarget;
  options: ReplayOptions;
  gapMs: number;
  stopOnFailure: boolean;
  /** Left out: oldest first. */
  order?: 'oldest' | 'given' | undefined;
  /** `fitting`: each as its preview proposes, in place of the signature in the options. */
  signing?: 'options' | 'fitting' | undefined;
  /** Of single captures, before all else. */
  signatures?: { id: CaptureId; signature: ReplayOptions['signature'] }[] | undefined;
}

export interface JobTools {
  clock: Clock;
  /** Sends one capture; rejects with a BackstitchError where nothing could be sent. */
  send: (id: CaptureId, signal: AbortSignal) => Promise<Sent>;
  log: (message: string, error: unknown) => void;
}

/** Several captures sent again, one at a time. */
export interface RunningJob {
  readonly id: string;
  snapshot(): ReplayJob;
  /** The job now, then after each step that a reader can keep up with, until it ends. */
  live(signal?: AbortSignal): AsyncGenerator<ReplayJob, void, void>;
  cancel(): void;
  /** Settles when the last request has ended; never rejects. */
  ended: Promise<void>;
}

type JobResult = ReplayJob['results'][number];

const TELL_EVERY_MS = 100;

export function startJob(input: JobInput, tools: JobTools): RunningJob {
  // A capture chosen twice is meant once; ids sort by arrival.
  const given = [...new Set(input.ids)];
  const ids = input.order === 'given' ? given : given.toSorted();
  const stop = new AbortController();
  const steps = createPublisher<true>();
  const results: JobResult[] = [];
  const counts = { answered: 0, failed: 0 };
  const id = randomUUID();
  let state: ReplayJob['state'] = 'running';
  let telling: (() => void) | undefined;

  const snapshot = (): ReplayJob => ({
    id,
    total: ids.length,
    done: results.length,
    ...counts,
    state,
    results: [...results],
  });

  /** At most ten times a second, rarer as the table grows: each telling carries all of it. */
  function tell(): void {
    telling ??= tools.clock.after(Math.max(TELL_EVERY_MS, results.length / 5), () => {
      telling = undefined;
      steps.publish(true);
    });
  }

  async function step(captureId: CaptureId): Promise<JobResult> {
    try {
      const { replay, capturedStatus } = await tools.send(captureId, stop.signal);
      return { ...toSummary(replay), captureId, capturedStatus };
    } catch (error) {
      if (!(error instanceof BackstitchError)) tools.log('A replay failed.', error);
      return unsent(captureId, error, tools.clock.now());
    }
  }

  async function run(): Promise<void> {
    for (const [i, captureId] of ids.entries()) {
      if (i > 0) await pause(input.gapMs, tools.clock, stop.signal);
      if (stop.signal.aborted) break;
      const result = await step(captureId);
      results.push(result);
      if (result.outcome === 'answered') counts.answered += 1;
      else if (result.outcome !== 'canceled') counts.failed += 1;
      tell();
      if (input.stopOnFailure && !succeeded(result)) break;
    }
    state = stop.signal.aborted ? 'canceled' : 'finished';
    telling?.();
    steps.publish(true);
    steps.close();
  }

  return {
    id,
    snapshot,
    live(signal) {
      const changes = steps.subscribe(signal);
      return follow(snapshot, changes);
    },
    cancel: () => stop.abort(),
    ended: run(),
  };
}

async function* follow(
  snapshot: () => ReplayJob,
  changes: AsyncGenerator<true, void, void>,
): AsyncGenerator<ReplayJob, void, void> {
  let last = snapshot();
  yield last;
  if (last.state !== 'running') return;
  for await (const _ of changes) {
    const next = snapshot();
    // A slow reader finds several steps waiting: it gets the newest table once.
    if (next.done === last.done && next.state === last.state) continue;
    last = next;
    yield next;
    if (next.state !== 'running') return;
  }
}

/** 2xx is the only success. */
function succeeded(result: JobResult): boolean {
  return result.outcome === 'answered' && Math.trunc((result.status ?? 0) / 100) === 2;
}

/** A result for a capture of which nothing could be sent; no replay was kept of it. */
function unsent(captureId: CaptureId, error: unknown, now: number): JobResult {
  const known = error instanceof BackstitchError ? error : undefined;
  return {
    id: `unsent-${captureId}`.slice(0, 40) as ReplayId,
    captureId,
    draftKey: null,
    signature: null,
    number: 0,
    startedAt: now,
    url: '',
    edited: false,
    outcome: known?.code === 'TARGET_REFUSED' ? 'refused' : 'failed',
    status: null,
    error: error instanceof Error ? error.message : String(error),
    errorCode: known?.code ?? null,
    totalMs: 0,
    capturedStatus: null,
  };
}

function toSummary(replay: Replay): ReplaySummary {
  const { id, captureId, draftKey, signature, number, startedAt, url, edited } = replay;
  const { outcome, status, error, errorCode, totalMs } = replay;
  const head = { id, captureId, draftKey, signature, number, startedAt, url, edited };
  return { ...head, outcome, status, error, errorCode, totalMs };
}

function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ms === 0 || signal.aborted) return resolve();
    const end = (): void => {
      stopTimer();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const stopTimer = clock.after(ms, end);
    signal.addEventListener('abort', end);
  });
}
