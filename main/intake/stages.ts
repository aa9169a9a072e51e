import type { Stage, StageName } from '../../preload/contract/captures.ts';
import type { Outcome } from '../captures/arrival.ts';
import type { Answer, Stages } from './taker.ts';

export interface TimedStages extends Stages {
  /** Monotonic ms. */
  readonly startedAt: number;
  readonly done: Stage[];
  /** The stage worked at right now, as far as it was named. */
  readonly current: StageName;
  /** The last stage went on until now, and came to this. */
  prolong(result: Stage['result'], note: string): void;
  totalUs(): number;
}

/** Marks the time of each stage of one arrival. One is made for every request: a class, not closures. */
class StageClock implements TimedStages {
  readonly done: Stage[] = [];
  readonly startedAt: number;
  current: StageName = 'receive';
  #last: number;

  constructor(startedAt: number) {
    this.startedAt = startedAt;
    this.#last = startedAt;
  }
  at(stage: StageName): void {
    this.current = stage;
  }
  end(stage: StageName, result: Stage['result'], note: string): void {
    const now = performance.now();
    this.done.push({
      stage,
      startMs: round(this.#last - this.startedAt),
      durationMs: round(now - this.#last),
      result,
      note,
    });
    this.#last = now;
    this.current = stage;
  }
  prolong(result: Stage['result'], note: string): void {
    const last = this.done.at(-1);
    if (last === undefined) return;
    this.#last = performance.now();
    const durationMs = round(this.#last - this.startedAt - last.startMs);
    this.done[this.done.length - 1] = { ...last, durationMs, result, note };
  }
  totalUs(): number {
    return Math.round((performance.now() - this.startedAt) * 1000);
  }
}

export const createStages = (startedAt: number): TimedStages => new StageClock(startedAt);

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
