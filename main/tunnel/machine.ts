import type { Command, Env, Model, Step, TunnelEvent } from './model.ts';
import { initialModel } from './model.ts';
import { noAddress } from './refusals/refusals.ts';
import {
  after,
  begin,
  inSession,
  probeCommand,
  readyMs,
  refused,
  registered,
  retryLater,
  stay,
} from './attempts.ts';
import { BUSY_LIMIT, type Watching, look, probed, suspicious } from './watching.ts';

/** The whole behaviour of the supervisor: what is, what happened, what follows. No effects. */
export function step(model: Model, event: TunnelEvent, env: Env): Step {
  switch (event.type) {
    case 'switch':
      return switchTo(model, event.config, env);
    case 'registered':
      return registered(model, event.name, event.url, env);
    case 'refused':
      return refused(model, event.refusal, env);
    case 'suspicious':
      return suspicious(model, env);
    case 'alive':
      return stay({ ...model, aliveAt: env.now });
    case 'lost':
      return inSession(model) ? retryLater(model, event.reason, env) : stay(model);
    case 'detail':
      return stay({ ...model, detail: { ...model.detail, ...event.detail } });
    case 'probed':
      return probed(model, event.result, env);
    case 'due':
      return due(model, env);
    case 'woke':
      return woke(model, event.sleptFrom, env);
    case 'notice-dismissed':
      return stay({ ...model, notice: null });
    default:
      return event satisfies never;
  }
}

function switchTo(model: Model, config: Model['config'], env: Env): Step {
  const unchanged = JSON.stringify(config) === JSON.stringify(model.config);
  if (unchanged && inSession(model)) return stay(model);
  const commands: Command[] = [{ do: 'close' }, { do: 'forget-probe' }, { do: 'stop-waiting' }];
  if (unchanged && model.stage.at === 'waiting') return after(commands, begin(model, env));
  if (model.outageOpen) commands.push({ do: 'outage-ends', at: env.now });
  const fresh = initialModel(config, model.remembered, env.now);
  if (config.mode === 'off') return { model: fresh, commands };
  return after(commands, begin({ ...fresh, phase: 'registering' }, env));
}

function due(model: Model, env: Env): Step {
  const { stage } = model;
  const { timings } = env;
  switch (stage.at) {
    case 'rest':
      return stay(model);
    case 'opening': {
      const seconds = Math.round(readyMs(model.config, timings) / 1000);
      return retryLater(model, noAddress(model.config, seconds), env);
    }
    case 'verifying':
      if (stage.probing) return stay(model);
      return {
        model: { ...model, stage: { ...stage, probing: true } },
        commands: [probeCommand(model, timings.probeTimeoutMs)],
      };
    case 'watching':
      return stage.probingSince === null
        ? look(model, stage, timings.probeTimeoutMs, env)
        : stay(model);
    case 'waiting':
      return begin(model, env);
    default:
      return stage satisfies never;
  }
}

function woke(before: Model, sleptFrom: number | null, env: Env): Step {
  if (before.stage.at === 'rest') return stay(before);
  const commands: Command[] = [];
  if (sleptFrom !== null && !before.outageOpen) {
    commands.push({ do: 'outage-begins', at: sleptFrom, reason: 'The computer was asleep.' });
  }
  const outageOpen = before.outageOpen || sleptFrom !== null;
  const model: Model = { ...before, outageOpen, attempt: 0, downSince: null };
  if (model.stage.at !== 'watching') return after(commands, begin(model, env));
  // The old path is most likely dead: one short look decides.
  const stage: Watching = { ...model.stage, misses: 1, busy: BUSY_LIMIT };
  return after(commands, look(model, stage, env.timings.wakeProbeTimeoutMs, env));
}
