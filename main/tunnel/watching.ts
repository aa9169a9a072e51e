import { announce } from './announce.ts';
import type { Command, Env, Model, Stage, Step } from './model.ts';
import type { ProbeResult } from './probe.ts';
import { probeCommand, retryLater, stay } from './attempts.ts';

export type Watching = Extract<Stage, { at: 'watching' }>;

/** How often a probe that timed out while other traffic came through is forgiven in a row. */
export const BUSY_LIMIT = 3;

/** What a look from outside found. */
export function probed(before: Model, result: ProbeResult, env: Env): Step {
  const roundTripMs = result.ok ? result.roundTripMs : null;
  const model = { ...before, lastProbe: { at: env.now, ok: result.ok, roundTripMs } };
  const { stage } = model;
  if (stage.at !== 'verifying' && stage.at !== 'watching') return stay(model);
  if (result.ok) return goOnline(model, env);
  if (stage.at === 'watching') return missed(model, stage, result, env);
  if (env.now >= stage.until) return retryLater(model, result.reason, env);
  return {
    model: { ...model, stage: { ...stage, probing: false } },
    commands: [{ do: 'wait', ms: env.timings.verifyPauseMs }],
  };
}

function goOnline(model: Model, env: Env): Step {
  const commands: Command[] = [
    { do: 'wait', ms: Math.round(env.timings.probeEveryMs * (0.8 + 0.2 * env.random())) },
    { do: 'proven', at: env.now },
  ];
  if (model.outageOpen) commands.push({ do: 'outage-ends', at: env.now });
  const online: Model = {
    ...model,
    phase: 'online',
    since: model.phase === 'online' ? model.since : env.now,
    reason: null,
    nextTryAt: null,
    stage: { at: 'watching', probingSince: null, misses: 0, busy: 0 },
    attempt: 0,
    wrongNames: 0,
    everOnline: true,
    lastGoodAt: env.now,
    downSince: null,
    outageOpen: false,
  };
  return model.stage.at === 'verifying' ? announce(online, commands) : { model: online, commands };
}

function missed(
  model: Model,
  stage: Watching,
  result: Extract<ProbeResult, { ok: false }>,
  env: Env,
): Step {
  const again: Command = { do: 'wait', ms: env.timings.probeAgainMs };
  const moved = stage.probingSince !== null && model.aliveAt >= stage.probingSince;
  if (result.timedOut && moved && stage.busy < BUSY_LIMIT) {
    // All sockets of the session may be taken by real requests; a new session would break them.
    const watching: Stage = { ...stage, probingSince: null, busy: stage.busy + 1 };
    return { model: { ...model, stage: watching }, commands: [again] };
  }
  if (stage.misses > 0) return retryLater(model, result.reason, env);
  return {
    model: {
      ...model,
      phase: 'degraded',
      since: env.now,
      reason: result.reason,
      stage: { ...stage, probingSince: null, misses: 1 },
    },
    commands: [again],
  };
}

/** Looks from outside now. */
export function look(model: Model, stage: Watching, timeoutMs: number, env: Env): Step {
  return {
    model: { ...model, stage: { ...stage, probingSince: env.now } },
    commands: [{ do: 'stop-waiting' }, probeCommand(model, timeoutMs)],
  };
}

/** Something hints at a broken way: it is looked at soon, not more often than the timings allow. */
export function suspicious(model: Model, env: Env): Step {
  const { stage } = model;
  if (stage.at !== 'watching' || stage.probingSince !== null || stage.misses > 0)
    return stay(model);
  const sinceLast = env.now - (model.lastProbe?.at ?? 0);
  if (sinceLast >= env.timings.probeAgainMs) {
    return look(model, stage, env.timings.probeTimeoutMs, env);
  }
  return { model, commands: [{ do: 'wait', ms: env.timings.probeAgainMs - sinceLast }] };
}
