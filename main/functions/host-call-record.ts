import type { HostCall, LogLine } from '../../preload/contract/apps/function-runs.ts';
import type { HostCallAnswer } from './run-request.ts';

const SHOWN = 64 * 1024;

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/**
 * Notes a host call when it starts; the returned function completes the note with its answer.
 *
 * @param startedAt of the run, monotonic ms.
 */
export function recordCall(
  calls: HostCall[],
  startedAt: number,
  call: { service: string; action: string; args: string },
): (answer: HostCallAnswer) => void {
  const begun = performance.now();
  const note: HostCall = {
    atMs: round(begun - startedAt),
    durationMs: null,
    service: call.service,
    action: call.action,
    // Until the service said which parts are secret, nothing of them is kept.
    args: '{}',
    result: null,
    error: null,
    mode: 'live',
    decision: null,
  };
  calls.push(note);
  return ({ outcome, mode, decision, shownArgs }) => {
    note.durationMs = round(performance.now() - begun);
    note.args = cut(shownArgs ?? call.args);
    note.mode = mode;
    note.decision = decision;
    if (outcome.ok) note.result = cut(outcome.result);
    else note.error = { code: outcome.code, message: outcome.message };
  };
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

/** The log of a run says of each made-up answer that it is one, where it was given. */
export function withInvented(logs: readonly LogLine[], calls: readonly HostCall[]): LogLine[] {
  const lines = calls
    .filter(({ mode }) => mode === 'invented')
    .map(({ service, action, atMs, durationMs }): LogLine => {
      const name = `${service === '' ? 'context.http' : service}.${action}`;
      return {
        atMs: atMs + (durationMs ?? 0),
        level: 'warn',
        text: `${name} was not called, and no stub matches: the answer is invented.`,
      };
    });
  return lines.length === 0 ? [...logs] : [...logs, ...lines].sort((a, b) => a.atMs - b.atMs);
}
