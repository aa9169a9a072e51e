import { announce, fits } from './announce.ts';
import type { Command, Env, Model, Stage, Step, TunnelEvent } from './model.ts';
import { initialModel } from './model.ts';
import type { ProbeResult } from './probe.ts';
import { judgeRefusal, noAddress } from './refusals/refusals.ts';
import type { Refusal, SessionOrder } from './sessions/session-protocol.ts';
import { backoffMs, type Timings } from './timings.ts';

type Watching = Extract<Stage, { at: 'watching' }>;

/** How often a probe that timed out while other traffic came through is forgiven in a row. */
const BUSY_LIMIT = 3;

/** A program that ends as soon as it is started, so often in a row, will not do better. */
const QUICK_ENDS = 3;

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

const stay = (model: Model): Step => ({ model, commands: [] });

const inSession = ({ stage }: Model): boolean => stage.at !== 'rest' && stage.at !== 'waiting';

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

function after(commands: Command[], next: Step): Step {
  return { model: next.model, commands: [...commands, ...next.commands] };
}

/** One attempt: a new session, or, with a URL of the user's own, one look at it. */
function begin(model: Model, env: Env): Step {
  const { config } = model;
  if (config.mode === 'url') {
    const found = { ...model, nextTryAt: null, publicUrl: config.url };
    return verify(found, env.now, env);
  }
  const detail = { ...model.detail, problem: null, pid: null };
  return {
    model: { ...model, nextTryAt: null, detail, stage: { at: 'opening' } },
    commands: [
      { do: 'forget-probe' },
      { do: 'open', order: orderOf(model) },
      { do: 'wait', ms: readyMs(config, env.timings) },
    ],
  };
}

function orderOf(model: Model): SessionOrder {
  const { mode, host, ssh, command } = model.config;
  if (mode === 'ssh') return { mode, ssh };
  if (mode === 'command') return { mode, command };
  return { mode: 'localtunnel', host, subdomain: wishedName(model) };
}

/** How long a session may take to tell its URL. */
function readyMs({ mode, command }: Model['config'], timings: Timings): number {
  if (mode === 'command') return command.readyMs;
  return mode === 'ssh' ? timings.sshMs : timings.registerMs;
}

/** The user's name; without one the name had last, which keeps the URL over restarts. */
function wishedName({ config, remembered, nameDropped }: Model): string {
  if (config.mode !== 'localtunnel') return '';
  if (config.subdomain !== '') return config.subdomain;
  return !nameDropped && fits(remembered, config) ? remembered.name : '';
}

function registered(model: Model, name: string, url: string, env: Env): Step {
  const { timings } = env;
  if (model.stage.at !== 'opening') {
    const changed = inSession(model) && url !== model.publicUrl;
    return changed
      ? verify({ ...model, publicUrl: url }, env.now + timings.verifyMs, env)
      : stay(model);
  }
  const wished = wishedName(model);
  if (wished !== '' && name !== wished && model.wrongNames < timings.nameRetries) {
    return {
      model: { ...model, wrongNames: model.wrongNames + 1, stage: { at: 'waiting' } },
      commands: [{ do: 'close' }, { do: 'wait', ms: timings.nameRetryMs }],
    };
  }
  // A program may tell its URL, or be told it, before the way is there.
  const forMs = model.config.mode === 'command' ? model.config.command.readyMs : timings.verifyMs;
  const found = { ...model, name, publicUrl: url, quickEnds: 0 };
  return verify(found, env.now + Math.max(forMs, timings.verifyMs), env);
}

function verify(model: Model, until: number, { timings }: Env): Step {
  return {
    model: { ...model, stage: { at: 'verifying', until, probing: true } },
    commands: [{ do: 'stop-waiting' }, probeCommand(model, timings.probeTimeoutMs)],
  };
}

function probeCommand({ publicUrl }: Model, timeoutMs: number): Command {
  return publicUrl === null ? { do: 'forget-probe' } : { do: 'probe', url: publicUrl, timeoutMs };
}

function refused(before: Model, refusal: Refusal, env: Env): Step {
  if (before.stage.at !== 'opening') return stay(before);
  const quickEnds = refusal.code === 'ENDED_EARLY' ? before.quickEnds + 1 : 0;
  const model = { ...before, quickEnds };
  const verdict = judgeRefusal(refusal, model.config, wishedName(model));
  if (verdict.aboutName && model.config.subdomain === '') {
    return retryLater({ ...model, nameDropped: true }, verdict.reason, env);
  }
  const hopeless = verdict.permanent || quickEnds >= QUICK_ENDS;
  // Who was online with this very configuration has nothing to mend: the relay will come round.
  if (!(verdict.always || (hopeless && !model.everOnline))) {
    return retryLater(model, verdict.reason, env);
  }
  return {
    model: {
      ...model,
      phase: 'failed',
      since: env.now,
      reason: verdict.reason,
      nextTryAt: null,
      publicUrl: null,
      quickEnds: 0,
      detail: { ...model.detail, problem: refusal.code || null, pid: null },
      stage: { at: 'rest' },
    },
    commands: [{ do: 'close' }, { do: 'forget-probe' }, { do: 'stop-waiting' }],
  };
}

function retryLater(model: Model, reason: string, env: Env): Step {
  const downSince = model.downSince ?? env.now;
  const attempt = model.attempt + 1;
  const ms = backoffMs(attempt, env.now - downSince, env.random(), env.timings);
  const commands: Command[] = [{ do: 'close' }, { do: 'forget-probe' }, { do: 'wait', ms }];
  if (!model.outageOpen) {
    // From the last proof on: what was sent after it may be lost, though it was noticed later.
    const at = model.lastGoodAt ?? model.switchedOnAt;
    commands.push({ do: 'outage-begins', at, reason });
  }
  return {
    model: {
      ...model,
      phase: 'reconnecting',
      since: model.phase === 'reconnecting' ? model.since : env.now,
      reason,
      nextTryAt: env.now + ms,
      stage: { at: 'waiting' },
      attempt,
      downSince,
      outageOpen: true,
    },
    commands,
  };
}

function probed(before: Model, result: ProbeResult, env: Env): Step {
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

function look(model: Model, stage: Watching, timeoutMs: number, env: Env): Step {
  return {
    model: { ...model, stage: { ...stage, probingSince: env.now } },
    commands: [{ do: 'stop-waiting' }, probeCommand(model, timeoutMs)],
  };
}

function suspicious(model: Model, env: Env): Step {
  const { stage } = model;
  if (stage.at !== 'watching' || stage.probingSince !== null || stage.misses > 0)
    return stay(model);
  const sinceLast = env.now - (model.lastProbe?.at ?? 0);
  if (sinceLast >= env.timings.probeAgainMs) {
    return look(model, stage, env.timings.probeTimeoutMs, env);
  }
  return { model, commands: [{ do: 'wait', ms: env.timings.probeAgainMs - sinceLast }] };
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
