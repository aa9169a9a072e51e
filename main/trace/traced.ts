import type { CaptureDetail } from '../../preload/contract/captures.ts';
import type { FunctionRun } from '../../preload/contract/apps/function-runs.ts';
import type { DeliverySummary } from '../../preload/contract/deliveries.ts';
import type { Attempt } from '../../preload/contract/deliveries/attempts.ts';
import type { IntegrationId } from '../../preload/contract/integrations.ts';
import type { ReplaySummary } from '../../preload/contract/replays.ts';

/** An attempt as a trace needs it: without headers and bodies. */
export type TracedAttempt = Pick<
  Attempt,
  | 'id'
  | 'number'
  | 'trigger'
  | 'startedAt'
  | 'finishedAt'
  | 'outcome'
  | 'status'
  | 'error'
  | 'method'
  | 'url'
  | 'timings'
  | 'totalMs'
>;

export interface TracedLoad {
  integrationId: IntegrationId;
  name: string;
  state: 'waiting' | 'loaded';
  batch: { startedAt: string; durationMs: number } | null;
  rows: number;
  rejects: number;
}

/** A delivery as a trace of its own needs it. */
export interface TracedDelivery {
  delivery: DeliverySummary;
  /** Oldest first. */
  attempts: readonly TracedAttempt[];
}

export interface Traced {
  capture: Omit<CaptureDetail, 'replayCount'>;
  run: FunctionRun | null;
  load: TracedLoad | null;
  /** Oldest first. */
  deliveries: readonly {
    delivery: DeliverySummary;
    attempts: readonly TracedAttempt[];
    /** How many there are, given or not. */
    attemptCount: number;
  }[];
  /** How many deliveries there are; those not given are said. */
  deliveryCount: number;
  /** Oldest first. */
  replays: readonly ReplaySummary[];
}
