import { CircleAlert } from 'lucide-react';
import { Button } from './button.tsx';
import { copyText } from './copy/copy-text.ts';
import { readProblem, type ReadProblem } from './read-problem.ts';

/** An error where its result would stand: what happened, what to do next, and a way to try again. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = readProblem(error);
  return (
    <div role="alert" className="flex items-start gap-2 rounded-lg bg-bad-soft px-3 py-2 text-bad">
      <CircleAlert size={16} className="mt-0.5 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{problem.message}</p>
        {problem.hint !== undefined && <p className="text-sm break-words">{problem.hint}</p>}
      </div>
      {onRetry && (
        <>
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
          <Button size="sm" variant="ghost" onClick={() => void copyText(detailsOf(problem))}>
            Copy details
          </Button>
        </>
      )}
    </div>
  );
}

/** For a report: what is shown, its code, and when. */
function detailsOf({ message, hint, code }: ReadProblem): string {
  const lines = [message, hint, code && `Code: ${code}`, new Date().toISOString()];
  return lines.filter((line) => line !== undefined && line !== '').join('\n');
}
