import { jitterMs } from '../lib/jitter.ts';
import type { Problem, ProblemKind } from './problem.ts';

/** How this node stands with its team. */
export type LinkState = 'off' | 'connecting' | 'behind' | 'live' | ProblemKind;

export interface LinkModel {
  state: LinkState;
  /** Why it is not connected, for a person; null where it is, or was never meant to be. */
  reason: string | null;
  /** Tries that failed since the last that did not. */
  failures: number;
  /** Epoch ms; null where nothing is waited for. */
  nextAttemptAt: number | null;
}

export type LinkEvent =
  | { type: 'switched'; on: boolean }
  | { type: 'connected' }
  /** Whether something has waited for longer than it may. */
  | { type: 'lag'; behind: boolean }
  | { type: 'failed'; problem: Problem }
  | { type: 'due' }
  /** The computer woke, or joined another network. */
  | { type: 'woke' };

export type LinkCommand = { do: 'connect' } | { do: 'close' } | { do: 'wait'; ms: number };

export interface LinkTimings {
  floorMs: number;
  baseMs: number;
  capMs: number;
  /** Before a refusal is tried again: somebody has to do something first. */
  refusedMs: number;
  /** Before a lease of somebody else is looked at again. */
  takenMs: number;
}

export interface LinkStep {
  model: LinkModel;
  commands: LinkCommand[];
}

export const OFF: LinkModel = { state: 'off', reason: null, failures: 0, nextAttemptAt: null };

const CONNECTED: ReadonlySet<LinkState> = new Set(['behind', 'live']);

/** The whole behaviour of the link: what is, what happened, what follows. No effects. */
export function step(
  model: LinkModel,
  event: LinkEvent,
  env: { now: number; random: number; timings: LinkTimings },
): LinkStep {
  switch (event.type) {
    case 'switched':
      if (!event.on) return { model: OFF, commands: [{ do: 'close' }] };
      return begin({ ...OFF }, [{ do: 'close' }]);
    case 'connected':
      if (model.state !== 'connecting') return stay(model);
      return stay({ state: 'behind', reason: null, failures: 0, nextAttemptAt: null });
    case 'lag':
      if (!CONNECTED.has(model.state)) return stay(model);
      return stay({ ...model, state: event.behind ? 'behind' : 'live' });
    case 'failed':
      return model.state === 'off' ? stay(model) : failed(model, event.problem, env);
    case 'due':
      return model.nextAttemptAt === null ? stay(model) : begin(model);
    case 'woke':
      // The connection looks alive and most likely is not: the next statement would wait for its end.
      if (model.state === 'off' || model.state === 'moved') return stay(model);
      return begin(model, [{ do: 'close' }]);
    default:
      return event satisfies never;
  }
}

const stay = (model: LinkModel): LinkStep => ({ model, commands: [] });

const begin = (model: LinkModel, first: LinkCommand[] = []): LinkStep => ({
  model: { ...model, state: 'connecting', nextAttemptAt: null },
  commands: [...first, { do: 'connect' }],
});

function failed(
  model: LinkModel,
  { kind, text }: Problem,
  { now, random, timings }: { now: number; random: number; timings: LinkTimings },
): LinkStep {
  const failures = model.failures + 1;
  const ms = waitFor(kind, failures, random, timings);
  return {
    model: {
      state: kind,
      reason: text,
      failures,
      nextAttemptAt: ms === null ? null : now + ms,
    },
    commands: [{ do: 'close' }, ...(ms === null ? [] : [{ do: 'wait', ms } as const])],
  };
}

/** Null: only a person can go on. */
function waitFor(
  kind: ProblemKind,
  failures: number,
  random: number,
  timings: LinkTimings,
): number | null {
  switch (kind) {
    case 'away':
      return jitterMs(failures, random, timings);
    case 'refused':
    case 'not-installed':
    case 'too-old':
      return timings.refusedMs;
    case 'taken':
      return timings.takenMs;
    case 'moved':
      return null;
    default:
      return kind satisfies never;
  }
}
