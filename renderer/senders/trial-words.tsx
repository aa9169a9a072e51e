import { Check, X } from 'lucide-react';
import { readProblem } from '../ui/read-problem.ts';
import { formWords } from './secret-words.ts';
import type { TrialState } from './use-secret-trial.ts';

/** What a typed secret turned out to be. */
export function TrialWords({ state }: { state: TrialState }) {
  switch (state.kind) {
    case 'empty':
      return null;
    case 'untried':
      return <span className="text-muted">No capture to try it on yet.</span>;
    case 'trying':
      return <span className="text-muted">Trying it…</span>;
    case 'fits':
      return (
        <span className="inline-flex items-center gap-1 text-good">
          <Check size={14} aria-hidden className="shrink-0" />
          This one fits. {formWords(state.form)}
        </span>
      );
    case 'wrong':
      return (
        <span className="inline-flex items-center gap-1 text-bad">
          <X size={14} aria-hidden className="shrink-0" />
          {state.verdict === null ? 'Nobody knows who sent this.' : 'Not this one either.'}
        </span>
      );
    case 'error':
      return <span className="text-bad">Not tried: {readProblem(state.error).message}</span>;
    default:
      return state satisfies never;
  }
}
