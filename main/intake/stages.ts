import type { Stage, StageName } from '../../preload/contract/captures.ts';
import type { Outcome } from '../captures/arrival.ts';
import type { Answer, Stages } from './taker.ts';

export interface TimedStages extends Stages {
  /** Monotonic ms. */
  readonly startedAt: number;
  readonly done: Stage[];
  /** The stage worked at right now, as far as it was named. */
  readonly current: StageName;
  totalUs(): number;
}

/** Marks the time of each stage of one arrival. */
export function createStages(startedAt: number): TimedStages {
  const done: Stage[] = [];
  let last = startedAt;
  let current: StageName = 'receive';
  return {
    startedAt,
    done,
    get current() {
      return current;
    },
    at(stage) {
      current = stage;
    },
    end(stage, result, note) {
      const now = performance.now();
      done.push({
        stage,
        startMs: round(last - startedAt),
        durationMs: round(now - last),
        result,
        note,
      });
      last = now;
      current = stage;
    },
    totalUs: () => Math.round((performance.now() - startedAt) * 1000),
  };
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

/** What is recorded of an arrival that was answered, or could not be. */
export function outcomeOf(answer: Answer, reply: Outcome['reply'], stages: TimedStages): Outcome {
  const { endpoint, decidedBy, reason } = answer;
  return {
    endpoint: endpoint && { id: endpoint.id, name: endpoint.name },
    decidedBy,
    reason,
    reply,
    durationUs: stages.totalUs(),
    stages: stages.done,
  };
}
