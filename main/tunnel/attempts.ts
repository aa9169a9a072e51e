import { fits } from './announce.ts';
import type { Command, Env, Model, Step } from './model.ts';
import { judgeRefusal } from './refusals/refusals.ts';
import type { Refusal, SessionOrder } from './sessions/session-protocol.ts';
import { backoffMs, type Timings } from './timings.ts';

/** A program that ends as soon as it is started, so often in a row, will not do better. */
const QUICK_ENDS = 3;

/** Nothing changes but what is known. */
export const stay = (model: Model): Step => ({ model, commands: [] });

/** Whether a session is open, or is being opened. */
export const inSession = ({ stage }: Model): boolean =>
  stage.at !== 'rest' && stage.at !== 'waiting';

/** What follows, behind what has to be done first. */
export function after(commands: Command[], next: Step): Step {
  return { model: next.model, commands: [...commands, ...next.commands] };
}

/** One attempt: a new session, or, with a URL of the user's own, one look at it. */
export function begin(model: Model, env: Env): Step {
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
export function readyMs({ mode, command }: Model['config'], timings: Timings): number {
  if (mode === 'command') return command.readyMs;
  return mode === 'ssh' ? timings.sshMs : timings.registerMs;
}

/** The user's name; without one the name had last, which keeps the URL over restarts. */
function wishedName({ config, remembered, nameDropped }: Model): string {
  if (config.mode !== 'localtunnel') return '';
  if (config.subdomain !== '') return config.subdomain;
  return !nameDropped && fits(remembered, config) ? remembered.name : '';
}

/** A session has its URL. */
export function registered(model: Model, name: string, url: string, env: Env): Step {
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

/** A look at the URL from outside; without one, the look before is forgotten. */
export function probeCommand({ publicUrl }: Model, timeoutMs: number): Command {
  return publicUrl === null ? { do: 'forget-probe' } : { do: 'probe', url: publicUrl, timeoutMs };
}

/** No session came about: it is tried again, unless that cannot help. */
export function refused(before: Model, refusal: Refusal, env: Env): Step {
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

/** The session is given up, and another is tried after a pause that grows. */
export function retryLater(model: Model, reason: string, env: Env): Step {
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
