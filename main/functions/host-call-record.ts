import type { HostCall } from '../../preload/contract/function-runs.ts';
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
