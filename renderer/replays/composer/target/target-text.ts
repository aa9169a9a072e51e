import type { ReplayTarget } from '../../../../preload/contract/replay-request.ts';
import { checkTargetUrl } from '../../../wire/target-url.ts';

/** How the intake is called where a target is typed. */
export const INTAKE = 'Intake';

export type ReadTarget = { to: ReplayTarget; problem: null } | { to: null; problem: string };

/**
 * Reads a typed target: `Intake`, a URL, or what one says for a port of this computer, as `3000`,
 * `:3000/x` and `localhost:3000`.
 */
export function readTarget(typed: string): ReadTarget {
  const text = typed.trim();
  if (text === '') return { to: null, problem: 'Enter a URL, a port, or Intake.' };
  if (text.toLowerCase() === INTAKE.toLowerCase()) return { to: { kind: 'intake' }, problem: null };
  const url = urlOf(text);
  const problem = checkTargetUrl(url);
  return problem === null ? { to: { kind: 'url', url }, problem } : { to: null, problem };
}

function urlOf(text: string): string {
  if (/^:?\d{1,5}(?:\/|$)/.test(text)) return `http://localhost:${text.replace(/^:/, '')}`;
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?(?:\/|$)/i.test(text)
    ? `http://${text}`
    : text;
}
