import { CircleCheck, CircleX } from 'lucide-react';
import type { ExpectationReport } from '../../../preload/contract/interchange/expectations.ts';
import { formatPlural } from '../../ui/format.ts';
import { readProblem } from '../../ui/read-problem.ts';
import { CaptureLink } from './capture-link.tsx';
import { capturesOf } from './captures-of.ts';
import { sentenceOf } from './sentence.ts';

/** What judging one of several came to; an error where it could not be judged. */
export interface Result {
  name: string;
  report: ExpectationReport | null;
  error: unknown;
}

/** Of one expectation so many captures are shown. */
const SHOWN = 3;

/** What judging all came to: those that failed first, each with the captures it failed for. */
export function AllResults(props: {
  results: readonly Result[];
  /** How many there are to be judged. */
  of: number;
  onOpen: (result: Result) => void;
}) {
  const { results, of } = props;
  const failed = results.filter(({ report }) => report?.ok !== true).length;
  const isDone = results.length === of;
  return (
    <section aria-label="Results" className="flex flex-col gap-2">
      <p role="status" className={`font-medium ${failed > 0 ? 'text-bad' : 'text-good'}`}>
        {!isDone
          ? `Judged ${results.length} of ${formatPlural(of, 'expectation')}…`
          : failed === 0
            ? `All hold: ${formatPlural(of, 'expectation')}.`
            : `${failed} of ${formatPlural(of, 'expectation')} failed.`}
      </p>
      <ul className="flex flex-col rounded-md border border-line">
        {results
          .toSorted((a, b) => Number(a.report?.ok === true) - Number(b.report?.ok === true))
          .map((result) => (
            <One key={result.name} result={result} onOpen={() => props.onOpen(result)} />
          ))}
      </ul>
    </section>
  );
}

function One({ result, onOpen }: { result: Result; onOpen: () => void }) {
  const { name, report, error } = result;
  const failed = report === null ? [] : capturesOf(report).filter((one) => one.failed.length > 0);
  return (
    <li className="flex items-start gap-2 border-line px-3 py-1.5 not-first:border-t">
      {report?.ok === true ? (
        <CircleCheck size={16} aria-label="Holds" className="mt-0.5 shrink-0 text-good" />
      ) : (
        <CircleX size={16} aria-label="Failed" className="mt-0.5 shrink-0 text-bad" />
      )}
      <div className="min-w-0 flex-1">
        <button
          type="button"
          onClick={onOpen}
          className="max-w-full truncate rounded text-left font-medium text-accent-ink underline"
        >
          {name}
        </button>
        <p className="text-sm break-words text-muted">
          {report === null ? readProblem(error).message : sentenceOf(report)}
        </p>
        {failed.length > 0 && (
          <p className="flex flex-wrap gap-x-2 text-sm">
            {failed.slice(0, SHOWN).map(({ id }) => (
              <CaptureLink key={id} id={id} />
            ))}
            {failed.length > SHOWN && (
              <span className="text-muted">{`and ${failed.length - SHOWN} more`}</span>
            )}
          </p>
        )}
      </div>
    </li>
  );
}
